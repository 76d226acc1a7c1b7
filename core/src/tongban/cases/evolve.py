"""Folds facts into the present: one pure function of a case and the next head, parts unseen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import singledispatch
from typing import Any, Final

from msgspec.structs import replace

from tongban.cases import changes_custody
from tongban.cases import facts as f
from tongban.cases.by_kind import of_kind
from tongban.cases.heads import Head, decode_head, hash_of
from tongban.cases.holding import holders
from tongban.cases.state import (
    PENDING,
    UNDER_DECISION,
    Case,
    Change,
    Correction,
    PauseSpan,
    State,
    StepState,
    StepStatus,
)
from tongban.identity.people import Role

FOLD: Final = 8
"""Raised whenever the same heads add up to another case or to other limits: every open case is then folded anew."""


def begin(head: Head, digest: str) -> Case:
    """The case that a first head opens; `digest` is the hash of the head's exact bytes."""
    event = head.event
    if not isinstance(event, f.Submitted) or head.seq != 1:
        message = f"case {head.case} begins with {type(event).__name__}, not with its submission"
        raise ValueError(message)
    return Case(
        id=head.case,
        number=event.number,
        matter=event.matter,
        matter_name=event.matter_name,
        edition=event.edition,
        channel=event.channel,
        modes=event.modes,
        receiving=event.receiving,
        competent=event.competent,
        cooperating=event.cooperating,
        route_reason=event.route_reason,
        roles=event.roles,
        delivery=event.delivery,
        state=State.SUBMITTED,
        owner=event.receiving.node,
        epoch=head.epoch,
        seq=1,
        hash=digest,
        submitted_at=head.at,
        submitted_on=head.on,
        awaits=event.awaits,
        confirm_until=event.confirm_until,
        attend_by=event.attend_by,
        instant=event.instant,
        term_from=event.term_from,
        term_days=event.term_days,
        term_unit=event.term_unit,
    )


def evolve(case: Case | None, head: Head, digest: str) -> Case:
    """The case after one more fact, whose head has this hash."""
    if case is None:
        return _held(begin(head, digest), head)
    change = of_kind(_change, head.event)(head.event, case, head)
    return _held(replace(case, seq=head.seq, epoch=head.epoch, hash=digest, **change), head)


def _held(case: Case, head: Head) -> Case:
    """The case with since when each holder has held it: who goes on holding it does so since before."""
    held = {role: case.held_since.get(role, head.at) for role in holders(case)}
    return case if held == case.held_since else replace(case, held_since=held)


def fold(texts: Iterable[str]) -> Case:
    """The case that a whole ledger of heads adds up to; raises `ValueError` for an empty one."""
    case: Case | None = None
    for text in texts:
        case = evolve(case, decode_head(text), hash_of(text))
    if case is None:
        message = "a case has at least its submission"
        raise ValueError(message)
    return case


@singledispatch
def _change(event: f.Event, case: Case, head: Head) -> Change:
    return {}


@_change.register
def _(event: f.Confirmed, case: Case, head: Head) -> Change:
    return {"awaits": tuple(role for role in case.awaits if role != event.role), "confirmed_on": head.on}


@_change.register
def _(event: f.Received, case: Case, head: Head) -> Change:
    return {"state": State.RECEIVED, "received_on": head.on, "notice_days": event.notice_days}


@_change.register
def _(event: f.Offered, case: Case, head: Head) -> Change:
    return {"offered": True, "offer_refused": "", "offer_code": ""}


@_change.register
def _(event: f.OfferRefused, case: Case, head: Head) -> Change:
    return {"offered": False, "offer_refused": event.message, "offer_code": event.code}


@_change.register
def _(event: f.Opened, case: Case, head: Head) -> Change:
    return {"owner": case.competent.node, "opened_on": head.on, "offered": False}


@_change.register
def _(event: f.CorrectionAsked, case: Case, head: Head) -> Change:
    return {
        "state": State.CORRECTION,
        "correction": Correction(fields=event.fields, asked_on=head.on, days=event.days),
    }


@_change.register
def _(event: f.Corrected, case: Case, head: Head) -> Change:
    correction = replace(case.correction, answered_on=event.on or head.on) if case.correction else None
    # What was posted before the correction has to be posted anew.
    attend_by = event.attend_by or case.attend_by
    return {"state": State.CORRECTED, "correction": correction, "forwarded_on": "", "attend_by": attend_by}


@_change.register
def _(event: f.Accepted, case: Case, head: Head) -> Change:
    return {
        "state": State.ACCEPTED if event.steps or case.instant else State.REVIEW,
        "accepted_on": head.on,
        "term_since": event.since,
        "term_days": event.term_days,
        "term_unit": event.term_unit,
        "term_reason": event.term_reason,
        "deemed": event.deemed,
        "unsettled": event.unsettled,
        "steps": tuple(StepState(plan=plan) for plan in event.steps),
        "posted": changes_custody.arrived(case.posted, head.on),
    }


@_change.register
def _(event: f.StepAsked, case: Case, head: Head) -> Change:
    asked = {"status": StepStatus.ASKED, "asked_on": head.on, "awaited": event.awaited}
    return _with_step(case, event.step, **asked, arrived_on="", last_day="", ended_on="")


