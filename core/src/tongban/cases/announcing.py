"""Tells every place of a case what its role may see: which facts go to which node. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tongban.cases.heads import Fact, encode, for_roles
from tongban.cases.state import Case, StepStatus
from tongban.exchange.letters import Letter

OFFER = "case.offer"
FACTS = "case.facts"
INTENT = "case.intent"


class Facts(msgspec.Struct, frozen=True):
    """The body of an offer or of news: facts in order."""

    facts: tuple[Fact, ...]


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
        kind = OFFER if after.epoch == 0 and receiver == after.competent.node else FACTS
        letters.append(_letter(after, receiver, kind, facts))
    return letters


def whole(case: Case, receiver: str, ledger: Sequence[Fact]) -> Letter:
    """The whole ledger for one place, as it may see it."""
    return _letter(case, receiver, FACTS, ledger)


def _letter(case: Case, receiver: str, kind: str, facts: Sequence[Fact]) -> Letter:
    roles = case.roles_of_node(receiver)
    body = encode(Facts(tuple(for_roles(fact, roles) for fact in facts)))
    return Letter(receiver=receiver, case=case.id, kind=kind, body=body, epoch=case.epoch)
