"""The working-day calendar: the built-in years, an operator's files and years nobody announced."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from tongban.cases.calendar import MissingCalendar
from tongban.cases.calendar_files import CalendarFileError, load_calendar

CALENDAR = load_calendar()

HOLIDAYS_2026 = [
    ("元旦", "2026-01-01", "2026-01-03"),
    ("春节", "2026-02-15", "2026-02-23"),
    ("清明", "2026-04-04", "2026-04-06"),
    ("劳动节", "2026-05-01", "2026-05-05"),
    ("端午", "2026-06-19", "2026-06-21"),
    ("中秋", "2026-09-25", "2026-09-27"),
    ("国庆", "2026-10-01", "2026-10-07"),
]
MADE_UP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def year(number: int) -> list[date]:
    first = date(number, 1, 1)
    return [first + timedelta(days=n) for n in range((date(number + 1, 1, 1) - first).days)]


def test_2026_is_as_announced() -> None:
    expected = {
        day: name
        for name, first, last in HOLIDAYS_2026
        for day in year(2026)
        if date.fromisoformat(first) <= day <= date.fromisoformat(last)
    }
    assert {day: name for day in year(2026) if (name := CALENDAR.holiday(day))} == expected
    worked = [day.isoformat() for day in year(2026) if day.weekday() >= 5 and CALENDAR.is_working_day(day)]
    assert worked == MADE_UP_2026


@pytest.mark.parametrize("number", range(2004, 2027))
def test_every_built_in_day_agrees_with_its_source(number: int) -> None:
    differing = [day for day in year(number) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differing == []


@pytest.mark.parametrize("number", [2003, 2027])
def test_weekdays_of_an_unannounced_year_are_never_guessed(number: int) -> None:
    with pytest.raises(MissingCalendar) as missing:
        CALENDAR.is_working_day(date(number, 6, 15))
    assert (missing.value.year, str(missing.value)) == (number, f"缺少{number}年度工作日历")


def overlaid(folder: Path, text: str) -> Path:
    path = folder / "calendar.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_adds_a_year_and_may_rearrange_the_december_before(tmp_path: Path) -> None:
    text = "2027:\n  - {name: 元旦, from: 2026-12-31, to: 2027-01-02, work: [2026-12-27]}\n"
    calendar = load_calendar([overlaid(tmp_path, text)])
    assert calendar.is_working_day(date(2026, 12, 27))
    assert calendar.holiday(date(2026, 12, 31)) == "元旦"
    assert calendar.is_working_day(date(2027, 6, 15))
    assert calendar.years[-1] == 2027


def test_a_file_replaces_a_built_in_year_wholly(tmp_path: Path) -> None:
    text = "2026:\n  - {name: 元旦, from: 2026-01-01, to: 2026-01-01}\n"
    calendar = load_calendar([overlaid(tmp_path, text)])
    assert calendar.is_working_day(date(2026, 10, 1))
    assert not calendar.is_working_day(date(2026, 10, 10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no years"),
        ("2027: [", "is no YAML"),
        ("明年: []", "'明年' is no year"),
        ("2027: {}", "2027 is no year with a list"),
        ("2027: [{from: 2027-01-01, to: 2027-01-03}]", "2027: .* has no name"),
        ("2027: [{name: 元旦, from: 2027-01-03, to: 2027-01-01}]", "元旦 needs dates from ≤ to"),
        ("2027: [{name: 元旦, from: 2027-01-01}]", "元旦 needs dates from ≤ to"),
        ("2027: [{name: 元旦, from: 2027-01-01, to: 2027-01-03, work: 2027-01-04}]", "work must be a list of dates"),
        ("2027: [{name: 元旦, from: 2026-01-01, to: 2026-01-03}]", "2026-01-01 lies neither in 2027"),
        ("2027: [{name: 元旦, from: 2027-01-01, to: 2027-01-03, work: [2027-01-03]}]", "both a rest day"),
    ],
)
def test_a_bad_file_is_named_with_what_to_write(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CalendarFileError, match=f"calendar.yaml.*{reason}.*write 2027:"):
        load_calendar([overlaid(tmp_path, text)])
