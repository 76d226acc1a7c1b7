"""Codes of service matters: 基本编码 (12 digits) and 实施编码 (31 characters)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from tongban.identity.credit_code import CreditCode, parse_credit_code


class Power(IntEnum):
    """行使层级: the level at which the power is used."""

    NATION = 1
    PROVINCE = 2
    PREFECTURE = 3
    COUNTY = 4
    TOWNSHIP = 5
    VILLAGE = 6


class MatterType(StrEnum):
    """事项类型 by its two digits in the 基本编码."""

    LICENCE = "01"
    PENALTY = "02"
    COERCION = "03"
    LEVY = "04"
    PAYMENT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    REWARD = "08"
    RULING = "09"
    OTHER_POWER = "10"
    PUBLIC_SERVICE = "20"


@dataclass(frozen=True, slots=True)
class ImplementingCode:
    """A valid 实施编码: the body that implements, the level of its power and the 基本编码 of what it implements."""

    text: str
    body: CreditCode
    power: Power
    type: MatterType
    basic_code: str


class MatterCodeError(ValueError):
    """A text that is no code of a matter; its sentence says what such a code looks like."""


LENGTH_OF_CODE = 31

_TAIL = re.compile(r"[0-9]{13}")
_WITHOUT_COUNTIES = (
    "4419",
    "4420",
    "4604",
    "6202",
)  # 东莞、中山、儋州、嘉峪关: their townships carry the city's division


def parse_implementing_code(text: str) -> ImplementingCode:
    """Reads an 实施编码; raises MatterCodeError with the first fault."""
    code = text.strip().upper()
    body = parse_credit_code(code[:18])
    if len(code) != LENGTH_OF_CODE or not isinstance(body, CreditCode) or not _TAIL.fullmatch(code[18:]):
        raise MatterCodeError("实施编码应为31位且前18位为有效的统一社会信用代码")
    if int(code[18]) not in _powers_of(body.division):
        raise MatterCodeError(f"实施编码第19位（行使层级）为{code[18]}，与实施主体的行政区划{body.division}不符")
    if code[21:23] not in set(MatterType):
        raise MatterCodeError(f"实施编码第22至23位（事项类型）为{code[21:23]}，不是国家规定的事项类型")
    return ImplementingCode(code, body, Power(int(code[18])), MatterType(code[21:23]), code[19:])


def _powers_of(division: str) -> tuple[Power, ...]:
    """Lists the levels at which a body registered in a 6-digit division can act."""
    below_county = (Power.TOWNSHIP, Power.VILLAGE)
    if division == "100000":
        return (Power.NATION,)
    if division.endswith("0000"):
        return (Power.PROVINCE,)
    if division.endswith("00"):
        return (Power.PREFECTURE, *(below_county if division.startswith(_WITHOUT_COUNTIES) else ()))
    return (Power.COUNTY, *below_county)
