"""What a place makes of a letter on a case, from what it knows and the rules alone. Pure.

Each function raises `exchange.refusals.Rejected` for what can never be right, and `BrokenChain` for facts that cannot
have happened. Grants, offices and who a party is are for whoever has the registers to look them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.decide import decide
from tongban.cases.handing_in import moment_of, require_elapsed
from tongban.cases.heads import BrokenChain, Draft, Fact, Head, decode_head
from tongban.cases.intents import Intent
from tongban.cases.state import Case, State
from tongban.cases.vetting import followed, require_teller
from tongban.errors import Refused
from tongban.exchange.refusals import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The heading of a letter, as far as it matters here: about which case, by whom, in which epoch."""

    case: str
    sender: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What is new in facts that were told, and the case after them."""

    case: Case
    fresh: tuple[Fact, ...]
    heads: tuple[Head, ...]

    @property
    def causes(self) -> set[str]:
        """The intents that these facts answer."""
        return {head.cause for head in self.heads if head.cause}


def offered(known: Case | None, facts: Sequence[Fact], said: Said, *, node: str) -> Case:
    """The case that this place is offered."""
    case, _ = followed(known, facts, case_id=said.case)
    if case.receiving.node != said.sender or case.competent.node != node or not case.offered:
        raise Rejected("not_owner")
    return case


def learned(known: Case | None, facts: Sequence[Fact], said: Said, *, node: str) -> Learned | None:
    """What the owner's facts add to what this place knows; None if nothing does."""
    fresh = [fact for fact in facts if known is None or decode_head(fact.head).seq > known.seq]
    if not fresh:
        return None
    case, heads = followed(known, fresh, case_id=said.case)
    if known is not None and said.epoch < known.epoch:
        raise Rejected("stale_epoch")
    require_teller(known, case, sender=said.sender, node=node)
    return Learned(case, tuple(fresh), tuple(heads))


def require_told_alike(known: Sequence[Fact], told: Sequence[Fact]) -> None:
    """Raise `BrokenChain` where facts told again are not those known: whoever tells them went back and on another way.

    `known` are all facts of the case; `told` say nothing new.
    """
    heads = {decode_head(fact.head).seq: fact.head for fact in known}
    for fact in told:
        head = decode_head(fact.head)
        if heads.get(head.seq) != fact.head:
            raise BrokenChain(f"fact {head.seq} of case {head.case} is told anew, and is another")


def asked(case: Case | None, intent: Intent, said: Said, *, node: str) -> Case:
    """The case about which another place asks this one, its owner, on behalf of somebody that it may speak for."""
    if case is None:
        raise Rejected("unknown_case")
    if case.owner != node:
        raise Rejected("not_owner")
    if not _speaks_for(said.sender, case, intent):
        raise Rejected("not_owner", "发送方不能代表该办理人提出此项请求")
    return case


def answered(case: Case, intent: Intent, *, calendar: WorkingCalendar, now: a.Moment) -> list[Draft]:
    """What follows from what was asked; refused by the rules (`Rejected`), with their words."""
    try:
        if isinstance(intent.act, a.Lapse) and case.state is State.CORRECTION:
            require_elapsed(intent, case, calendar, now=now)
        return decide(case, intent.act, by=intent.actor, at=moment_of(intent, case, now=now))
    except Refused as refused:
        raise Rejected("business_rule", str(refused)) from refused


def _speaks_for(sender: str, case: Case, intent: Intent) -> bool:
    actor = intent.actor
    if isinstance(intent.act, a.ReportArrival):
        return actor.kind == "node" and actor.node == sender
    if actor.kind == "timer" and isinstance(intent.act, a.Lapse):
        return sender == case.receiving.node
    if actor.kind == "party":
        return sender == case.receiving.node
    return actor.kind == "officer" and actor.node == sender and bool(case.roles_of_office(actor.office, node=sender))
