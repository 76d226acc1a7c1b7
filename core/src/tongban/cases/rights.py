"""What people have a right to, which no officer turns down but on what the matter's own rules say. Pure."""

from __future__ import annotations

from typing import Final

from tongban.cases import acts as a
from tongban.cases.state import Case, StepStatus
from tongban.cases.wording import refuse
from tongban.matters.matter import Matter
from tongban.matters.rules import Findings

CAME_TO_NOTHING: Final = frozenset({StepStatus.REFUSED, StepStatus.RECALLED, StepStatus.FAILED})


def of_rule(rule: str) -> str:
    """How a point of a decision names a rule that objects."""
    return f"rule-{rule}"


def of_step(step: str) -> str:
    """How a point of a decision names a step that was not taken."""
    return f"step-{step}"


def grounds(findings: Findings, case: Case) -> tuple[str, ...]:
    """What may be said against a case of such a matter: the rules that object, and the steps that came to nothing."""
    rules = (of_rule(each.rule) for each in findings.blocking)
    return (*rules, *(of_step(step.plan.name) for step in case.steps if step.status in CAME_TO_NOTHING))


def require_grounds(matter: Matter | None, act: a.Act) -> None:
    """Raise `Refused` for 不予受理 or 不予 of what people have a right to, on anything but its grounds."""
    if matter is None or not matter.is_right or not isinstance(act, a.Decline | a.Refuse):
        return
    if act.reasons and all(point.field in act.grounds for point in act.reasons):
        return
    decision = "不予受理" if isinstance(act, a.Decline) else "作出不予决定"
    what = "只能以系统核对出的问题为理由" if act.grounds else "申请符合条件的"
    raise refuse(
        "CASE-RIGHT",
        f"“{matter.name}”是申请人依法享有的权利，{what}，不得{decision}",
        field="reasons",
        remedy="请受理并答复；身份、账户等与登记不符的，先重新核验数据，再以核对出的问题为理由",
    )
