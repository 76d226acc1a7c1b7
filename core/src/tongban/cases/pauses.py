"""Times in which a term stands still (特别程序、挂起)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.cases.calendar import WorkingCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A standstill: `since` is the first day that does not count, `until` the day of resumption, which counts again.

    One that ended before it began, by a clock that was set back or that of another place, lasted no day.
    """

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ClosedPause:
    """A standstill from its first to its last day, both inclusive."""

    first: date
    last: date


def closed(pauses: Sequence[Pause], *, today: date | None) -> tuple[ClosedPause, ...]:
    """Ends open pauses today and joins those that overlap or touch; raises ValueError for an open one without today."""
    joined: list[ClosedPause] = []
    for pause in sorted(_ended(pauses, today=today), key=lambda pause: pause.first):
        if joined and pause.first <= joined[-1].last + _DAY:
            joined[-1] = ClosedPause(joined[-1].first, max(joined[-1].last, pause.last))
        else:
            joined.append(pause)
    return tuple(joined)


def paused_working_days(after: date, through: date, pauses: Sequence[ClosedPause], calendar: WorkingCalendar) -> int:
    """Counts the paused working days after one day up to and including another."""
    parts = overlaps(after, through, pauses)
    return sum(calendar.working_days_between(part.first - _DAY, part.last) for part in parts)


def paused_days(after: date, through: date, pauses: Sequence[ClosedPause]) -> int:
    """Counts the paused days after one day up to and including another."""
    return sum((part.last - part.first).days + 1 for part in overlaps(after, through, pauses))


def overlaps(after: date, through: date, pauses: Sequence[ClosedPause]) -> Iterator[ClosedPause]:
    """Cuts the pauses to what lies after one day up to and including another."""
    for pause in pauses:
        first, last = max(pause.first, after + _DAY), min(pause.last, through)
        if first <= last:
            yield ClosedPause(first, last)


def _ended(pauses: Sequence[Pause], *, today: date | None) -> Iterator[ClosedPause]:
    for pause in pauses:
        until = pause.until or today
        if until is None:
            raise ValueError(f"the pause since {pause.since} still runs: give today")
        if until > pause.since:
            yield ClosedPause(pause.since, until - _DAY)
