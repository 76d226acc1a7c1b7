"""Kinds of form field: how each reads what a person typed and shows it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import ClassVar, Protocol

from tongban.identity.masking import ending
from tongban.matters.cities import plain_code
from tongban.matters.days import spoken_day, spoken_month
from tongban.matters.needs import COMPETENT, RECEIVING

CENT = Decimal("0.01")
CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")


YEARS = range(1900, 2200)  # of anybody's papers; further off, a rule that adds months would leave the calendar


When = tuple[str, tuple[str, ...]]
"""An answer and the values with which something is asked for."""


class FieldFault(ValueError):
    """A typed value cannot be accepted; the message is shown beside the field."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """Where a field's value comes from when a register knows it: a need's key and the record's attribute."""

    need: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Field:
    """A line of text; the base of every field.

    `audience` are the place roles that may see the answer; `shown_when` is (field, values) that make it visible.
    """

    label: str
    _: KW_ONLY
    help: str = ""
    section: str = ""
    audience: frozenset[str] = frozenset({RECEIVING, COMPETENT})
    sensitive: bool = False
    shown_when: tuple[str, tuple[str, ...]] | None = None
    prefill: Prefill | None = None
    maximum_length: int = 100

    widget: ClassVar[str] = "text"

    def parse(self, text: str) -> object:
        """The typed text as a value; raises `FieldFault`."""
        if len(text) > self.maximum_length:
            raise FieldFault(f"“{self.label}”不能超过{self.maximum_length}个字")
        if not text.isprintable():
            raise FieldFault(f"“{self.label}”含有不能识别的字符，请重新输入")
        return text

    def show(self, value: object) -> str:
        """The value as a person reads it."""
        return str(value)

    def in_part(self, shown: str) -> str:
        """What another party of the case is told instead of the answer as it is shown."""
        return shown

    @property
    def left_empty(self) -> str:
        """What is said of the field where it was left empty."""
        return f"请填写“{self.label}”"


@dataclass(frozen=True, slots=True)
class Paragraph(Field):
    """Text of several lines."""

    maximum_length: int = 1000
    widget: ClassVar[str] = "textarea"

    def parse(self, text: str) -> object:
        return super(Paragraph, self).parse(" ".join(text.split())) and text.strip()


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One of several options, each a code and a label."""

    options: tuple[tuple[str, str], ...] = ()
    widget: ClassVar[str] = "choice"

    def parse(self, text: str) -> object:
        if text not in dict(self.options):
            raise FieldFault(f"请从列出的选项中选择“{self.label}”")
        return text

    def show(self, value: object) -> str:
        return dict(self.options).get(str(value), str(value))

    @property
    def left_empty(self) -> str:
        return f"请选择“{self.label}”"


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """A question that is answered with `yes` or `no`, which may decide what else is asked for."""

    options: tuple[tuple[str, str], ...] = (("no", "否"), ("yes", "是"))


@dataclass(frozen=True, slots=True)
class Flag(Field):
    """A statement the person affirms by ticking it; it must be affirmed where `required_true`."""

    required_true: str = ""
    widget: ClassVar[str] = "flag"

    def parse(self, text: str) -> object:
        affirmed = text in {"on", "true", "1", "是"}
        if self.required_true and not affirmed:
            raise FieldFault(self.required_true)
        return affirmed

    def show(self, value: object) -> str:
        return "是" if value else "否"


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
class Digits(Field):
    """A number that somebody assigned, of a fixed count of digits, kept as text."""

    length: int = 12

    def parse(self, text: str) -> object:
        if not (text.isascii() and text.isdigit() and len(text) == self.length):
            raise FieldFault(f"“{self.label}”应为{self.length}位数字")
        return text


@dataclass(frozen=True, slots=True)
class BankCard(Field):
    """The number of a card or passbook: 12 to 30 digits, with or without blanks between them."""

    sensitive: bool = True

    def parse(self, text: str) -> object:
        digits = text.replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 30):
            raise FieldFault(f"“{self.label}”应为12至30位数字")
        return digits

    def in_part(self, shown: str) -> str:
        return ending(shown)


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


@dataclass(frozen=True, slots=True)
class Place(Field):
    """An administrative division; the answer is its code: 6 digits, a township's 9, a village's 12.

    `level` is how far down it is chosen: province, prefecture, county, township or village.
    """

    level: str = "county"
    widget: ClassVar[str] = "division"

    @property
    def digits(self) -> int:
        """How many digits the code of an answer has."""
        return {"township": 9, "village": 12}.get(self.level, 6)

    def parse(self, text: str) -> object:
        if not (text.isascii() and text.isdigit() and len(text) in {6, 9, 12}):
            raise FieldFault(f"请选择“{self.label}”，或填写{self.digits}位行政区划代码")
        return plain_code(text)


@dataclass(frozen=True, slots=True)
class City(Place):
    """A city; `city_of` gives it for an answer that is one of its districts."""

    level: str = "prefecture"


@dataclass(frozen=True, slots=True)
class Mobile(Field):
    """A mainland mobile number."""

    widget: ClassVar[str] = "mobile"
    sensitive: bool = True

    def parse(self, text: str) -> object:
        if not CHINESE_MOBILE.fullmatch(text):
            raise FieldFault("手机号码格式不正确")
        return text


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A 公民身份号码 or 统一社会信用代码; the form's context checks it in full.

    `born`, `sex` and `body` name other fields of the form that say birth date, sex (男, 女) or the kind of body
    (企业, 事业单位, …), with which the number must agree.
    """

    widget: ClassVar[str] = "number"
    sensitive: bool = True
    kind: str = "person"
    born: str = ""
    sex: str = ""
    body: str = ""

    def parse(self, text: str) -> object:
        return text.strip().upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number with what the form says elsewhere of whoever bears it."""

    number: str
    born: date | None = None
    sex: str = ""
    body: str = ""


class Conditional(Protocol):
    """A field, or a material, that may be asked for only where another field has one of some values."""

    @property
    def shown_when(self) -> tuple[str, tuple[str, ...]] | None:
        """The other field and those values; None for what is always asked for."""
        ...


def visible(what: Conditional, typed: Mapping[str, str]) -> bool:
    """Whether it is asked for, given what was typed so far."""
    if what.shown_when is None:
        return True
    name, values = what.shown_when
    return typed.get(name, "") in values


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
