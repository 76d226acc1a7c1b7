"""The legal moment of what was handed in at another place: transport is never at the applicant's cost. Pure."""

from __future__ import annotations

from tongban.cases import acts as a
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.clock import Fixed
from tongban.cases.due import correction_deadline
from tongban.cases.intents import Intent, IntentState, Pending
from tongban.cases.state import Case
from tongban.cases.wording import refuse


def moment_of(intent: Intent, case: Case, *, now: a.Moment) -> a.Moment:
    """When the intent was handed in, for a correction; every other act counts from now.

    A date that cannot be, before the notice or after today, counts as the nearest that can.
    """
    if intent.made is None or not isinstance(intent.act, a.Correct):
        return now
    asked_on = case.correction.asked_on if case.correction else ""
    return a.Moment(at=min(intent.made.at, now.at), on=max(asked_on, min(intent.made.on, now.on)))


def require_elapsed(intent: Intent, case: Case, calendar: WorkingCalendar, *, now: a.Moment) -> None:
    """The receiving place may say that no correction came only once its last day is over; raises `Refused`."""
    last = correction_deadline(case, calendar)
    said_on = min(intent.made.on, now.on) if intent.made else ""
    over = isinstance(last, Fixed) and said_on > last.on.isoformat()
    if not over:
        raise refuse("CASE-NOT-DUE", "补正期限尚未届满，不能视为撤回", remedy="请待补正期限届满后再办理")


def is_under_way(intents: list[Pending]) -> bool:
    """Whether a correction, or the word that none came, waits for the owner: then there is nothing to say."""
    return any(each.state is IntentState.PENDING and isinstance(each.act, a.Correct | a.Lapse) for each in intents)
