"""The legal clock: when a term ends, and why on that day (行政许可法 art. 82, 民法典 art. 200–203)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.clock_words import Reckoning, reasons
from tongban.cases.pauses import ClosedPause, Pause, closed, paused_days, paused_working_days
from tongban.cases.terms import Purpose, Term, Unit, add_months
from tongban.matters.days import spoken_day

__all__ = [
    "Deadline",
    "Fixed",
    "Pause",
    "Pending",
    "Purpose",
    "Term",
    "Unit",
    "deadline",
    "has_run_out",
    "working_days_used",
]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A last day that is known, counted in `unit`, and what it follows from.

    `paused` when a pause still runs and the day is reckoned as if it ended today.
    """

    on: date
    reasons: str
    paused: bool = False
    unit: Unit = Unit.WORKING

    @property
    def explanation(self) -> str:
        """The last day and its reasons: "2026-10-21：9月23日起算，跳过中秋、国庆，10月10日调休上班"."""
        if self.paused:
            return f"{self.reasons}为{spoken_day(self.on)}"
        return f"{self.on}：{self.reasons}"

    @property
    def in_paper(self) -> str:
        """The same as an official paper writes days: "2026年10月21日（9月23日起算，…）"."""
        return f"{spoken_day(self.on)}（{self.reasons}）"

    @property
    def text(self) -> str:
        """The last day as it is shown."""
        return self.on.isoformat()

    def is_over(self, today: date) -> bool:
        """Says whether the last day has gone by."""
        return today > self.on


@dataclass(frozen=True, slots=True)
class Pending:
    """A last day that cannot be told until the calendar of `missing_year` is loaded."""

    missing_year: int
    explanation: str
    paused: bool = False

    @property
    def text(self) -> str:
        """What is shown instead of the last day."""
        return "待定"

    @property
    def in_paper(self) -> str:
        """What an official paper says instead."""
        return self.explanation

    def is_over(self, today: date) -> bool:
        """Says no: nothing is late by a calendar that nobody has."""
        return False


Deadline: TypeAlias = Fixed | Pending


def deadline(
    start: date, term: Term, calendar: WorkingCalendar, *, pauses: Sequence[Pause] = (), today: date | None = None
) -> Deadline:
    """Finds the last day of a term; the day of the event (`start`) does not count, nor do paused days.

    A pause without an end needs `today`: the last day is then reckoned as if it ended today, and flagged.
    Raises ValueError for such a pause without `today`; a missing calendar makes the deadline Pending, never an error.
    """
    return _deadline(start, term, calendar, tuple(pauses), today if pauses else None)


@lru_cache(maxsize=4096)
def _deadline(
    start: date, term: Term, calendar: WorkingCalendar, pauses: tuple[Pause, ...], today: date | None
) -> Deadline:
    # Calendars are immutable and compare by identity, so a new one is reckoned anew.
    ended = closed(pauses, today=today)
    still_paused = any(pause.until is None for pause in pauses)
    try:
        reckoned = _last_day(start, term, calendar, ended)
        end = _moved(reckoned, term, calendar)
        reckoning = Reckoning(start, term, reckoned, end, ended, still_paused)
        return Fixed(end, reasons(reckoning, calendar), still_paused, term.unit)
    except MissingCalendar as missing:
        explanation = f"待定：自{spoken_day(start)}起{term.text}，{missing}"
        return Pending(missing.year, explanation, still_paused)


def has_run_out(start: date, term: Term, calendar: WorkingCalendar, *, by: date) -> bool:
    """Says whether the last day of a term, which the day of the event (`start`) does not count to, came before a day.

    Rest days are looked at only where they make a difference; raises MissingCalendar where that hangs on a year that is
    not loaded.
    """
    whole = _wall_end(start, term)
    if by <= whole or (term.unit is not Unit.WORKING and term.purpose is Purpose.VALIDITY):
        return by > whole
    after, needed = (start, term.total) if term.unit is Unit.WORKING else (whole - timedelta(days=1), 1)
    return calendar.has_working_days(needed, after=after, through=by - timedelta(days=1))


def working_days_used(start: date, until: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> int:
    """Counts the working days a term has used up by the end of `until`; raises MissingCalendar."""
    return _used(start, until, calendar, tuple(pauses))


@lru_cache(maxsize=4096)
def _used(start: date, until: date, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> int:
    ended = closed(pauses, today=until + timedelta(days=1))
    return calendar.working_days_between(start, until) - paused_working_days(start, until, ended, calendar)


def _last_day(start: date, term: Term, calendar: WorkingCalendar, pauses: Sequence[ClosedPause]) -> date:
    """Reckons the last day before it is moved: each round adds the paused days the round before ran into."""
    paused, end = 0, _unpaused_end(start, term, calendar, 0)
    while (found := _paused(start, end, term, calendar, pauses)) != paused:
        paused, end = found, _unpaused_end(start, term, calendar, found)
    return end


def _unpaused_end(start: date, term: Term, calendar: WorkingCalendar, paused: int) -> date:
    if term.unit is Unit.WORKING:
        return calendar.nth_working_day(start, term.total + paused)
    return _wall_end(start, term) + timedelta(days=paused)


def _wall_end(start: date, term: Term) -> date:
    """The last day if every day counted: no term ends before it."""
    return add_months(start, term.total) if term.unit is Unit.MONTHS else start + timedelta(days=term.total)


def _paused(start: date, end: date, term: Term, calendar: WorkingCalendar, pauses: Sequence[ClosedPause]) -> int:
    if term.unit is Unit.WORKING:
        return paused_working_days(start, end, pauses, calendar)
    return paused_days(start, end, pauses)


def _moved(day: date, term: Term, calendar: WorkingCalendar) -> date:
    if term.unit is Unit.WORKING or term.purpose is Purpose.VALIDITY:
        return day
    return calendar.next_working_day(day)
