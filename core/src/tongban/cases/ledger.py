"""The ledger of a case as people read it: every hop with place, act, officer, time and working days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.cases import facts as f
from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.clock import working_days_used
from tongban.cases.decisions_result import CONFIRMATIONS, WAYS
from tongban.cases.decisions_review import SUSPENSION_REASONS
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Head
from tongban.cases.state import Case
from tongban.identity.people import ROLE_LABELS, Role

OUTCOMES = {
    f.Outcome.DONE: "已完成",
    f.Outcome.REFUSED: "驳回",
    f.Outcome.FAILED: "未成功",
    f.Outcome.RECALLED: "已撤销",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One line of the ledger; `used` are working days since handing in, None where the calendar is missing."""

    seq: int
    at: int
    on: str
    place: str
    title: str
    who: str
    lines: tuple[tuple[str, str], ...]
    used: int | None


def ledger(case: Case, dossier: Dossier, calendar: WorkingCalendar) -> list[Hop]:
    """Every hop, oldest first."""
    return [_hop(case, dossier, head, calendar) for head in dossier.heads]


def _hop(case: Case, dossier: Dossier, head: Head, calendar: WorkingCalendar) -> Hop:
    return Hop(
        seq=head.seq,
        at=head.at,
        on=head.on,
        place=head.place_name,
        title=title_of(case, head.event),
        who=_who(dossier, head),
        lines=tuple(_lines(dossier, head)),
        used=_used(case, head, calendar),
    )


def _used(case: Case, head: Head, calendar: WorkingCalendar) -> int | None:
    try:
        return working_days_used(date.fromisoformat(case.submitted_on), date.fromisoformat(head.on), calendar)
    except MissingCalendar:
        return None


def _who(dossier: Dossier, head: Head) -> str:
    acted = dossier.actor(head.seq)
    if not acted.name:
        return {"timer": "系统计时", "node": "系统"}.get(head.actor, "")
    if acted.behalf:
        return f"{acted.name}（窗口人员，代{ROLE_LABELS[Role(acted.behalf)]}操作）"
    if head.actor.startswith("party:"):
        return f"{acted.name}（{ROLE_LABELS[Role(head.actor.removeprefix('party:'))]}）"
    return acted.name


def _lines(dossier: Dossier, head: Head) -> list[tuple[str, str]]:
    match head.event:
        case f.StepReported():
            return _report(dossier.content(head.seq, "report"))
        case f.Granted(recorded=True) | f.RefusedByPlace(recorded=True):
            return _labelled(dossier.content(head.seq, "recorded"), (("paper", "纸质决定书文号"), ("note", "说明")))
        case f.CorrectionAsked() | f.Declined() | f.RefusedByPlace():
            return [(point.label, point.reason) for point in dossier.points(head.seq)]
        case f.Asked() | f.Answered():
            text = dossier.content(head.seq, "message").get("text", "")
            return [("内容", text)] if text else []
        case f.OriginalTaken() | f.OriginalSent() | f.OriginalArrived() | f.OriginalReturned():
            return _custody(dossier.content(head.seq, "custody"))
        case f.Dispatched():
            waybill = dossier.content(head.seq, "waybill").get("waybill", "")
            return [("物流单号", waybill)] if waybill else []
        case f.Extended() | f.Suspended() | f.Withdrawn():
            text = dossier.content(head.seq, "note").get("text", "")
            return [("说明", text)] if text else []
        case f.Lapsed():
            return [("原因", head.event.why)]
        case f.OfferRefused():
            return [("原因", head.event.message)]
        case _:
            return []


def _report(content: dict[str, Any]) -> list[tuple[str, str]]:
    shown = [(str(label), str(text)) for label, text in content.get("shown", ())]
    return [*shown, *((str(point["label"]), str(point["reason"])) for point in content.get("points", ()))]


def _custody(content: dict[str, str]) -> list[tuple[str, str]]:
    to = content.get("to", "")
    named = {**content, "to": PLACES.get(to, to)}
    return _labelled(named, (("name", "原件"), ("condition", "状态"), ("waybill", "物流单号"), ("to", "交予")))


def _labelled(content: dict[str, str], labels: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, content[key]) for key, label in labels if content.get(key)]


PLACES = {"receiving": "收件地", "competent": "业务属地"}
TITLES: dict[type[f.Event], str] = {
    f.Submitted: "提交申请",
    f.Confirmed: "确认共同申请",
    f.Received: "收件",
    f.Offered: "移交业务属地",
    f.OfferRefused: "业务属地未接收，退回收件地",
    f.Opened: "业务属地接收办件",
    f.CorrectionAsked: "一次性告知补正",
    f.Corrected: "提交补正",
    f.Declined: "不予受理",
    f.Extended: "延长办理期限",
    f.Resumed: "恢复办理",
    f.Granted: "作出准予决定",
    f.RefusedByPlace: "作出不予决定",
    f.Closed: "办结",
    f.Withdrawn: "申请人撤回",
    f.Lapsed: "视为撤回",
    f.Asked: "询问",
    f.Answered: "答复",
    f.OriginalTaken: "收存原件",
    f.OriginalSent: "寄送原件",
    f.OriginalArrived: "签收原件",
    f.OriginalReturned: "退还原件",
    f.EvidenceGathered: "重新核验数据",
}


def title_of(case: Case, event: f.Event) -> str:
    """What happened, in Chinese."""
    match event:
        case f.Accepted():
            return "视为受理" if event.deemed else "受理"
        case f.StepAsked():
            return f"转办：{case.step(event.step).plan.title}"
        case f.Cleared():
            return f"放行：{case.step(event.step).plan.title}"
        case f.StepReported():
            return f"{case.step(event.step).plan.title}：{OUTCOMES[event.outcome]}"
        case f.Suspended():
            return f"进入特别程序（{SUSPENSION_REASONS.get(event.reason, event.reason)}）"
        case f.Dispatched():
            return f"寄送结果（{WAYS[event.way]}）"
        case f.Delivered():
            return f"送达确认（{CONFIRMATIONS[event.how]}）"
        case _:
            return TITLES[type(event)]
