"""A term that runs from the application on is kept whenever the application is accepted, and says so."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.derive import derive
from tongban.cases.due import clocks
from tongban.cases.terms import Unit, add_months
from tongban.matters.matter import TermStart
from tongban.testing.case_file import (
    APPLICANT,
    CLERK,
    CO_APPLICANT,
    OFF_EXCHANGE,
    OFFICER,
    POINT,
    CaseFile,
    at_window,
    corrected,
    opened,
    submitted,
)
from tongban.testing.case_file import LETTER as STEP

FIVE_DAYS = {"term_from": TermStart.APPLICATION, "term_days": 5, "term_unit": Unit.CALENDAR}
ACCEPT = a.Accept(term_days=5, term_unit=Unit.CALENDAR)
CORRECTION = a.AskCorrection(points=(POINT,), days=15)
LATEST = a.Accept(term_days=5, term_unit=Unit.CALENDAR, steps=(STEP,))


def running(file: CaseFile) -> dict[str, str]:
    """The last day of every clock that runs."""
    return {clock.kind: clock.deadline.text for clock in clocks(file.case, file.calendar, file.today)}


def explained(file: CaseFile) -> str:
    [term] = [clock for clock in clocks(file.case, file.calendar, file.today) if clock.kind == "term"]
    return term.deadline.explanation


def due(file: CaseFile, node: str) -> tuple[str | None, list[str]]:
    """The nearest last day as lists keep it, and what is to be done at a node."""
    kept = derive(file.case, file.calendar, file.today, node=node)
    return kept.due_on, [task.kind for _, task in kept.tasks]


@pytest.mark.parametrize("accepted", ["2026-11-23", "2026-11-26", "2026-11-30"])
def test_it_ends_on_the_same_day_whenever_the_application_is_accepted(accepted: str) -> None:
    file = opened(**FIVE_DAYS)
    assert running(file)["term"] == "2026-11-30"
    file.on(accepted).take(ACCEPT, OFFICER)
    assert running(file) == {"term": "2026-11-30"}
    assert explained(file).startswith("2026-11-30：自申请之日11月23日起算，按日历连续计日")
    assert file.refolded() == file.case


def test_an_older_place_that_accepts_moves_nothing() -> None:
    file = opened(**FIVE_DAYS).on("2026-11-26")
    file.case = replace(file.take(ACCEPT, OFFICER).case, term_since="2026-11-26")
    assert running(file) == {"term": "2026-11-30"}


def test_that_of_any_other_matter_runs_from_acceptance() -> None:
    file = opened(term_days=5).on("2026-11-26")
    assert running(file) == {"notice": "2026-11-30"}
    assert running(file.take(ACCEPT, OFFICER)) == {"term": "2026-12-01"}
    assert "申请之日" not in explained(file)


def test_who_has_to_accept_is_pressed_by_whichever_day_comes_first() -> None:
    file = CaseFile(submitted(**FIVE_DAYS, channel="online")).on("2026-11-24")
    assert due(file.open(), "510000") == ("2026-11-30", ["accept"])
    soon = opened(**{**FIVE_DAYS, "term_days": 2})
    assert due(soon, "510000") == ("2026-11-25", ["accept"])


def test_deemed_acceptance_begins_nothing_anew() -> None:
    deemed = opened(**FIVE_DAYS).on("2026-12-01")
    deemed.take(a.Deem(term_days=5, term_unit=Unit.CALENDAR), a.Actor(kind="timer"))
    assert running(deemed) == {"term": "2026-11-30"}


def test_the_days_of_a_correction_do_not_count() -> None:
    file = opened(**FIVE_DAYS).on("2026-11-25").take(CORRECTION, OFFICER)
    assert running(file) == {"correction": "2026-12-16"}
    file.on("2026-12-02").take(corrected(purpose="公证"), APPLICANT)
    assert running(file) == {"notice": "2026-12-09", "term": "2026-12-07"}
    assert running(file.on("2026-12-03").take(ACCEPT, OFFICER)) == {"term": "2026-12-07"}
    assert "11月25日至12月1日暂停（7日）" in explained(file)
    assert "申请人补正的日子不计" in explained(file)


def test_what_lies_at_a_window_runs_already() -> None:
    file = at_window(**{**FIVE_DAYS, "term_days": 3})
    assert due(file, "440000") == ("2026-11-26", ["receive"])
    assert running(file.on("2026-11-25").take(a.Receive(), CLERK))["term"] == "2026-11-26"
    assert "自申请之日起3日，至2026年11月26日" in str(file.papers[-1].lines)


def test_it_runs_once_everybody_has_confirmed() -> None:
    joint = submitted(**FIVE_DAYS, roles=("applicant", "co_applicant"), awaits=("co_applicant",))
    file = CaseFile(joint)
    assert running(file) == {}
    assert running(file.on("2026-11-26").take(a.Confirm(), CO_APPLICANT))["term"] == "2026-12-01"


def test_by_an_appointment_it_runs_once_the_applicants_have_come() -> None:
    file = at_window(**FIVE_DAYS, attend_by="2026-12-10").on("2026-12-02")
    assert running(file) == {}
    assert running(file.take(a.Receive(), CLERK))["term"] == "2026-12-07"


def test_off_the_exchange_the_way_of_the_post_is_part_of_it() -> None:
    file = at_window(**FIVE_DAYS, competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
    assert running(file) == {"forward": "2026-11-30", "term": "2026-11-30"}
    posted = a.Forward(waybill="SF1", term_days=5, term_unit=Unit.CALENDAR)
    assert running(file.on("2026-11-26").take(posted, CLERK)) == {"term": "2026-11-30"}


def test_an_original_that_has_to_be_posted_stops_it() -> None:
    taken = a.TakeOriginal(original="mandate", name="授权委托书", condition="完好", required=True)
    file = at_window(**FIVE_DAYS).take(taken, CLERK).take(a.Receive(), CLERK).open()
    file.on("2026-11-24").take(a.SendOriginal(original="mandate", to="competent", waybill="SF1"), CLERK)
    file.on("2026-11-27").take(a.ReceiveOriginal(original="mandate", condition="完好"), OFFICER)
    assert running(file)["term"] == "2026-12-01"


def test_a_step_of_the_deciding_place_ends_with_it() -> None:
    file = opened(**FIVE_DAYS).on("2026-11-27").take(LATEST, OFFICER)
    assert running(file) == {"term": "2026-11-30", "step": "2026-11-30"}
    assert due(file, "510000") == ("2026-11-30", ["step"])


def test_without_a_calendar_of_the_year_it_is_not_guessed() -> None:
    file = opened(**FIVE_DAYS)
    late = CaseFile(submitted(**FIVE_DAYS), today=file.today.replace(month=12, day=30)).open()
    assert running(late)["term"] == "待定"
    assert explained(late).endswith("；自申请之日起算")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2199, 12, 31), 999, date(2283, 3, 31)),
        (date.max, 1, date.max),
    ],
)
def test_months_are_added_by_the_calendar_and_what_has_no_end_keeps_none(day: date, months: int, later: date):
    assert add_months(day, months) == later
