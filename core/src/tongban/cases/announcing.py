"""Tells every place of a case what its role may see: which facts go to which node. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from tongban.cases.heads import Fact, decode_head, encode, for_roles
from tongban.cases.state import Case, StepStatus
from tongban.exchange import limits
from tongban.exchange.letters import Letter

OFFER = "case.offer"
FACTS = "case.facts"
INTENT = "case.intent"
FRAME_BYTES = 64
"""What a body has besides its facts, and to spare."""


class Facts(msgspec.Struct, frozen=True):
    """The body of an offer or of news: facts in order, of which there is one at least."""

    facts: Annotated[tuple[Fact, ...], Meta(min_length=1)]


def told(case: Case | None) -> frozenset[str]:
    """The nodes that know the case as it stands: its two main places, and each cooperating one once it is asked."""
    if case is None:
        return frozenset()
    nodes = {case.receiving.node}
    if case.offered or case.opened_on:
        nodes.add(case.competent.node)
    asked = {step.plan.at for step in case.steps if step.status is not StepStatus.WAITING}
    nodes |= {place.node for role, place in case.cooperating.items() if role in asked}
    return frozenset(nodes - {""})


def announcements(
    before: Case | None, after: Case, *, fresh: Sequence[Fact], ledger: Sequence[Fact], node: str
) -> list[Letter]:
    """The letters that follow from an act: fresh facts to whom the case is known, the whole ledger to newcomers."""
    known = told(before)
    letters = []
    for receiver in sorted(told(after) - {node}):
        facts = fresh if receiver in known else ledger
        if after.epoch == 0 and receiver == after.competent.node:
            letters.append(_letter(after, receiver, OFFER, _seen(after, receiver, facts)))
        else:
            letters += whole(after, receiver, facts)
    return letters


def whole(case: Case, receiver: str, facts: Sequence[Fact]) -> list[Letter]:
    """Facts, such as the whole ledger, for one place as it may see them, in as many letters as they need."""
    seen = _seen(case, receiver, facts)
    letter = _letter(case, receiver, FACTS, seen)
    if len(letter.body) <= limits.MAX_BODY_BYTES:
        return [letter]
    return [_letter(case, receiver, FACTS, part) for part in _parts(seen, case.epoch)]


def _parts(facts: Sequence[Fact], epoch: int) -> Iterator[list[Fact]]:
    """Facts as they fit into letters, in order.

    A place takes facts from the owner alone, so those of earlier owners go together with the one that made it so.
    """
    part: list[Fact] = []
    size, is_owner = FRAME_BYTES, False
    for fact in facts:
        length = len(encode(fact)) + 1
        if is_owner and size + length > limits.MAX_BODY_BYTES:
            yield part
            part, size = [], FRAME_BYTES
        part.append(fact)
        size, is_owner = size + length, is_owner or decode_head(fact.head).epoch == epoch
    yield part


def _seen(case: Case, receiver: str, facts: Sequence[Fact]) -> list[Fact]:
    roles = case.roles_of_node(receiver)
    return [for_roles(fact, roles) for fact in facts]


def _letter(case: Case, receiver: str, kind: str, facts: Sequence[Fact]) -> Letter:
    return Letter(receiver=receiver, case=case.id, kind=kind, body=encode(Facts(tuple(facts))), epoch=case.epoch)
