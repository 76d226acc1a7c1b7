"""特别程序: for which reasons the time for a decision stands still, and by which rule. One list for acts and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.cases.state import Case, PauseSpan, State

LICENSING: Final = "《行政许可法》第四十五条"
PLATFORM: Final = "平台规则：寄递和补正所需时间不计入办理期限"


BY_APPLICANT: Final = "correction"
"""The reason for which time stands still until the applicant has explained something, once and with a last day."""
EXPLANATION: Final = "explanation"
"""The question of the case that asks for it."""


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
    BY_APPLICANT: Suspension("申请人补充说明", PLATFORM),
}


def explaining(case: Case) -> PauseSpan | None:
    """The standstill for which the case waits until the applicant has explained something, if it does."""
    if case.state is not State.SUSPENDED or case.pauses[-1].reason != BY_APPLICANT or not case.pauses[-1].days:
        return None
    return case.pauses[-1]


def has_been_asked(case: Case) -> bool:
    """Whether the applicant was asked to explain something before."""
    return any(span.reason == BY_APPLICANT for span in case.pauses)


def suspension_names() -> str:
    """Every reason, for reading."""
    return "、".join(each.name for each in SUSPENSIONS.values())
