"""Fields of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tongban.matters.days import spoken_day, spoken_month
from tongban.matters.fields.field import Field, FieldFault

YEARS = range(1900, 2200)  # of anybody's papers; further off, a rule that adds months would leave the calendar
ENDLESS = date.max
"""How registers write that something holds for ever (9999-12-31)."""


@dataclass(frozen=True, slots=True)
class Day(Field):
    """A calendar date, `past` if it cannot lie after the day on which it is filled in."""

    past: bool = False
    widget: ClassVar[str] = "date"

    def parse(self, text: str) -> object:
        day = _day(text)
        if day is None:
            raise FieldFault(f"“{self.label}”不是有效的日期，请按 2026-11-23 的样式填写")
        return day

    def show(self, value: object) -> str:
        return spoken_day(value if isinstance(value, date) else date.fromisoformat(str(value)))


@dataclass(frozen=True, slots=True)
class Month(Field):
    """A calendar month, kept as text like 2026-11."""

    widget: ClassVar[str] = "month"

    def parse(self, text: str) -> object:
        if _day(f"{text}-01") is None:
            raise FieldFault(f"“{self.label}”不是有效的年月，请按 2026-11 的样式填写")
        return text

    def show(self, value: object) -> str:
        return spoken_month(str(value))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
