"""Lengths of time as the law states them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum

import msgspec

from tongban.matters.parameters import TERM_UNITS


class Unit(StrEnum):
    """What a term is counted in, as it is written."""

    WORKING = "个工作日"
    CALENDAR = "日"
    MONTHS = "个月"

    @classmethod
    def of(cls, written: str) -> Unit:
        """The unit of a term's parameter, one of `TERM_UNITS`; raises `ValueError` for any other."""
        return dict(zip(TERM_UNITS, cls, strict=True)).get(written) or cls(written)


class Purpose(StrEnum):
    """What a period is for: only one for an act moves from a rest day to the next working day."""

    ACT = "办理"
    VALIDITY = "有效"


class Term(msgspec.Struct, frozen=True):
    """A length of time as the law states it, and the days (of the same unit) by which it was extended."""

    length: int
    unit: Unit = Unit.WORKING
    purpose: Purpose = Purpose.ACT
    extension: int = 0

    def __post_init__(self) -> None:
        if self.length < 0 or self.extension < 0:
            raise ValueError(f"a term cannot be shorter than nothing: {self.length}{self.unit} + {self.extension}")

    def extended(self, by: int) -> Term:
        """Makes the term longer by so many of its own units."""
        return msgspec.structs.replace(self, extension=self.extension + by)

    @property
    def total(self) -> int:
        """The length with its extension."""
        return self.length + self.extension

    @property
    def text(self) -> str:
        """The term in words: "20个工作日，延长10个工作日"."""
        extension = f"，延长{self.extension}{self.unit}" if self.extension else ""
        return f"{self.length}{self.unit}{extension}"


def add_months(day: date, months: int) -> date:
    """Goes to the same-numbered day so many months later, or to that month's last day; what has no end keeps none."""
    if day == date.max:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
