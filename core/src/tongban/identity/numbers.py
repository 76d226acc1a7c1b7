"""公民身份号码 (GB 11643-1999): what a resident number says and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul
from typing import ClassVar

from tongban.routing.divisions import Divisions

EARLIEST_BIRTH = date(1900, 1, 1)

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"  # ISO 7064 MOD 11-2


class Sex(StrEnum):
    """性别 as it is written on papers."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class NumberFault:
    """Why a number cannot be accepted: the rule that it breaks and the sentence for whoever typed it."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """A valid 公民身份号码, X in upper case; `division` is where it was first registered, never the present hukou."""

    OF_AGE: ClassVar[int] = 18
    """民法典 第十七条、第十八条: whoever is of that age acts alone, and no guardian acts for them."""

    text: str
    born: date
    sex: Sex
    division: str

    @classmethod
    def of_checked(cls, text: str) -> ResidentNumber:
        """Reads a number that was checked before, such as a party's; raises `ValueError` for anything else."""
        born = _birth_date(text[6:14]) if _SHAPE.fullmatch(text) else None
        if born is None:
            raise ValueError(f"this is no resident number of {len(text)} characters: check it before reading it")
        return cls(text, born, _sex(text[16]), text[:6])

    def age(self, on: date) -> int:
        """Counts the completed years (周岁) on a day, the birthday itself included."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    def is_of_age(self, on: date) -> bool:
        """Whether that is enough to act alone."""
        return self.age(on) >= self.OF_AGE


FORMAT = NumberFault("ID-01", "公民身份号码格式不正确，应为18位")
DIVISION = NumberFault("ID-02", "公民身份号码地址码不存在")
BIRTH = NumberFault("ID-03", "公民身份号码中的出生日期无效")
CHECK = NumberFault("ID-04", "公民身份号码校验位错误")


def parse_resident_number(
    text: str, *, on: date, divisions: Divisions, born: date | None = None, sex: Sex | None = None
) -> ResidentNumber | NumberFault:
    """Reads a number as typed on the day `on`; the first rule it breaks (ID-01 … ID-05) is returned, not raised.

    An abolished county code is accepted whatever the birth date, since numbers were also given out later.
    `born` and `sex` are what the application says elsewhere; None leaves that comparison out.
    """
    digits = text.strip().upper()
    if not _SHAPE.fullmatch(digits):
        return FORMAT
    if not divisions.in_standard(digits[:6]):
        return DIVISION
    birth = _birth_date(digits[6:14])
    if birth is None or not EARLIEST_BIRTH <= birth <= on:
        return BIRTH
    if resident_check_character(digits[:17]) != digits[17]:
        return CHECK
    number = ResidentNumber(digits, birth, _sex(digits[16]), digits[:6])
    return _difference(number, born=born, sex=sex) or number


def resident_check_character(body: str) -> str:
    """Computes the 18th character from the first 17 digits."""
    total = sum(map(mul, map(int, body), _WEIGHTS))
    return _CHECK_CHARACTERS[total % 11]


def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _sex(sequence_digit: str) -> Sex:
    return Sex.MALE if int(sequence_digit) % 2 else Sex.FEMALE


def _difference(number: ResidentNumber, *, born: date | None, sex: Sex | None) -> NumberFault | None:
    differing = []
    if sex is not None and sex is not number.sex:
        differing.append("性别")
    if born is not None and born != number.born:
        differing.append("出生日期")
    return NumberFault("ID-05", f"{'、'.join(differing)}与公民身份号码不一致") if differing else None
