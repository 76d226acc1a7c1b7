"""Decisions on paper originals: taken into custody, sent, received, missing, given back."""

from __future__ import annotations

from collections.abc import Callable

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.in_post import LONGEST_POST
from tongban.cases.postal import waybill_of
from tongban.cases.sheets import BOTH
from tongban.cases.state import Case
from tongban.cases.wording import everyone, in_words, offered, refuse


def take_original(act: a.TakeOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """What was taken, in which state."""
    if act.original in case.originals:
        remedy = "同一原件只登记一次；另有原件的，请选“其他原件”并写明名称和编号"
        raise refuse("CUSTODY", "该原件已登记收存", field="original", remedy=remedy)
    if not (in_words(act.name) and in_words(act.condition)):
        remedy = "例如名称“授权委托书”，状态“完好，共2页”"
        raise refuse("CUSTODY", "请写明原件的名称和收存时的状态", field="condition", remedy=remedy)
    content = {"original": act.original, "name": act.name, "condition": act.condition}
    event = f.OriginalTaken(original=act.original, required=act.required)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def send_original(act: a.SendOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """An original leaves only from the office that holds it, with a waybill; an off-exchange place's by the window."""
    _held(case, act.original, _answers_for(case, by))
    elsewhere = away_from(case, act.original)
    if act.to not in elsewhere:
        places = offered({role: case.places()[role].name for role in elsewhere})
        remedy = f"可选：{places or '无，请直接退还申请人'}"
        raise refuse("CUSTODY", "请选择寄往本办件的哪个机关", field="to", remedy=remedy)
    if not act.waybill.strip():
        raise refuse("CUSTODY", "寄送原件须填写物流单号", field="waybill", remedy="请照寄递单填写物流单号")
    if not 0 <= act.days <= LONGEST_POST:
        remedy = "请系统管理员核对业务属地所在省参数“原件寄递不计入办理期限的最长日数”的值"
        raise refuse("CUSTODY", f"原件寄递不计入办理期限的日数应为0至{LONGEST_POST}日", field="days", remedy=remedy)
    content = {"original": act.original, "name": act.name, "waybill": waybill_of(act.waybill), "to": act.to}
    event = f.OriginalSent(original=act.original, to=act.to, days=act.days)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def away_from(case: Case, original: str) -> tuple[str, ...]:
    """The place roles other than the office that holds an original."""
    every = case.places()
    here = every.get(case.originals.get(original, ""))
    return tuple(role for role, place in every.items() if place != here)


def receive_original(act: a.ReceiveOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Only the place it was sent to confirms arrival; an off-exchange place's by the receiving window."""
    to = case.bound_for(act.original)
    if to is None or to not in _answers_for(case, by):
        remedy = "请刷新页面，查看该原件现在何处；已收到而未登记寄出的，请寄出机关先登记寄送"
        raise refuse("CUSTODY", "该原件不在寄往本机关的途中", field="original", remedy=remedy)
    if not in_words(act.condition):
        remedy = "请当面检查后填写，例如“完好，共2页”；有缺损的，写明缺损的情况"
        raise refuse("CUSTODY", "请写明原件收到时的状态", field="condition", remedy=remedy)
    content = {"original": act.original, "condition": act.condition}
    event = f.OriginalArrived(original=act.original, at=to)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def report_original(act: a.ReportOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """What the post did not bring, said by who sent it or waits for it; or what an office itself has lost."""
    if act.mishap is f.Mishap.LOST and case.originals.get(act.original) in _answers_for(case, by):
        return _lost_in_custody(act, case)
    sender, to = case.senders.get(act.original, ""), case.bound_for(act.original)
    if to is None or not {sender, to} & _answers_for(case, by):
        remedy = "请刷新页面，查看该原件现在何处；在途的原件由寄出或收件的机关登记，在保管中遗失的由保管的机关登记"
        raise refuse("CUSTODY", "该原件不在本机关寄出或收取的途中", field="original", remedy=remedy)
    if not sender:
        remedy = "系统升级后正在核对在途的原件，请几分钟后刷新页面再登记"
        raise refuse("CUSTODY", "该原件由哪个机关寄出尚待核对", field="original", remedy=remedy)
    _require_told(act, "例如“收件地址无人签收，10月9日退回”“邮政企业10月9日确认遗失”，将告知申请人")
    places = case.places()
    content = {
        "original": act.original,
        "name": act.name,
        "waybill": act.waybill,
        "note": act.note,
        "sender": places[sender].name,
        "to": places[to].name,
    }
    event = f.OriginalUndelivered(original=act.original, mishap=act.mishap)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def _lost_in_custody(act: a.ReportOriginal, case: Case) -> list[Draft]:
    """Nobody has it any more, and who had it answers for that; the same fact as of one that the post has lost."""
    _require_told(act, "例如“10月9日清点时发现，查找三日无着”，将告知申请人")
    keeper = case.places()[case.originals[act.original]].name
    content = {"original": act.original, "name": act.name, "note": act.note, "keeper": keeper}
    event = f.OriginalUndelivered(original=act.original, mishap=act.mishap)
    return [Draft(event=event, parts={"custody": (content, everyone(case))})]


def _require_told(act: a.ReportOriginal, remedy: str) -> None:
    if not in_words(act.note):
        raise refuse("CUSTODY", "请写明原件退回或遗失的情况", field="note", remedy=remedy)


def return_original(act: a.ReturnOriginal, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Given back to the applicant by the office that itself holds it, naming who took it."""
    _held(case, act.original, case.roles_of_office(by.office, node=by.node))
    if not in_words(act.to):
        remedy = "请填写领回人的姓名和公民身份号码；邮寄退还的填写物流单号"
        raise refuse("CUSTODY", "请填写领回原件的人", field="name", remedy=remedy)
    content = {"original": act.original, "to": act.to, "waybill": waybill_of(act.waybill)}
    return [Draft(event=f.OriginalReturned(original=act.original), parts={"custody": (content, BOTH)})]


def _held(case: Case, original: str, roles: frozenset[str]) -> None:
    if case.originals.get(original) not in roles:
        remedy = "请刷新页面，查看该原件现由哪个机关保管，由其寄送或退还；寄回本机关的，请先登记寄送和签收"
        raise refuse("CUSTODY", "该原件不在本机关保管", field="original", remedy=remedy)


def _answers_for(case: Case, by: a.Actor) -> frozenset[str]:
    """The place roles whose post the office enters: its own, and at the window that of an off-exchange place."""
    held = case.roles_of_office(by.office, node=by.node)
    return held | {"competent"} if case.off_exchange and "receiving" in held else held


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.TakeOriginal: take_original,
    a.SendOriginal: send_original,
    a.ReceiveOriginal: receive_original,
    a.ReportOriginal: report_original,
    a.ReturnOriginal: return_original,
}
