"""The spouse who joins in: married by the books of 民政, confirming, and whose contract or title then serves both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeVar

import tongban as tb
from tongban_housing_fund.needs import EVENT
from tongban_housing_fund.records import Home, Trade

Owned = TypeVar("Owned", Home, Trade)
JOINT: Final = ("spouse_join", ("yes",))
ABOUT: Final[dict[str, Any]] = {"about": tb.Role.CO_APPLICANT, "asked_when": JOINT}
ASKED: Final[dict[str, Any]] = {"section": "配偶", "shown_when": JOINT}
BY_ONE: Final = "合同、产权登记只写配偶一人的，选“是”"
SHARE: Final = f"选“是”的，由配偶本人登录确认，双方合并计算；配偶的部分由配偶另行申请，转入配偶本人的账户；{BY_ONE}"
JOINS: Final = tb.YesNo("配偶是否也为这套住房提取", section="配偶", help=SHARE)
NAME: Final = tb.Field("配偶姓名", sensitive=True, **ASKED)
NUMBER: Final = tb.Number("配偶证件号码", **ASKED)
WHOM: Final = {"other": "spouse_number"}
MARRIED: Final = replace(EVENT, key="married", title="婚姻登记", where={"kind": "married"}, by=WHOM, asked_when=JOINT)
WEDDING: Final = tb.Material("marriage", "结婚证", (tb.FromRegister(MARRIED), tb.Upload()), shown_when=JOINT)
NAMED: Final = tb.party_named(ABOUT["about"], name="spouse_name", number="spouse_number", when=JOINT)
PARTY: Final[dict[str, Any]] = {"other_parties": NAMED, "co_applicants": True, "confirm_within": "spouse_confirm_hours"}


def of_either(known: tb.Application[Any], own: tb.Needs[Owned], spouses: tb.Needs[Owned]) -> tb.Needs[Owned]:
    """Who tells of a contract or a title: it names the applicant, or else whom 民政 has as the spouse."""
    is_own = known.record(own) is not None or known.record(MARRIED) is None
    return own if is_own else spouses
