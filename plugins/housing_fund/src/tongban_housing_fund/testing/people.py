"""The people, firms and cities that specifications name."""

from __future__ import annotations

from typing import Final

from tongban import Party, PartyKind, Role
from tongban_housing_fund.testing.accounts import (
    CHEN,
    DECEASED,
    HE,
    LI,
    LIU,
    MA,
    QIAN,
    SUN,
    WANG,
    WANG_LIHUA,
    WU,
    XU,
    ZHANG,
    ZHAO,
    ZHENG,
    ZHOU,
)

PEOPLE: Final = dict((ZHANG, LI, WANG, ZHAO, CHEN, LIU, HE, ZHOU, QIAN, SUN, WU, ZHENG, XU, MA, WANG_LIHUA, DECEASED))
CITIES: Final = {
    "广州": "440100",
    "成都": "510100",
    "绵阳": "510700",
    "重庆": "500000",
    "重庆市渝中区": "500103",
    "重庆市渝北区": "500112",
    "成都市锦江区": "510104",
}
PROVINCES: Final = {"广东": "440000", "重庆": "500000", "四川": "510000"}
OFFICES: Final = {"广州": "440100-hf", "成都": "510100-hf", "重庆": "500000-hf"}


def party(name: str) -> Party:
    """A test person as the applicant."""
    return Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=name, number=PEOPLE[name])


def unit(code: str) -> Party:
    """A unit as the applicant."""
    return Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name=f"示例单位{code[-4:]}", number=code)


def province_of(city: str) -> str:
    """The node of a city."""
    return CITIES[city][:2] + "0000"
