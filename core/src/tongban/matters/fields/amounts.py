"""Fields of how much: money, counts and percentages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import ClassVar

from tongban.matters.fields.field import Field, FieldFault

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money(Field):
    """An amount typed in yuan and kept as an integer number of 分, of which it is `least` or more."""

    least: int = 0
    widget: ClassVar[str] = "money"

    def parse(self, text: str) -> object:
        try:
            yuan = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise FieldFault(f"“{self.label}”应填写金额，例如 52752.84") from None
        least = self.least * CENT
        if not yuan.is_finite() or yuan < least or yuan >= Decimal(10) ** 12 or yuan != yuan.quantize(CENT):
            lowest = f"{least}元" if least else "零"
            raise FieldFault(f"“{self.label}”应为不小于{lowest}、最多两位小数的金额")
        return int(yuan * 100)

    def show(self, value: object) -> str:
        return f"{Decimal(str(value)) / 100:,.2f}元"


@dataclass(frozen=True, slots=True)
class Count(Field):
    """How many of something there are, from `least` to `most`; `unit` is what is counted (个月, 次), shown with it."""

    most: int = 99
    least: int = 1
    unit: str = ""

    def parse(self, text: str) -> object:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and self.least <= int(text) <= self.most):
            raise FieldFault(f"“{self.label}”应为{self.least}至{self.most}的整数")
        return int(text)

    def show(self, value: object) -> str:
        return f"{value}{self.unit}"


@dataclass(frozen=True, slots=True)
class Percent(Field):
    """A percentage typed as a number like 12, rounded to so many `places`, and kept as a `Decimal` ratio like 0.12."""

    places: int = 2
    widget: ClassVar[str] = "percent"

    def parse(self, text: str) -> object:
        try:
            percent = Decimal(text.removesuffix("%"))
        except InvalidOperation:
            raise FieldFault(f"“{self.label}”应填写百分比，例如 12") from None
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise FieldFault(f"“{self.label}”应在0到100之间")
        return (percent / 100).quantize(Decimal(1).scaleb(-2 - self.places), ROUND_HALF_UP).normalize()

    def show(self, value: object) -> str:
        return f"{(Decimal(str(value)) * 100).normalize():f}%"
