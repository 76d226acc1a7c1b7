"""Days and months as a person reads them."""

from __future__ import annotations

from datetime import date


def spoken_day(day: date) -> str:
    """A day as a person reads it: 2026年11月23日."""
    return f"{spoken_month(day)}{day.day}日"


def spoken_month(day: date) -> str:
    """The month of a day as a person reads it: 2026年11月."""
    return f"{day.year}年{day.month}月"
