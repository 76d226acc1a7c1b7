"""What people have a right to, which no officer turns down but on what the matter's own rules say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tongban.cases import acts as a
from tongban.cases.state import STOPPED, Case, StepState, StepStatus
from tongban.cases.wording import refuse
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection

CAME_TO_NOTHING: Final = frozenset({*STOPPED, StepStatus.FAILED})


UNREADABLE: Final = "unreadable"
"""The point that says that the answers are none of the form's, so that no rule can be asked."""


def of_rule(rule: str) -> str:
    """How a point of a decision names a rule, or a material that is not held, where that objects."""
    return f"rule-{rule}"


def of_step(step: str) -> str:
    """How a point of a decision names a step that was not taken."""
    return f"step-{step}"


def grounds(objections: Iterable[Objection], case: Case) -> tuple[str, ...]:
    """What may be said against a case of such a matter: whatever objects to it, and what `stopped_elsewhere`."""
    return (*(of_rule(each.rule) for each in objections), *of_steps(case))


def of_steps(case: Case) -> Iterator[str]:
    """The grounds that need no rule: the steps that came to nothing at another place."""
    return (of_step(step.plan.name) for step in stopped_elsewhere(case))


def stopped_elsewhere(case: Case) -> Iterator[StepState]:
    """The steps that came to nothing at another place: what the deciding one says of its own is no finding."""
    return (step for step in case.steps if step.status in CAME_TO_NOTHING and not is_own(step, case))


def is_own(step: StepState, case: Case) -> bool:
    """Whether the office that decides takes the step too."""
    place = case.places().get(step.plan.at, case.competent)
    return (place.node, place.office) == (case.competent.node, case.competent.office)


def require_grounds(matter: Matter | None, act: a.Act, case: Case) -> None:
    """Raise `Refused` where what people have a right to is turned down on anything but its grounds.

    A step that the deciding office refuses leaves nothing but 不予, and so it refuses none.
    """
    if matter is None or not matter.is_right:
        return
    if isinstance(act, a.Decline | a.Refuse):
        _require_reasons(matter, act)
    elif isinstance(act, a.ReportStep) and StepStatus(act.outcome.value) in STOPPED:
        _require_others(matter, act, case)


def _require_others(matter: Matter, act: a.ReportStep, case: Case) -> None:
    for step in case.steps:
        if step.plan.name == act.step and is_own(step, case):
            raise refuse(
                "CASE-RIGHT",
                f"“{matter.name}”是申请人依法享有的权利，本机关办理的“{step.plan.title}”不能驳回或撤销",
                field="outcome",
                remedy="请办理并答复；办理时出错的，请报告“未成功”并说明理由，排除障碍后再次办理",
            )


def _require_reasons(matter: Matter, act: a.Decline | a.Refuse) -> None:
    if act.reasons and all(point.field in act.grounds for point in act.reasons):
        return
    decision = "不予受理决定" if isinstance(act, a.Decline) else "不予决定"
    told = f"作出{decision}，只能以系统核对出的问题为理由"
    raise refuse(
        "CASE-RIGHT",
        f"“{matter.name}”是申请人依法享有的权利，{told if act.grounds else f'申请符合条件的，不能作出{decision}'}",
        field="reasons",
        remedy="请受理并答复；身份、账户等与登记不符的，先重新核验数据，再以核对出的问题为理由",
    )
