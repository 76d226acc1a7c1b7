"""特别程序: for which reasons the time for a decision stands still, and by which rule. One list for acts and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LICENSING: Final = "《行政许可法》第四十五条"
PLATFORM: Final = "平台规则：寄递和补正所需时间不计入办理期限"


@dataclass(frozen=True, slots=True)
class Suspension:
    """A reason for which time does not count, and the rule that says so."""

    name: str
    basis: str


SUSPENSIONS: Final = {
    "hearing": Suspension("听证", LICENSING),
    "test": Suspension("检验、检测、检疫", LICENSING),
    "appraisal": Suspension("鉴定", LICENSING),
    "expert": Suspension("专家评审", LICENSING),
    "post": Suspension("材料寄递", PLATFORM),
    "correction": Suspension("申请人补充说明", PLATFORM),
}


def suspension_names() -> str:
    """Every reason, for reading."""
    return "、".join(each.name for each in SUSPENSIONS.values())
