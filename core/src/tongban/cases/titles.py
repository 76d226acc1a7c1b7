"""What each fact is called in Chinese, as ledgers and lists show it. Pure."""

from __future__ import annotations

from functools import singledispatch

from tongban.cases import facts as f
from tongban.cases.acts import PaperDecision
from tongban.cases.by_kind import of_kind
from tongban.cases.decisions_result import CONFIRMATIONS
from tongban.cases.rights import is_own
from tongban.cases.state import Case
from tongban.cases.suspensions import SUSPENSIONS

OUTCOMES = {
    f.Outcome.DONE: "已完成",
    f.Outcome.REFUSED: "驳回",
    f.Outcome.FAILED: "未成功",
    f.Outcome.RECALLED: "已撤销",
}
DISPATCHED = {"electronic": "电子送达结果", "post": "邮寄结果", "window": "结果可到窗口领取"}
TITLES: dict[type[f.Event], str] = {
    f.Submitted: "提交申请",
    f.Confirmed: "确认共同申请",
    f.Received: "收件",
    f.Offered: "移交业务属地",
    f.OfferRefused: "业务属地未接收，退回收件地",
    f.Opened: "业务属地接收办件",
    f.CorrectionAsked: "一次性告知补正",
    f.Corrected: "提交补正",
    f.Extended: "延长办理期限",
    f.Resumed: "恢复办理",
    f.Forwarded: "转寄业务属地",
    f.Closed: "办结",
    f.Withdrawn: "申请人撤回",
    f.AgencyEnded: "申请人终止委托",
    f.Lapsed: "视为撤回",
    f.Asked: "询问",
    f.Answered: "答复",
    f.OriginalTaken: "收存原件",
    f.OriginalSent: "寄送原件",
    f.OriginalArrived: "签收原件",
    f.OriginalReturned: "退还原件",
    f.EvidenceGathered: "重新核验数据",
    f.Established: "按纸质材料核对认定",
}


RECORDED = "登记业务属地的纸质决定"
"""What the window did of a decision that a place without a node has made, and not the window."""
DECISIONS: dict[type[f.Event], tuple[PaperDecision, str]] = {
    f.Granted: (PaperDecision.GRANTED, "作出准予决定"),
    f.RefusedByPlace: (PaperDecision.REFUSED, "作出不予决定"),
    f.Declined: (PaperDecision.DECLINED, "不予受理"),
}
UNDELIVERED = {f.Mishap.RETURNED: "原件被退回", f.Mishap.LOST: "原件遗失"}


def title_of(case: Case, event: f.Event) -> str:
    """What happened, in Chinese."""
    return TITLES.get(type(event)) or of_kind(_title, event)(event, case)


def plain_title_of(case: Case, event: f.Event) -> str:
    """The same for the parties, without the words by which offices pass work on."""
    match event:
        case f.StepAsked(step=name):
            step = case.step(name)
            place = case.places().get(step.plan.at)
            asked = "开始办理" if place is None or is_own(step, case) else f"请{place.name}办理"
            return f"{asked}：{step.plan.title}"
        case f.StepArrived(step=name):
            return f"收到办理请求：{case.step(name).plan.title}"
        case f.Cleared(step=name):
            return f"核对无误，同意办理：{case.step(name).plan.title}"
        case _:
            return title_of(case, event)


@singledispatch
def _title(event: f.Event, case: Case) -> str:
    raise LookupError(type(event).__name__)


@_title.register
def _(event: f.Accepted, case: Case) -> str:
    return "视为受理" if event.deemed else "受理"


@_title.register
def _(event: f.Granted | f.RefusedByPlace | f.Declined, case: Case) -> str:
    decision, made = DECISIONS[type(event)]
    return f"{RECORDED}：{decision.label}" if event.recorded else made


@_title.register
def _(event: f.StepAsked, case: Case) -> str:
    return f"转办：{case.step(event.step).plan.title}"


@_title.register
def _(event: f.StepArrived, case: Case) -> str:
    return f"收到转办：{case.step(event.step).plan.title}"


@_title.register
def _(event: f.Cleared, case: Case) -> str:
    return f"放行：{case.step(event.step).plan.title}"


@_title.register
def _(event: f.StepReported, case: Case) -> str:
    return f"{case.step(event.step).plan.title}：{event.returned or OUTCOMES[event.outcome]}"


@_title.register
def _(event: f.Suspended, case: Case) -> str:
    known = SUSPENSIONS.get(event.reason)
    return f"进入特别程序（{known.name}）" if known else "进入特别程序"


@_title.register
def _(event: f.OriginalUndelivered, case: Case) -> str:
    return UNDELIVERED[event.mishap]


@_title.register
def _(event: f.Dispatched, case: Case) -> str:
    return DISPATCHED[event.way]


@_title.register
def _(event: f.Delivered, case: Case) -> str:
    return f"送达确认（{CONFIRMATIONS[event.how]}）"
