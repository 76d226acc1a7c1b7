"""统一社会信用代码 (GB 32100-2015): who registered a body, of which kind it is, and whether the code is sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tongban.identity.numbers import NumberFault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH_OF_CODE = 18

_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Body(StrEnum):
    """The kinds of body whose category digits the standard fixes."""

    ENTERPRISE = "企业"
    SOLE_TRADER = "个体工商户"
    COOPERATIVE = "农民专业合作社"
    GOVERNMENT = "机关"
    INSTITUTION = "事业单位"
    MASS_ORGANISATION = "群众团体"
    ASSOCIATION = "社会团体"
    PRIVATE_NON_ENTERPRISE = "民办非企业单位"
    FOUNDATION = "基金会"
    GROUP_COLLECTIVE = "组级集体经济组织"
    VILLAGE_COLLECTIVE = "村级集体经济组织"
    TOWNSHIP_COLLECTIVE = "乡镇级集体经济组织"
    OTHER = "其他"


_BODIES = {
    "91": Body.ENTERPRISE,
    "92": Body.SOLE_TRADER,
    "93": Body.COOPERATIVE,
    "11": Body.GOVERNMENT,
    "12": Body.INSTITUTION,
    "13": Body.MASS_ORGANISATION,
    "51": Body.ASSOCIATION,
    "52": Body.PRIVATE_NON_ENTERPRISE,
    "53": Body.FOUNDATION,
    "N1": Body.GROUP_COLLECTIVE,
    "N2": Body.VILLAGE_COLLECTIVE,
    "N3": Body.TOWNSHIP_COLLECTIVE,
}


_DEPARTMENTS = frozenset("123456789ANY")
"""登记管理部门: 机构编制, 外交, 司法行政, 文化, 民政, 旅游, 宗教, 工会, 市场监管, 中央军委改革和编制, 农业, 其他."""
_DIVISION = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|8[12]|99)[0-9]{4}|100000")
"""Six digits of a province (66: 新疆生产建设兵团), or the whole country's."""
# (param: xpcc_registration=99) Bodies of the 兵团 carry 99 in their codes and 66 in tables of divisions: common
# knowledge, not verified against the standard.


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid code in upper case; the division is that of the first registration, which never changes."""

    text: str
    body: Body
    division: str
    organisation_code: str


LENGTH = NumberFault("CC-01", "统一社会信用代码应为18位")
CHARACTERS = NumberFault("CC-02", "统一社会信用代码含有非法字符（I、O、S、V、Z）")
CHECK = NumberFault("CC-03", "统一社会信用代码校验位错误")
CATEGORY = NumberFault("CC-04", "机构类别与主体类型不一致")
DEPARTMENT = NumberFault("CC-05", "统一社会信用代码的登记管理部门代码不存在")
DIVISION = NumberFault("CC-06", "统一社会信用代码的行政区划码不存在")


def parse_credit_code(text: str, *, body: Body | None = None) -> CreditCode | NumberFault:
    """Reads a code as typed; the first check it fails is returned, not raised.

    `body` is the kind of body the application is made for; None leaves the comparison out. Of the division only the
    province is looked up: the code keeps that of the first registration after it was abolished, and offices of
    development zones register under codes that GB/T 2260 does not list.
    """
    code = text.strip().upper()
    if len(code) != LENGTH_OF_CODE:
        return LENGTH
    if not set(code) <= set(ALPHABET):
        return CHARACTERS
    if organisation_check_character(code[8:16]) != code[16] or credit_check_character(code[:17]) != code[17]:
        return CHECK
    if code[0] not in _DEPARTMENTS:
        return DEPARTMENT
    if not _DIVISION.fullmatch(code[2:8]):
        return DIVISION
    read = CreditCode(code, _BODIES.get(code[:2], Body.OTHER), code[2:8], code[8:17])
    return CATEGORY if body not in (None, read.body) else read


def credit_check_character(body: str) -> str:
    """Computes the 18th character from the first 17; raises ValueError for a character outside the alphabet."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """Computes the ninth character of an 组织机构代码 (GB 11714) from its first eight."""
    values = (int(character, 36) for character in body)
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
