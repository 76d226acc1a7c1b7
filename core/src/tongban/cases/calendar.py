"""The working-day calendar: which days count, by the State Council's notice of each year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType

SATURDAY = 5


class MissingCalendar(LookupError):
    """A day was asked for in a year whose notice is not loaded; weekdays are never guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"缺少{year}年度工作日历")
        self.year = year


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice of one year arranges: rest days and make-up working days, each with its holiday's name."""

    year: int
    off: Mapping[date, str]
    work: Mapping[date, str]


class WorkingCalendar:
    """The notices a node has loaded, immutable; every question raises MissingCalendar for a year without one."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._notices = MappingProxyType({notice.year: notice for notice in notices})
        off: dict[date, str] = {}
        work: dict[date, str] = {}
        for _, notice in sorted(self._notices.items()):  # a later notice may rearrange days of the December before
            for day in (*notice.off, *notice.work):
                off.pop(day, None)
                work.pop(day, None)
            off.update(notice.off)
            work.update(notice.work)
        self._off, self._work = MappingProxyType(off), MappingProxyType(work)
        self._rest_days = tuple(sorted(off.items()))
        self._made_up = tuple(sorted((day, name) for day, name in work.items() if day.weekday() >= SATURDAY))
        self._working = MappingProxyType({year: self._working_ordinals(year) for year in self._notices})

    @property
    def years(self) -> tuple[int, ...]:
        """Lists the years that are loaded."""
        return tuple(sorted(self._notices))

    @property
    def fingerprint(self) -> str:
        """SHA-256 hex of every arrangement that is loaded."""
        days = [(day.isoformat(), name) for part in (self._off, self._work) for day, name in sorted(part.items())]
        return sha256(repr((self.years, days)).encode()).hexdigest()

    def replaced(self, notices: Iterable[Notice]) -> WorkingCalendar:
        """Makes a calendar in which these notices replace or join those of their years."""
        return WorkingCalendar({**self._notices, **{notice.year: notice for notice in notices}}.values())

    def is_working_day(self, day: date) -> bool:
        """Says whether work is done on a day."""
        self._ordinals(day.year)
        return day in self._work or (day not in self._off and day.weekday() < SATURDAY)

    def holiday(self, day: date) -> str | None:
        """Names the holiday that makes a day a rest day; None for working days and plain weekends."""
        self._ordinals(day.year)
        return self._off.get(day)

    def holidays_between(self, after: date, through: date) -> tuple[tuple[date, str], ...]:
        """Lists the rest days of holidays, with their names, after one day up to and including another."""
        return _between(self._rest_days, after, through)

    def make_up_days_between(self, after: date, through: date) -> tuple[tuple[date, str], ...]:
        """Lists the working Saturdays and Sundays (调休上班) after one day up to and including another."""
        return _between(self._made_up, after, through)

    def nth_working_day(self, after: date, n: int) -> date:
        """Finds the n-th working day after a day, which itself does not count; n = 0 is the day itself."""
        if n == 0:
            return after
        year = after.year
        ordinals = self._ordinals(year)
        position = bisect_right(ordinals, after.toordinal()) + n - 1
        while position >= len(ordinals):
            position -= len(ordinals)
            year += 1
            ordinals = self._ordinals(year)
        return date.fromordinal(ordinals[position])

    def working_days_between(self, after: date, through: date) -> int:
        """Counts the working days after one day up to and including another."""
        total, first = 0, after.toordinal()
        last = through.toordinal()
        for year in range(after.year, through.year + 1) if last > first else ():
            if date(year, 12, 31).toordinal() > first:
                ordinals = self._ordinals(year)
                total += bisect_right(ordinals, last) - bisect_right(ordinals, first)
        return total

    def has_working_days(self, needed: int, *, after: date, through: date) -> bool:
        """Says whether so many working days lie after one day up to and including another.

        Those of the years that are loaded may do; raises MissingCalendar where it hangs on a year that is not.
        """
        found, missing = 0, None
        for year in range(after.year, through.year + 1):
            since = after if year == after.year else date(year - 1, 12, 31)
            try:
                found += self.working_days_between(since, min(through, date(year, 12, 31)))
            except MissingCalendar as unknown:
                missing = missing or unknown
        if missing and found < needed:
            raise missing
        return found >= needed

    def next_working_day(self, day: date) -> date:
        """Moves a rest day to the first working day that follows; a working day stays."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def _ordinals(self, year: int) -> tuple[int, ...]:
        try:
            return self._working[year]
        except KeyError:
            raise MissingCalendar(year) from None

    def _working_ordinals(self, year: int) -> tuple[int, ...]:
        days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
        working = (day for day in days if day in self._work or (day not in self._off and day.weekday() < SATURDAY))
        return tuple(day.toordinal() for day in working)


NO_CALENDAR = WorkingCalendar(())  # where no rule is judged


def _between(days: tuple[tuple[date, str], ...], after: date, through: date) -> tuple[tuple[date, str], ...]:
    return days[bisect_right(days, after, key=_day) : bisect_right(days, through, key=_day)]


def _day(named: tuple[date, str]) -> date:
    return named[0]
