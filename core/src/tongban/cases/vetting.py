"""Holds what another node says of a case against who may say it, and whether people here could read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from tongban.cases import facts as f
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.dossier import Dossier
from tongban.cases.due import clocks
from tongban.cases.evolve import evolve
from tongban.cases.heads import BrokenChain, Fact, Head, check_fact, hash_of
from tongban.cases.intents import Intent
from tongban.cases.ledger import ledger
from tongban.cases.plausible import faults, faults_in
from tongban.cases.room import excess, excess_bytes, excess_inside
from tongban.cases.state import Case
from tongban.exchange.refusals import REFUSALS, Rejected

BEFORE_OPENING = (
    f.Submitted, f.Confirmed, f.Received, f.Offered, f.OfferRefused, f.CorrectionAsked, f.Corrected, f.Withdrawn,
    f.AgencyEnded, f.Lapsed, f.Asked, f.Answered, f.OriginalTaken, f.OriginalSent, f.OriginalArrived,
    f.OriginalUndelivered, f.OriginalReturned,
)  # fmt: skip
"""What may happen while the receiving place still owns a case that another place is to decide."""
UNFIT = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def followed(case: Case | None, facts: Sequence[Fact], *, case_id: str) -> tuple[Case, list[Head]]:
    """The case after facts of another node, and their heads; raises `BrokenChain` where they cannot have happened."""
    heads = []
    for fact in facts:
        head = check_fact(fact, after=(case.seq, case.hash) if case else (0, ""))
        if head.case != case_id:
            raise BrokenChain(f"a fact of case {head.case} came in a letter on case {case_id}")
        epoch = case.epoch if case else 0
        try:
            case = evolve(case, head, hash_of(fact.head))
        except UNFIT as problem:
            raise BrokenChain(f"fact {head.seq} of case {case_id} cannot follow: {problem}") from problem
        _require_its_turn(case, head, epoch)
        heads.append(head)
    if case is None or not heads:
        raise BrokenChain("a letter without facts")
    return case, heads


def _require_its_turn(case: Case, head: Head, epoch: int) -> None:
    """An epoch begins with `Opened` and nothing else; before it nobody decides a case of another place."""
    if head.epoch != epoch + isinstance(head.event, f.Opened):
        raise BrokenChain(f"fact {head.seq} of case {case.id} claims epoch {head.epoch}")
    if not head.epoch and not case.off_exchange and not isinstance(head.event, BEFORE_OPENING):
        raise BrokenChain(f"fact {head.seq} of case {case.id} was decided before anybody opened the case")


def require_teller(known: Case | None, case: Case, *, sender: str, node: str) -> None:
    """Only the owner tells facts, and of a case of ours only the place it was offered to; raises `Rejected`."""
    if sender != case.owner:
        raise Rejected("not_owner")
    if known is None and (case.receiving.node == node or not case.roles_of_node(node)):
        raise Rejected("unknown_case")
    if known is not None and known.owner == node and not (known.offered and sender == known.competent.node):
        raise Rejected("not_owner")


def spoken_for(case: Case, heads: Sequence[Head], *, node: str) -> list[str]:
    """The causes of facts that say what this node has itself done: each must be an intent that it sent."""
    ours = {step.plan.name for step in case.steps if step.plan.at in case.roles_of_node(node)}
    said = ((head.event, head.cause) for head in heads)
    return [
        cause
        for event, cause in said
        if isinstance(event, f.StepArrived | f.Cleared | f.StepReported) and event.step in ours
    ]


def require_manageable(case: Case) -> None:
    """Raise `Rejected` for a case of which there is too much, before anything is reckoned with it."""
    _require_none(next(excess(case), ""))


def require_readable(case: Case, facts: Sequence[Fact], calendar: WorkingCalendar, *, fresh: Sequence[Fact]) -> None:
    """Raise `BrokenChain` for contents that would break the pages on which people read the case; `fresh` are new.

    Those that are readable and cannot be are `Rejected`: software at odds with this one, and no sign of a forger.
    """
    _require_none(next(excess_bytes(facts), ""))
    dossier = Dossier(facts)
    told = Dossier(fresh, dossier.heads[len(facts) - len(fresh) :])
    try:
        fault = next(chain(faults(case, told), excess_inside(dossier)), "")
        ledger(case, dossier, calendar)
        for read in (dossier.shown, dossier.parties, dossier.evidence, dossier.reports, dossier.papers, dossier.law):
            read()
        dossier.messages(), dossier.last_points(), dossier.negative_points(), dossier.postal()
        clocks(case, calendar, date.fromisoformat(dossier.heads[-1].on))
    except UNFIT as problem:
        raise BrokenChain(f"the contents of case {case.id} cannot be read: {problem}") from problem
    _require_none(fault)


def require_possible(intent: Intent) -> None:
    """Raise `Rejected` for what nobody can ask in such words."""
    _require_none(next(faults_in(intent), ""))


def _require_none(fault: str) -> None:
    if fault:
        raise Rejected("bad_body", f"{REFUSALS['bad_body'].sentence}（{fault}）")
