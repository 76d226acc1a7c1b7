"""Days and months as a person reads them, and months counted; a month is kept as text like 2026-11."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_SPOKEN: Final = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")


def spoken_day(day: date) -> str:
    """A day as a person reads it: 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(spoken: str) -> date | None:
    """The day that `spoken_day` wrote; None where the text says none."""
    found = _SPOKEN.fullmatch(spoken)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def month_of(day: date) -> str:
    """The month in which a day lies: 2026-11."""
    return f"{day:%Y-%m}"


def spoken_month(month: str) -> str:
    """A month as a person reads it: 2026年11月."""
    return spoken_day(date.fromisoformat(f"{month}-01")).removesuffix("1日")


def month_after(month: str, count: int = 1) -> str:
    """The month so many months later, or earlier where `count` is negative."""
    return _month(_number(month) + count)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from the first to the last, both counted; none where the last comes before the first."""
    return tuple(map(_month, range(_number(first), _number(last) + 1)))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
