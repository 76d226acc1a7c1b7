"""Decisions after the result: dispatch, delivery, custody of originals."""

from __future__ import annotations

from collections.abc import Callable

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.sheets import BOTH
from tongban.cases.state import Case
from tongban.cases.wording import everyone, refuse

WAYS = {"electronic": "电子送达", "post": "邮寄", "window": "窗口领取"}
CONFIRMATIONS = {"opened": "申请人已在线打开", "signed": "收件人已签收", "collected": "已在窗口领取"}
# What proves delivery after each way; whoever comes to the office instead is handed the result there.
PROOFS = {"electronic": {"opened", "collected"}, "post": {"signed", "collected"}, "window": {"collected"}}


def dispatch(act: a.Dispatch, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Send the result on its way; by post only with a waybill."""
    if act.way not in WAYS:
        raise refuse("DELIVERY-WAY", "请选择送达方式", field="way")
    if act.way == "post" and not act.waybill.strip():
        raise refuse("DELIVERY-WAYBILL", "邮寄送达须填写物流单号", field="waybill")
    return [Draft(event=f.Dispatched(way=act.way), parts={"waybill": ({"waybill": act.waybill}, BOTH)})]


def confirm_delivery(act: a.ConfirmDelivery, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Opened only by a party; a signed waybill or a collector's identity by the office that handed it over."""
    if case.delivered:
        raise refuse("DELIVERY-DONE", "本办件的结果已经送达")
    if act.how not in CONFIRMATIONS:
        raise refuse("DELIVERY-HOW", "请选择送达的确认方式", field="how")
    if act.how not in PROOFS[case.dispatched]:
        raise refuse("DELIVERY-HOW", f"结果以{WAYS[case.dispatched]}方式送达，不能以此方式确认", field="how")
    if (act.how == "opened") is not (by.kind == "party"):
        raise refuse("DELIVERY-HOW", "在线打开须由当事人本人确认，签收和领取由经办机关登记", field="how")
    if act.how != "opened" and not act.evidence.strip():
        raise refuse("DELIVERY-EVIDENCE", "请填写签收的物流单号或领取人的姓名和证件号码", field="evidence")
    part = {"delivery": ({"how": act.how, "evidence": act.evidence}, BOTH)}
    return [Draft(event=f.Delivered(how=act.how), parts=part)]


def record_decision(act: a.RecordDecision, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Enter what an off-exchange place decided on paper."""
    if not case.off_exchange:
        raise refuse("CM-02", "收件地无审批权限，应转业务属地办理")
    if not act.paper.strip():
        raise refuse("DECISION-PAPER", "请填写纸质决定书的文号", field="paper")
    event = f.Granted(recorded=True) if act.granted else f.RefusedByPlace(recorded=True)
    return [Draft(event=event, parts={"recorded": ({"paper": act.paper, "note": act.note}, BOTH)})]


def take_original(act: a.TakeOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """What was taken, in which state."""
    if act.original in case.originals:
        raise refuse("CUSTODY", "该原件已登记收存", field="original")
    if not (act.name.strip() and act.condition.strip()):
        raise refuse("CUSTODY", "请写明原件的名称和收存时的状态", field="condition")
    content = {"original": act.original, "name": act.name, "condition": act.condition}
    return [Draft(event=f.OriginalTaken(original=act.original), parts={"custody": (content, everyone(case))})]


def send_original(act: a.SendOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """An original leaves only from the office that holds it, with a waybill."""
    _held_here(case, act.original, by)
    if act.to not in case.places():
        raise refuse("CUSTODY", "请选择寄往本办件的哪个机关", field="to")
    if not act.waybill.strip():
        raise refuse("CUSTODY", "寄送原件须填写物流单号", field="waybill")
    content = {"original": act.original, "waybill": act.waybill, "to": act.to}
    event = f.OriginalSent(original=act.original, to=act.to)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def receive_original(act: a.ReceiveOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Only the place it was sent to confirms arrival; an off-exchange place's by the receiving window."""
    where = case.originals.get(act.original, "")
    to = where.removeprefix("transit:")
    if not where.startswith("transit:") or to not in _answers_for(case, by):
        raise refuse("CUSTODY", "该原件不在寄往本机关的途中", field="original")
    content = {"original": act.original, "condition": act.condition}
    event = f.OriginalArrived(original=act.original, at=to)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def return_original(act: a.ReturnOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Given back to the applicant by the office that holds it, naming who took it."""
    _held_here(case, act.original, by)
    if not act.to.strip():
        raise refuse("CUSTODY", "请填写领回原件的人", field="to")
    content = {"original": act.original, "to": act.to}
    return [Draft(event=f.OriginalReturned(original=act.original), parts={"custody": (content, BOTH)})]


def _held_here(case: Case, original: str, by: a.Actor) -> None:
    if case.originals.get(original) not in _answers_for(case, by):
        raise refuse("CUSTODY", "该原件不在本机关保管", field="original")


def _answers_for(case: Case, by: a.Actor) -> frozenset[str]:
    held = case.roles_of_office(by.office, node=by.node)
    return held | {"competent"} if case.off_exchange and "receiving" in held else held


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.Dispatch: dispatch,
    a.ConfirmDelivery: confirm_delivery,
    a.RecordDecision: record_decision,
    a.TakeOriginal: take_original,
    a.SendOriginal: send_original,
    a.ReceiveOriginal: receive_original,
    a.ReturnOriginal: return_original,
}
