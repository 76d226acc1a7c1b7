"""办件编号: built at submission, readable on the telephone, checked wherever it is typed."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from tongban.cases.check_characters import mod_37_36

LAST_SERIAL = 999_999

DIVISION = re.compile(r"[0-9]{6}")
_SHAPE = re.compile(r"KS([0-9]{6})([0-9]{6})([0-9]{8})([0-9]{6})([0-9A-Z])")


class CaseNumberError(ValueError):
    """A text that is no case number; its sentence is for whoever typed it."""


class CaseNumber(msgspec.Struct, frozen=True):
    """A case number by its parts: 6-digit divisions, the day of submission and that day's serial."""

    receiving: str
    competent: str
    submitted: date
    serial: int

    def __post_init__(self) -> None:
        for division in (self.receiving, self.competent):
            if not DIVISION.fullmatch(division):
                raise ValueError(f"a case number takes 6-digit divisions, not {division!r}")
        if not 1 <= self.serial <= LAST_SERIAL:
            raise ValueError(f"the serial of a day runs from 1 to {LAST_SERIAL}, not {self.serial}")

    def __str__(self) -> str:
        day = self.submitted.isoformat().replace("-", "")
        body = f"KS{self.receiving}{self.competent}{day}{self.serial:06}"
        return body + mod_37_36(body)


def parse_case_number(text: str) -> CaseNumber:
    """Reads a case number as typed, blanks, hyphens and small letters allowed; raises CaseNumberError."""
    number = "".join(text.split()).replace("-", "").upper()
    parts = _SHAPE.fullmatch(number)
    if parts is None:
        raise CaseNumberError("办件编号格式不正确，应为KS加26位数字和1位校验码，请核对收件凭证")
    if mod_37_36(number[:-1]) != parts[5]:
        raise CaseNumberError("办件编号校验位错误，请核对收件凭证")
    try:
        return CaseNumber(parts[1], parts[2], date.fromisoformat(parts[3]), int(parts[4]))
    except ValueError as error:
        raise CaseNumberError("办件编号中的日期或流水号无效，请核对收件凭证") from error
