"""Decisions on the steps of a procedure: what is cleared, what is reported done or not done, what has come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.sheets import BOTH
from tongban.cases.state import BEGUN, PENDING, STOPPED, UNDER_DECISION, Case, State, StepState, StepStatus
from tongban.cases.wording import evidence_parts, reasoned, refuse
from tongban.errors import Refused
from tongban.matters.days import day_of

RETURNED_ON: Final = "退回日期"
"""The line of a report that says when what was done came back."""


def _pending_step(case: Case, name: str) -> StepState:
    try:
        step = case.step(name)
    except LookupError:
        raise no_such_step(case) from None
    if step.status not in PENDING:
        message = f"“{step.plan.title}”现为“{step.status.label}”，不能办理"
        raise refuse("CASE-STEP", message, field="step", remedy="请刷新页面，办理列为“待办理”的环节")
    return step


def _returned_step(case: Case, name: str) -> StepState | None:
    """The step that was done and may come back, while nothing rests on it; None where it is no such step."""
    step = next((each for each in case.steps if each.plan.name == name), None)
    if step is None or not step.may_return:
        return None
    returned, remedy = step.plan.returned, "请由办理机关在本单位的业务系统中更正，并告知申请人"
    if case.state not in UNDER_DECISION | {State.SUSPENDED}:
        raise refuse("CASE-STEP", f"本办件已经作出决定，不能再登记{returned}", field="step", remedy=remedy)
    rests = [later.plan.title for later in case.later_than(name) if later.status in BEGUN]
    if rests:
        message = f"其后的环节“{rests[0]}”已放行或完成，不能登记{returned}"
        raise refuse("CASE-STEP", message, field="step", remedy=f"请先与该环节的办理机关核对；确已退回的，{remedy[1:]}")
    return step


def _says_when(act: a.ReportStep) -> bool:
    """Whether the report has the day on which what was done came back."""
    return any(label == RETURNED_ON and day_of(text) for label, text in act.shown)


def settled(case: Case) -> None:
    """Refuse what rests on evidence, while a register has not answered.

    Where an irrevocable step is under way, it was cleared on answers, and the case goes on by those.
    """
    if case.unsettled and not case.irrevocable_under_way:
        registers = "、".join(case.unsettled)
        by_hand = "登记库不能答复而申请人提交或出示了材料的，由业务属地打开“按纸质材料核对”核对认定"
        remedy = f"请先由业务属地“重新核验数据”；{by_hand}，再办理本步骤"
        raise refuse("CASE-UNSETTLED", f"以下数据尚未得到答复：{registers}", remedy=remedy)


def no_such_step(case: Case) -> Refused:
    """For whoever names a step that the case does not have."""
    remedy = f"本办件的环节：{'、'.join(f'{step.plan.title}（{step.plan.name}）' for step in case.steps) or '无'}"
    return refuse("CASE-STEP", "本办件没有这个办理环节", field="step", remedy=remedy)


def clear(act: a.Clear, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Clear an irrevocable step; from here on withdrawal is refused."""
    settled(case)
    if any(step.status in STOPPED for step in case.steps):
        raise refuse("CASE-STEPS", "已有环节被驳回，不能放行其他环节", remedy="请等待办理地作出决定")
    step = _pending_step(case, act.step)
    if not step.plan.irrevocable or step.status is StepStatus.CLEARED:
        message = f"“{step.plan.title}”无需放行或已经放行"
        raise refuse("CASE-STEP", message, field="step", remedy="请直接报告该环节的办理结果")
    # What registers say and what a notice does is the deciding place's to tell, whoever takes the step.
    decides = "competent" in case.roles_of_office(by.office, node=by.node)
    parts = evidence_parts(act.evidence if decides else (), case.cooperating)
    if act.notice and not (decides and [paper.key for paper in act.notice] == [act.step]):
        message = f"“{step.plan.title}”的通知书只能由业务属地发出，且只能有一份"
        remedy = "请不附通知书放行；须告知申请人的，请联系业务属地告知"
        raise refuse("CASE-NOTICE", message, field="notice", remedy=remedy)
    if act.notice:
        parts["notice"] = (list(act.notice), BOTH)
    return [Draft(event=f.Cleared(step=act.step), parts=parts)]


def report_step(act: a.ReportStep, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Append what the acting place has done, or that what it had done has come back."""
    returned = _returned_step(case, act.step) if act.outcome is f.Outcome.FAILED else None
    step = returned or _pending_step(case, act.step)
    if returned and not _says_when(act):
        message = f"“{step.plan.title}”已经完成，登记{step.plan.returned}须写明退回日期"
        remedy = "请填写实际退回的日期；并未退回的，无需再次报告"
        raise refuse("CASE-RETURNED", message, field="returned_on", remedy=remedy)
    if step.plan.irrevocable and step.status is not StepStatus.CLEARED and act.outcome is f.Outcome.DONE:
        message = f"“{step.plan.title}”尚未放行，不能报告完成"
        raise refuse("CASE-STEP", message, field="step", remedy="请先申请放行")
    if act.outcome is not f.Outcome.DONE and not reasoned(act.reasons):
        raise refuse("CASE-STEP", "未完成的环节须说明理由", field="reasons", remedy="请在“理由”中写明为什么没有办成")
    if StepStatus(act.outcome.value) in STOPPED and case.irrevocable_beside(act.step):
        raise refuse(
            "CASE-IRREVOCABLE",
            f"另有不可撤销的环节已放行或完成，“{step.plan.title}”不能驳回或撤销",
            field="outcome",
            remedy="请报告“未成功”并说明理由，排除障碍后再次办理",
        )
    next_places = (later.plan.at for later in case.steps if act.step in later.plan.after)
    audience = tuple(dict.fromkeys((*BOTH, step.plan.at, *next_places)))
    content = {"step": act.step, "values": act.values, "shown": list(act.shown), "points": list(act.reasons)}
    came_back = returned.plan.returned if returned else ""
    event = f.StepReported(step=act.step, outcome=act.outcome, report=act.report, returned=came_back)
    return [Draft(event=event, parts={"report": (content, audience)})]


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {a.Clear: clear, a.ReportStep: report_step}
