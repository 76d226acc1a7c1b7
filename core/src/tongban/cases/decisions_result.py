"""Decisions after the result: dispatch, delivery, and what a place off the exchange decided on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.postal import waybill_of
from tongban.cases.sheets import BOTH
from tongban.cases.state import Case
from tongban.cases.wording import in_words, offered, refuse
from tongban.matters.days import spoken_day

WAYS = {"electronic": "电子送达", "post": "邮寄", "window": "窗口领取"}
CONFIRMATIONS = {"opened": "申请人已在线打开", "signed": "收件人已签收", "collected": "已在窗口领取"}
# What proves delivery after each way; whoever comes to the office instead is handed the result there.
PROOFS = {"electronic": {"opened", "collected"}, "post": {"signed", "collected"}, "window": {"collected"}}


def dispatch(act: a.Dispatch, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Send the result on its way; by post only with a waybill.

    What came back, or lies ready, is sent anew, by whoever knows of that sending.
    """
    if case.delivered:
        raise refuse("DELIVERY-DONE", "本办件的结果已经送达", remedy="无需再次寄送，请刷新页面查看送达回证")
    if case.dispatched == "electronic":
        remedy = "请申请人登录后打开；到场的，由窗口核验身份后交付"
        raise refuse("DELIVERY-DONE", "结果已电子送达，待申请人打开", remedy=remedy)
    if act.instead_of != case.dispatched_in:
        remedy = "请刷新页面，查看结果最近一次的寄送；邮件被退回或者申请人要求改变送达方式的，再重新寄送"
        raise refuse("DELIVERY-SENT", "本办件的结果已另行寄送", remedy=remedy)
    if act.way not in WAYS:
        raise refuse("DELIVERY-WAY", "请选择送达方式", field="way", remedy=f"可选：{offered(WAYS)}")
    if act.way == "post" and not act.waybill.strip():
        remedy = "请照寄递单填写物流单号，或改选其他送达方式"
        raise refuse("DELIVERY-WAYBILL", "邮寄送达须填写物流单号", field="waybill", remedy=remedy)
    return [Draft(event=f.Dispatched(way=act.way), parts={"waybill": ({"waybill": waybill_of(act.waybill)}, BOTH)})]


def confirm_delivery(act: a.ConfirmDelivery, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Opened only by a party; a signed waybill or a collector's identity by the office that handed it over."""
    if case.delivered:
        raise refuse("DELIVERY-DONE", "本办件的结果已经送达", remedy="无需再次登记，请刷新页面查看送达回证")
    if act.how not in CONFIRMATIONS:
        remedy = f"可选：{offered(CONFIRMATIONS)}"
        raise refuse("DELIVERY-HOW", "请选择送达的确认方式", field="how", remedy=remedy)
    if act.how not in PROOFS[case.dispatched]:
        message = f"结果以{WAYS[case.dispatched]}方式送达，不能以此方式确认"
        remedy = f"请改为登记：{'、'.join(CONFIRMATIONS[how] for how in sorted(PROOFS[case.dispatched]))}"
        raise refuse("DELIVERY-HOW", message, field="how", remedy=remedy)
    require_own_way(act, by=by)
    if act.how != "opened" and not act.evidence.strip():
        remedy = "邮寄的填写已签收的物流单号，到场领取的填写领取人的姓名和证件号码"
        raise refuse("DELIVERY-EVIDENCE", "没有写明凭什么确认送达", field="evidence", remedy=remedy)
    part = {"delivery": ({"how": act.how, "evidence": act.evidence}, BOTH)}
    return [Draft(event=f.Delivered(how=act.how), parts=part)]


def require_own_way(act: a.ConfirmDelivery, *, by: a.Actor) -> None:
    """Raise `Refused` where a party confirms as an office does, or an office as a party."""
    if (act.how == "opened") is not (by.kind == "party"):
        message = "在线打开须由当事人本人确认，签收和领取由经办机关登记"
        remedy = "当事人请登录后打开结果；到场领取的，由窗口核验身份后登记"
        raise refuse("DELIVERY-HOW", message, field="how", remedy=remedy)


def forward(act: a.Forward, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """转寄: post the application to an off-exchange place, with a waybill."""
    if not case.off_exchange or case.forwarded_on:
        remedy = "请刷新页面，查看办件现由哪个机关办理"
        raise refuse("CASE-OFFERED", "本办件已转寄业务属地或无需转寄", remedy=remedy)
    if not case.received_on:
        raise refuse("CASE-NOT-RECEIVED", "本办件尚未收件，不能转寄业务属地", remedy="请先收件，核对材料后转寄")
    if not act.waybill.strip():
        remedy = "请照寄递单填写寄往业务属地的物流单号"
        raise refuse("FORWARD-WAYBILL", "转寄业务属地须填写物流单号", field="waybill", remedy=remedy)
    event = f.Forwarded(term_days=act.term_days, term_unit=act.term_unit)
    return [Draft(event=event, parts={"waybill": ({"waybill": waybill_of(act.waybill)}, BOTH)})]


def record_decision(act: a.RecordDecision, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Enter what an off-exchange place decided on paper."""
    if not case.off_exchange:
        remedy = f"请等待{case.competent.name}在平台上作出决定"
        raise refuse("CM-02", "收件地无审批权限，应转业务属地办理", remedy=remedy)
    if not case.forwarded_on:
        remedy = "请先登记“转寄业务属地”，收到其纸质决定后再登记"
        raise refuse("CASE-NOT-FORWARDED", "本办件尚未转寄业务属地，不能登记其决定", remedy=remedy)
    if not act.paper.strip():
        raise refuse("DECISION-PAPER", "请填写纸质决定书的文号", field="paper", remedy="请照纸质决定书上的文号填写")
    _require_decided_since(case.received_on, act.on, at)
    if act.decision is a.PaperDecision.DECLINED and not in_words(act.note):
        remedy = "请照纸质决定书，在“说明”中写明不予受理的理由"
        raise refuse("CM-06", "登记不予受理须写明理由", field="note", remedy=remedy)
    event = _ON_PAPER[act.decision](recorded=True, on=act.on, delivery_days=act.delivery_days)
    content = {"paper": act.paper, "decided": spoken_day(date.fromisoformat(act.on)), "note": act.note}
    return [Draft(event=event, parts={"recorded": (content, BOTH)})]


def _require_decided_since(received_on: str, on: str, at: a.Moment) -> None:
    """The paper cannot be older than the received application, which is often posted before 转寄 is entered."""
    try:
        known = date.fromisoformat(on).isoformat() == on
    except ValueError:
        known = False
    if not (known and received_on <= on <= at.on):
        first, last = (spoken_day(date.fromisoformat(day)) for day in (received_on, at.on))
        message = f"决定日期应在收件的{first}至今天{last}之间"
        remedy = "请照纸质决定书的落款日期填写；决定书的日期确有错误的，请先与业务属地核对"
        raise refuse("DECISION-DATE", message, field="decided_on", remedy=remedy)


_ON_PAPER: dict[a.PaperDecision, type[f.Granted | f.RefusedByPlace | f.Declined]] = {
    a.PaperDecision.GRANTED: f.Granted,
    a.PaperDecision.REFUSED: f.RefusedByPlace,
    a.PaperDecision.DECLINED: f.Declined,
}


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.Dispatch: dispatch,
    a.ConfirmDelivery: confirm_delivery,
    a.Forward: forward,
    a.RecordDecision: record_decision,
}
