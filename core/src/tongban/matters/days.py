"""Days and months as a person reads them."""

from __future__ import annotations

from datetime import date


def spoken_day(day: date) -> str:
    """A day as a person reads it: 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def spoken_month(month: str) -> str:
    """A month that is kept as text like 2026-11 as a person reads it: 2026年11月."""
    return spoken_day(date.fromisoformat(f"{month}-01")).removesuffix("1日")
