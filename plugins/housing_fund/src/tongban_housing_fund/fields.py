"""Kinds of form field that only housing fund matters have."""

from __future__ import annotations

from dataclasses import dataclass

from tongban import Choice, Field, FieldFault


@dataclass(frozen=True, slots=True)
class Digits(Field):
    """A number that somebody assigned, of a fixed count of digits."""

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


@dataclass(frozen=True, slots=True)
class Count(Field):
    """How many of something there are, from 1 to 99."""

    def parse(self, text: str) -> object:
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text)):
            raise FieldFault(f"“{self.label}”应为1至99的整数")
        return int(text)


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """A flag of the national transfer platform: 1 是, 2 否."""

    options: tuple[tuple[str, str], ...] = (("1", "是"), ("2", "否"))


YES = "1"
