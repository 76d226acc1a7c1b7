"""Fields of numbers that somebody assigned, and what is stated beside one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tongban.identity.masking import ending
from tongban.matters.fields.field import Field, FieldFault

CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")


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

    @property
    def remedy(self) -> str:
        return "请对照银行卡或存折重新填写"

    def parse(self, text: str) -> object:
        digits = text.replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 30):
            raise FieldFault(f"“{self.label}”应为12至30位数字")
        return digits

    def in_part(self, shown: str) -> str:
        return ending(shown)


@dataclass(frozen=True, slots=True)
class Mobile(Field):
    """A mainland mobile number."""

    widget: ClassVar[str] = "mobile"
    sensitive: bool = True

    @property
    def remedy(self) -> str:
        return "请填写中国内地的11位手机号码"

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

    @property
    def remedy(self) -> str:
        return "请对照证件重新填写"

    def parse(self, text: str) -> object:
        return text.strip().upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number with what the form says elsewhere of whoever bears it."""

    number: str
    born: date | None = None
    sex: str = ""
    body: str = ""
