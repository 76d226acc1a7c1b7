"""The clocks that run on a case, each a legal time limit that explains itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import msgspec

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.clock import Deadline, Fixed, Pause, Term, deadline
from tongban.cases.from_application import correcting, explained, sooner
from tongban.cases.in_post import in_post, reckoned_to_arrive
from tongban.cases.state import (
    BEFORE_ACCEPTANCE,
    DECIDED,
    INTAKE,
    PENDING,
    UNDER_DECISION,
    Case,
    PauseSpan,
    State,
    StepState,
)
from tongban.cases.suspensions import EXPLANATION, explaining
from tongban.matters.days import spoken_day


class Running(msgspec.Struct, frozen=True):
    """A running clock: what for, which place role it binds ("applicant" for the parties), and its last day."""

    kind: str
    title: str
    role: str
    deadline: Deadline
    step: str = ""


def clocks(case: Case, calendar: WorkingCalendar, today: date) -> tuple[Running, ...]:
    """Every clock that runs now."""
    return (
        *_intake(case, calendar, today),
        *_before_acceptance(case, calendar, today),
        *_decision(case, calendar, today),
        *_explanation(case, calendar),
        *_steps(case, calendar, today),
        *_delivery(case, calendar),
    )


def _intake(case: Case, calendar: WorkingCalendar, today: date) -> list[Running]:
    if case.state in INTAKE and case.received_on:
        if case.off_exchange:
            return [_off_exchange(case, calendar, today)]
        return [Running("notice", "受理或一次性告知补正", "competent", notice_deadline(case, calendar, today))]
    if case.state is State.SUBMITTED or case.state is State.CORRECTED:
        return _receiving(case, calendar)
    asked = correction_deadline(case, calendar)
    return [] if asked is None else [Running("correction", "申请人补正", "applicant", asked)]


def _receiving(case: Case, calendar: WorkingCalendar) -> list[Running]:
    """What lies at a window is received in the days in which the applicant has to be told (行政许可法 第三十二条)."""
    if not case.lies_since:
        return []
    return [Running("receive", "收件", "receiving", _after(case.lies_since, case.notice_days, calendar))]


def _off_exchange(case: Case, calendar: WorkingCalendar, today: date) -> Running:
    if not case.forwarded_on:
        return Running("forward", "转寄业务属地", "receiving", _after(case.notice_since, case.notice_days, calendar))
    return Running("term", "作出决定", "competent", decision_deadline(case, calendar, today))


def notice_deadline(case: Case, calendar: WorkingCalendar, today: date) -> Deadline:
    """The last day on which the competent place may accept or tell what is to be corrected; for a received case.

    The days on which a required original was in the post do not count.
    """
    reckoned = deadline(_day(case.notice_since), Term(case.notice_days), calendar, pauses=in_post(case), today=today)
    return reckoned_to_arrive(reckoned, case)


def correction_deadline(case: Case, calendar: WorkingCalendar) -> Deadline | None:
    """The applicant's last day for the correction that the case waits for."""
    if case.state is not State.CORRECTION or case.correction is None:
        return None
    return _after(case.correction.asked_on, case.correction.days, calendar)


def attendance_deadline(case: Case, calendar: WorkingCalendar) -> date | None:
    """The last day to come to the window, None where none is set or 待定.

    Whoever corrected after the day of the appointment may still come, within as many days as there were to correct.
    """
    if not case.attend_by:
        return None
    appointed, correction = date.fromisoformat(case.attend_by), case.correction
    if correction is None or correction.answered_on <= case.attend_by:
        return appointed
    afterwards = _after(correction.answered_on, correction.days, calendar)
    return afterwards.on if isinstance(afterwards, Fixed) else None


def _before_acceptance(case: Case, calendar: WorkingCalendar, today: date) -> list[Running]:
    """The time for the decision, where it runs from the application on; not while the applicant has to correct it."""
    in_hand = case.state in BEFORE_ACCEPTANCE and case.state is not State.CORRECTION and not case.forwarded_on
    if not (in_hand and case.from_application and case.applied_on and case.term_days):
        return []
    return [Running("term", "作出决定", "competent", decision_deadline(case, calendar, today))]


def _decision(case: Case, calendar: WorkingCalendar, today: date) -> list[Running]:
    if case.state not in UNDER_DECISION | {State.SUSPENDED} or not case.term_since:
        return []
    return [Running("term", "作出决定", "competent", decision_deadline(case, calendar, today))]


