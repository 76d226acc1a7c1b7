"""What an officer may do on a case now: every act that a decision would take, found by asking the decisions. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases.decide import decide
from tongban.cases.decisions_custody import away_from
from tongban.cases.decisions_steps import RETURNED_ON
from tongban.cases.facts import Mishap, Outcome
from tongban.cases.permissions import STEP, TABLE, capacities
from tongban.cases.state import Case
from tongban.errors import Refused
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.items import Outcome as Found
from tongban.matters.days import spoken_day
from tongban.matters.rules import Objection

TEXT = "-"
REASON = (a.Point(field=TEXT, label=TEXT, reason=TEXT),)
THINGS = ("step", "original", "question", "need")
# Refusals that say the act is not for this actor, not for this state or not for this thing: it is not offered at all.
OUT_OF_PLACE = frozenset(
    {
        *("CM-02", "CASE-STATE", "CASE-OFFERED", "CASE-STEP", "CASE-QUESTION", "CASE-CONFIRMED"),
        *("CUSTODY", "DELIVERY-DONE", "AGENCY"),
    }
)


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An act somebody may take: its tag, and the step, original or question it is about.

    `obstacle` says why it would be refused as the case stands; `behalf` for which party a clerk would take it.
    """

    act: str
    about: str = ""
    obstacle: Objection | None = None
    behalf: str = ""


def options(case: Case, by: a.Actor, at: a.Moment) -> tuple[Option, ...]:
    """Every act that the actor may take now, in the order of the permissions' table.

    A case on offer is judged as it will stand once opened: acts taken meanwhile queue behind the offer.
    """
    if case.offered:
        case = msgspec.structs.replace(case, offered=False, epoch=case.epoch + 1)
    found: dict[tuple[str, str], Option] = {}
    held = capacities(case, by) | {STEP}
    for kind, allowed in TABLE.items():
        for about, act in _attempts(kind, case) if case.state in allowed.when and held & allowed.by else ():
            option = _option(case, act, about, by, at)
            if option is not None:
                found.setdefault((option.act, about), option)
    return tuple(found.values())


def tag_of(act: a.Act) -> str:
    """The tag by which an act travels: `grant` for `Grant`."""
    return str(type(act).__struct_config__.tag)


def about_of(act: a.Act) -> str:
    """The step, original, question or need that an act is about; "" for one about the whole case."""
    if isinstance(act, a.Ask):
        return ""
    return next((str(getattr(act, name)) for name in THINGS if hasattr(act, name)), "")


def _option(case: Case, act: a.Act, about: str, by: a.Actor, at: a.Moment) -> Option | None:
    try:
        decide(case, act, by=by, at=at)
    except Refused as refused:
        obstacle = refused.objections[0]
        if obstacle.rule in OUT_OF_PLACE:
            return None
        return Option(act=tag_of(act), about=about, obstacle=obstacle, behalf=by.behalf)
    return Option(act=tag_of(act), about=about, behalf=by.behalf)


def _attempts(kind: type[a.Act], case: Case) -> Iterator[tuple[str, a.Act]]:
    """Complete acts of a kind, one for each thing it could be about."""
    if kind is a.ReportStep:
        yield from _reports(case)
    elif kind is a.RecordDecision:
        yield "", a.RecordDecision(decision=a.PaperDecision.GRANTED, paper=TEXT, on=case.forwarded_on)
    elif kind is a.Dispatch:
        yield "", a.Dispatch(way="window", instead_of=case.dispatched_in)
    elif kind is a.Clear:
        yield from ((step.plan.name, a.Clear(step=step.plan.name)) for step in case.steps if step.plan.irrevocable)
    elif kind is a.Answer:
        yield from ((question, a.Answer(question=question, text=TEXT)) for question in case.questions)
    elif kind in {a.SendOriginal, a.ReceiveOriginal, a.ReportOriginal, a.ReturnOriginal}:
        yield from _of_originals(kind, case)
    elif kind in _WHOLE:
        yield "", _WHOLE[kind]


def _reports(case: Case) -> Iterator[tuple[str, a.Act]]:
    for step in case.steps:
        for outcome in (Outcome.DONE, Outcome.FAILED):
            shown = ((RETURNED_ON, spoken_day(date.fromisoformat(case.submitted_on))),)
            yield step.plan.name, a.ReportStep(step=step.plan.name, outcome=outcome, shown=shown, reasons=REASON)


def _of_originals(kind: type[a.Act], case: Case) -> Iterator[tuple[str, a.Act]]:
    for original in case.originals:
        if kind is a.SendOriginal:
            to = next(iter(away_from(case, original)), "")
            yield original, a.SendOriginal(original=original, to=to, waybill=TEXT)
        elif kind is a.ReceiveOriginal:
            yield original, a.ReceiveOriginal(original=original, condition=TEXT)
        elif kind is a.ReportOriginal:
            yield original, a.ReportOriginal(original=original, mishap=Mishap.LOST, note=TEXT)
        else:
            yield original, a.ReturnOriginal(original=original, to=TEXT)


_READ: Final = Evidence(
    key=TEXT, title=TEXT, kind=SourceKind.UPLOAD, outcome=Found.NONE, source=TEXT, at=0, material=TEXT
)
_WHOLE: dict[type[a.Act], a.Act] = {
    a.Confirm: a.Confirm(),
    a.Receive: a.Receive(),
    a.Offer: a.Offer(),
    a.AskCorrection: a.AskCorrection(points=REASON, days=15),
    a.Correct: a.Correct(said=TEXT),
    a.Accept: a.Accept(),
    a.AddEvidence: a.AddEvidence(evidence=()),
    a.Establish: a.Establish(need=TEXT, name=TEXT, evidence=_READ),
    a.Decline: a.Decline(reasons=REASON),
    a.Extend: a.Extend(days=1, reason=TEXT),
    a.Suspend: a.Suspend(reason="hearing", note=TEXT),
    a.Resume: a.Resume(),
    a.Grant: a.Grant(),
    a.Refuse: a.Refuse(reasons=REASON),
    a.Forward: a.Forward(waybill=TEXT),
    a.ConfirmDelivery: a.ConfirmDelivery(how="collected", evidence=TEXT),
    a.Withdraw: a.Withdraw(),
    a.EndAgency: a.EndAgency(),
    a.Ask: a.Ask(question=TEXT, text=TEXT),
    a.TakeOriginal: a.TakeOriginal(original=TEXT, name=TEXT, condition=TEXT),
}
