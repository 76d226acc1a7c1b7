"""Why a term ends on its day, in a sentence anyone can check against a wall calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.pauses import ClosedPause, overlaps, paused_days, paused_working_days
from tongban.cases.terms import Term, Unit

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All that a last day follows from; `reckoned` is the day before it was moved off a rest day."""

    start: date
    term: Term
    reckoned: date
    end: date
    pauses: Sequence[ClosedPause]
    still_paused: bool


def reasons(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    """Writes what the last day follows from: "9月23日起算，跳过中秋、国庆，10月10日调休上班"."""
    parts = [f"{_day(reckoning.start, reckoning.end)}起算"]
    if reckoning.term.unit is Unit.WORKING:
        parts += _working_parts(reckoning, calendar)
    if reckoning.term.unit is Unit.CALENDAR:
        parts.append("按日历连续计日")
    parts += _paused_parts(reckoning, calendar)
    if reckoning.term.extension:
        parts.append(f"延长{reckoning.term.extension}{reckoning.term.unit}")
    if reckoning.reckoned != reckoning.end:
        parts.append(_moved(reckoning, calendar))
    if reckoning.still_paused:
        parts.append("暂停中，按今日恢复推算")
    return "，".join(parts)


def _working_parts(reckoning: Reckoning, calendar: WorkingCalendar) -> Iterator[str]:
    off = calendar.holidays_between(reckoning.start, reckoning.end)
    if skipped := dict.fromkeys(name for _, name in _unpaused(off, reckoning)):
        yield f"跳过{'、'.join(skipped)}"
    made_up = calendar.make_up_days_between(reckoning.start, reckoning.end)
    if worked := [_day(day, reckoning.end) for day, _ in _unpaused(made_up, reckoning)]:
        yield f"{'、'.join(worked)}调休上班"


def _unpaused(days: Iterable[tuple[date, str]], reckoning: Reckoning) -> Iterable[tuple[date, str]]:
    if not reckoning.pauses:
        return days
    return [item for item in days if not any(pause.first <= item[0] <= pause.last for pause in reckoning.pauses)]


def _paused_parts(reckoning: Reckoning, calendar: WorkingCalendar) -> Iterator[str]:
    for part in overlaps(reckoning.start, reckoning.reckoned, reckoning.pauses):
        first, last = _day(part.first, reckoning.end), _day(part.last, reckoning.end)
        span = first if first == last else f"{first}至{last}"
        yield f"{span}暂停（{_length(part, reckoning, calendar)}）"


def _length(part: ClosedPause, reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    if reckoning.term.unit is Unit.WORKING:
        return f"{paused_working_days(reckoning.start, reckoning.end, [part], calendar)}个工作日"
    return f"{paused_days(reckoning.start, reckoning.end, [part])}日"


def _moved(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    day = reckoning.reckoned
    why = calendar.holiday(day) or f"星期{WEEKDAYS[day.weekday()]}"
    return f"期满日{_day(day, reckoning.end)}为{why}，顺延至其后第一个工作日"


def _day(day: date, end: date) -> str:
    """Writes a day without its year where that is the year of the last day."""
    year = "" if day.year == end.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