def _explanation(case: Case, calendar: WorkingCalendar) -> list[Running]:
    span = explaining(case)
    if span is None:
        return []
    return [Running(EXPLANATION, "申请人补充说明", "applicant", _after(span.since, span.days, calendar))]


def decision_deadline(case: Case, calendar: WorkingCalendar, today: date) -> Deadline:
    """The last day for the decision, with extension, suspensions and required originals in the post.

    Where it runs from the application, the days do not count either on which the applicant was correcting it; and that
    day was printed already, so that a competent node which is older, and says when it accepted, moves nothing.
    """
    standstill = (*pauses(case), *in_post(case))
    if not case.from_application:
        return deadline(_day(case.term_since), case.term, calendar, pauses=standstill, today=today)
    standstill = (*standstill, *correcting(case))
    reckoned = deadline(_day(case.applied_on or case.term_since), case.term, calendar, pauses=standstill, today=today)
    return reckoned_to_arrive(explained(reckoned, case), case)


def pauses(case: Case) -> tuple[Pause, ...]:
    """The suspensions of the case as the legal clock reads them."""
    return tuple(_pause(span) for span in case.pauses)


def _pause(span: PauseSpan) -> Pause:
    return Pause(_day(span.since), _day(span.until) if span.until else None)


def _steps(case: Case, calendar: WorkingCalendar, today: date) -> list[Running]:
    return [
        Running("step", step.plan.title, step.plan.at, _step_deadline(step, case, calendar, today), step.plan.name)
        for step in case.steps
        if step.status in PENDING
    ]


def _step_deadline(step: StepState, case: Case, calendar: WorkingCalendar, today: date) -> Deadline:
    """The last day of a step; of one of the deciding place no later than a term that runs from the application.

    Nor is that later which has the whole term for itself: the term began at acceptance, whatever was done before it.
    """
    own = _own_deadline(step, case, calendar, today)
    all_of_it = (step.plan.days, step.plan.unit) == (case.term_days, case.term_unit)
    bounded = (case.from_application or all_of_it) and step.plan.at == "competent"
    return sooner(own, decision_deadline(case, calendar, today)) if bounded else own


def _own_deadline(step: StepState, case: Case, calendar: WorkingCalendar, today: date) -> Deadline:
    """The last day of a step by itself; a suspension stops its clock as it stops the whole term.

    Where the acting place told the day that follows by its own calendar, that day holds everywhere; until it has told
    when the step arrived there, the day is reckoned from the asking and says so.
    """
    since = tuple(pause for pause in pauses(case) if pause.until is None or pause.until > _day(step.runs_since))
    reckoned = reckoned_step(step, calendar, pauses=since, today=today)
    if step.is_on_its_way:
        return _for_the_time_being(reckoned)
    if since or not step.last_day or reckoned.text == step.last_day:
        return reckoned
    reasons = f"{spoken_day(_day(step.runs_since))}送达起算，按办理该环节的地方的工作日历计算"
    return Fixed(_day(step.last_day), reasons, unit=step.plan.unit)


def _for_the_time_being(reckoned: Deadline) -> Deadline:
    if isinstance(reckoned, Fixed):
        return replace(reckoned, reasons=f"送达日期待对方确认，暂自发出之日{reckoned.reasons}")
    return replace(reckoned, explanation=f"{reckoned.explanation}；送达日期待对方确认，暂自发出之日起算")


def reckoned_step(
    step: StepState, calendar: WorkingCalendar, *, pauses: Sequence[Pause] = (), today: date | None = None
) -> Deadline:
    """The last day of a step by this calendar, whatever its place told."""
    return deadline(_day(step.runs_since), Term(step.plan.days, step.plan.unit), calendar, pauses=pauses, today=today)


def _delivery(case: Case, calendar: WorkingCalendar) -> list[Running]:
    """颁发、送达 (行政许可法 第四十四条), until the result is on its way or lies ready."""
    if case.state not in DECIDED:
        return []
    desk = delivering_desk(case)
    return [Running("delivery", "颁发、送达结果", desk, _after(case.decided_on, case.delivery_days, calendar))]


def delivering_desk(case: Case) -> str:
    """The place role that sends the result or hands it over."""
    return "receiving" if case.channel == "window" or case.off_exchange else "competent"


def _after(day: str, working_days: int, calendar: WorkingCalendar) -> Deadline:
    return deadline(_day(day), Term(working_days), calendar)


def _day(text: str) -> date:
    return date.fromisoformat(text)