@_change.register
def _(event: f.StepArrived, case: Case, head: Head) -> Change:
    for day in filter(None, (event.on, event.last_day)):
        date.fromisoformat(day)  # a day that is none cannot have happened
    return _with_step(case, event.step, arrived_on=event.on, last_day=event.last_day)


@_change.register
def _(event: f.Cleared, case: Case, head: Head) -> Change:
    return _with_step(case, event.step, status=StepStatus.CLEARED)


@_change.register
def _(event: f.StepReported, case: Case, head: Head) -> Change:
    if case.step(event.step).status is StepStatus.DONE:
        case = _waiting_again(case, event.step)
    return _with_step(case, event.step, status=StepStatus(event.outcome.value), ended_on=head.on)


def _waiting_again(case: Case, name: str) -> Case:
    """What was done has come back: nothing that comes after it is due."""
    later = {step.plan.name for step in case.later_than(name)}
    steps = (StepState(plan=step.plan) if step.plan.name in later else step for step in case.steps)
    return replace(case, steps=tuple(steps))


def _with_step(case: Case, name: str, **change: Any) -> Change:
    steps = tuple(replace(step, **change) if step.plan.name == name else step for step in case.steps)
    away = any(step.status in PENDING and step.plan.at not in {"competent", "receiving"} for step in steps)
    state = State.COOPERATION if away else State.REVIEW
    if case.state is State.SUSPENDED:
        return {"steps": steps, "before_suspension": state}
    # A report is appended whatever has happened meanwhile; it reopens nothing.
    return {"steps": steps, "state": state} if case.state in UNDER_DECISION else {"steps": steps}


@_change.register
def _(event: f.EvidenceGathered, case: Case, head: Head) -> Change:
    return {"unsettled": event.unsettled}


@_change.register
def _(event: f.Established, case: Case, head: Head) -> Change:
    return {"unsettled": event.unsettled}


@_change.register
def _(event: f.Extended, case: Case, head: Head) -> Change:
    return {"extended_days": event.days}


@_change.register
def _(event: f.Suspended, case: Case, head: Head) -> Change:
    return {
        "state": State.SUSPENDED,
        "before_suspension": case.state,
        "pauses": (*case.pauses, PauseSpan(reason=event.reason, since=head.on, days=event.days)),
    }


@_change.register
def _(event: f.Resumed, case: Case, head: Head) -> Change:
    *ended, last = case.pauses
    return {
        "state": case.before_suspension,
        "before_suspension": None,
        "pauses": (*ended, replace(last, until=head.on)),
    }


@_change.register
def _(event: f.Forwarded, case: Case, head: Head) -> Change:
    since = case.applied_on if case.from_application else head.on
    term = {"term_since": since, "term_days": event.term_days, "term_unit": event.term_unit}
    return {"forwarded_on": head.on, **term}


@_change.register
def _(event: f.Granted, case: Case, head: Head) -> Change:
    return {"state": State.GRANTED, **_decided(event, "granted", head)}


@_change.register
def _(event: f.RefusedByPlace, case: Case, head: Head) -> Change:
    return {"state": State.REFUSED, **_decided(event, "refused", head)}


def _decided(event: f.Granted | f.RefusedByPlace | f.Declined, decision: str, head: Head) -> Change:
    on = event.on if event.recorded and event.on else head.on
    return {"decision": decision, "decided_on": on, "delivery_days": event.delivery_days}


@_change.register
def _(event: f.Dispatched, case: Case, head: Head) -> Change:
    return {"state": State.DELIVERY, "dispatched": event.way, "dispatched_in": head.seq}


@_change.register
def _(event: f.Delivered, case: Case, head: Head) -> Change:
    return {"state": State.DELIVERY, "delivered": event.how}


@_change.register
def _(event: f.Closed, case: Case, head: Head) -> Change:
    return {"state": State.CLOSED, "ended_on": head.on}


@_change.register
def _(event: f.Declined, case: Case, head: Head) -> Change:
    if event.recorded:  # the paper is at the window: it has to reach the applicant as a refusal does
        return {"state": State.PAPER_DECLINED, **_decided(event, "declined", head)}
    return {"state": State.DECLINED, "ended_on": head.on}


@_change.register
def _(event: f.Withdrawn, case: Case, head: Head) -> Change:
    return {"state": State.WITHDRAWN, "ended_on": head.on}


@_change.register
def _(event: f.AgencyEnded, case: Case, head: Head) -> Change:
    return {"former": (*case.former, Role.AGENT.value)}


@_change.register
def _(event: f.Lapsed, case: Case, head: Head) -> Change:
    return {"state": State.LAPSED, "ended_on": head.on, "why_ended": event.why}


@_change.register
def _(event: f.Asked, case: Case, head: Head) -> Change:
    return {"questions": (*case.questions, event.question)}


@_change.register
def _(event: f.Answered, case: Case, head: Head) -> Change:
    return {"questions": tuple(each for each in case.questions if each != event.question)}


for _kind, _custody in changes_custody.CHANGES.items():
    _change.register(_kind, _custody)
