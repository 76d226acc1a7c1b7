"""What lies at a window is received in the days in which the applicant has to be told."""

from __future__ import annotations

from datetime import date

import pytest

from tongban.cases import acts as a
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.derive import derive
from tongban.cases.due import clocks
from tongban.cases.tasks import UNDETERMINED
from tongban.testing.case_file import (
    APPLICANT,
    CLERK,
    CO_APPLICANT,
    OFF_EXCHANGE,
    POINT,
    CaseFile,
    at_window,
    corrected,
    submitted,
)


def due(file: CaseFile) -> tuple[str | None, list[str]]:
    """The nearest last day as lists keep it, and what is to be done at the window."""
    kept = derive(file.case, file.calendar, file.today, node="440000")
    return kept.due_on, [task.kind for _, task in kept.tasks]


@pytest.mark.parametrize("place", [{}, {"competent": OFF_EXCHANGE}])
def test_an_application_handed_in_at_a_window_is_overdue_there_after_the_notice_days(place: dict[str, object]) -> None:
    file = at_window(**place)
    assert due(file) == ("2026-11-30", ["receive"])
    [clock] = clocks(file.case, file.calendar, date(2026, 12, 1))
    assert (clock.title, clock.role) == ("收件", "receiving")
    assert clock.deadline.is_over(date(2026, 12, 1))
    assert "11月23日起算" in clock.deadline.explanation
    assert due(file.take(a.Receive(), CLERK))[1] != ["receive"]


def test_after_a_correction_before_receipt_the_days_run_from_the_answer() -> None:
    file = at_window().take(a.AskCorrection(points=(POINT,), days=15), CLERK)
    assert due(file) == ("2026-12-14", [])
    assert due(file.on("2026-11-25").take(corrected(purpose="公证"), APPLICANT)) == ("2026-12-02", ["receive"])


def test_they_run_only_once_everybody_has_confirmed() -> None:
    joint = submitted(roles=("applicant", "co_applicant"), awaits=("co_applicant",), channel="window")
    file = CaseFile(joint)
    assert due(file)[0] is None
    assert due(file.on("2026-11-26").take(a.Confirm(), CO_APPLICANT)) == ("2026-12-03", ["receive"])


def test_who_has_still_to_come_by_appointment_makes_nobody_late() -> None:
    online = CaseFile(submitted(modes=("anywhere",), attend_by="2026-12-10"))
    assert due(online) == (None, ["receive"])
    assert due(at_window(attend_by="2026-12-10")) == (None, ["receive"])


def test_without_a_calendar_of_the_year_the_last_day_is_not_guessed() -> None:
    file = CaseFile(submitted(channel="window"), calendar=WorkingCalendar([]))
    assert due(file) == (UNDETERMINED, ["receive"])
