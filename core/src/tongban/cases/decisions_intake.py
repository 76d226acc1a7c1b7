"""Decisions up to acceptance: confirmation, receiving, offer, correction, acceptance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.declining import decline
from tongban.cases.heads import Draft
from tongban.cases.sheets import BOTH, LAW, as_parts
from tongban.cases.state import Case, State
from tongban.cases.wording import Parts, everyone, evidence_parts, in_words, reasoned, reasons_part, refuse

LONGEST_CORRECTION = 60
NOT_CONFIRMED: Final = "请共同申请人登录后确认，或者持居民身份证到窗口确认"


def confirm(act: a.Confirm, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """One of several applicants confirms; each confirms once."""
    roles = (by.behalf,) if by.behalf else by.roles
    due = [role for role in roles if role in case.awaits]
    if not due:
        raise refuse("CASE-CONFIRMED", "本次申请不待您确认，或您已确认过", remedy="无需再次确认，请在办件页面查看进度")
    consent: Parts = {"consent": ({"text": act.consent}, BOTH)} if act.consent else {}
    return [Draft(event=f.Confirmed(role=due[0]), parts=consent)]


def receive(act: a.Receive, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The window received the application in person, once: the days of the correction notice run from it."""
    if case.received_on:
        message = f"办件已于{case.received_on}收件，无需重复收件"
        raise refuse("CASE-RECEIVED", message, remedy="请刷新页面，按办件的最新状态办理")
    if case.awaits:
        raise refuse("CASE-AWAITS", "共同申请人尚未确认，暂不能收件", remedy=NOT_CONFIRMED)
    part = {"checks": ({"texts": list(act.texts)}, BOTH)}
    return [Draft(event=f.Received(checks=act.checks), parts=part)]


def offer(act: a.Offer, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Offer (again) to the competent node."""
    if case.epoch > 0 or case.off_exchange or not case.received_on:
        raise refuse("CASE-OFFERED", "本办件已移交业务属地或无需移交", remedy="请刷新页面，查看现由哪个机关办理")
    return [Draft(event=f.Offered(to=case.competent.node))]


def take_back(act: a.TakeBack, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The offer was refused; the case is the receiving node's again."""
    if not case.offered:
        raise refuse("CASE-OFFERED", "本办件没有待接收的移交", remedy="请刷新页面，按办件的最新状态办理")
    return [Draft(event=f.OfferRefused(code=act.code, message=act.message))]


def open_case(act: a.Open, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The competent node becomes owner, once."""
    if case.epoch > 0 or case.off_exchange or not case.received_on:
        raise refuse("CASE-OFFERED", "本办件已由业务属地接收或无需移交", remedy="请刷新页面，按办件的最新状态办理")
    return [Draft(event=f.Opened())]


def ask_correction(act: a.AskCorrection, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """All points at once, one notice in the life of a case (行政许可法 第三十二条)."""
    if case.correction is not None:
        raise refuse(
            "CM-05", "应一次性告知需要补正的全部内容，本办件已发过补正通知书", remedy="请依现有材料作出受理决定"
        )
    if not reasoned(act.points):
        remedy = "请勾选需要补正的字段或材料，并在每一项的“理由”中写明为什么、怎样补正"
        raise refuse("CM-05", "请逐项写明需要补正的内容和理由", field="points", remedy=remedy)
    require_days(act.days, "补正期限")
    if case.awaits:
        raise refuse("CASE-AWAITS", "共同申请人尚未确认，暂不能告知补正", remedy=NOT_CONFIRMED)
    if case.epoch > 0 and "competent" not in case.roles_of_office(by.office, node=by.node):
        message = f"办件已由{case.competent.name}接收，由其一次性告知补正内容"
        raise refuse("CM-05", message, remedy="请用“询问”把发现的问题告诉业务属地")
    fields = tuple(point.field for point in act.points)
    return [Draft(event=f.CorrectionAsked(fields=fields, days=act.days), parts=reasons_part(act.points))]


def require_days(days: int, what: str) -> None:
    """Raise `Refused` where the applicant would have no working days for something, or too many."""
    if not 1 <= days <= LONGEST_CORRECTION:
        remedy = "请系统管理员核对本省参数“申请人补正的期限”的值"
        raise refuse("CM-05", f"{what}应为1至{LONGEST_CORRECTION}个工作日", field="days", remedy=remedy)


def correct(act: a.Correct, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The applicant answers the notice; only what was asked may be changed."""
    asked = set(case.to_correct)
    answered = any(each.sheet.answers for each in act.sheets)
    if not (answered or act.evidence or in_words(act.said)):
        remedy = "请填写补正通知书要求的内容；没有对应栏目的，写在“补正说明”中"
        raise refuse("CASE-CORRECTION", "补正没有任何内容", field="said", remedy=remedy)
    given = {name for each in act.sheets for name in each.sheet.answers} | {item.key for item in act.evidence}
    if given - asked:
        remedy = "请只填写补正通知书列出的各项；其他内容有变的，请联系办理机关或撤回后重新申请"
        raise refuse("CASE-CORRECTION", "只能修改补正通知书列出的内容", field=min(given - asked), remedy=remedy)
    said: Parts = {"said": ({"text": act.said}, BOTH)} if act.said else {}
    parts = {**as_parts(act.sheets), **evidence_parts(act.evidence, case.cooperating), **said}
    return [Draft(event=f.Corrected(on=at.on, attend_by=act.attend_by), parts=parts)]


def accept(act: a.Accept, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """受理: term, steps and law are fixed."""
    taken_in(case)
    return [_accepted(act, case, since=_since(case, otherwise=at.on), deemed=False)]


def deem(act: a.Deem, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Deemed accepted from the day of receipt, since nothing was said in time (行政许可法 第三十二条)."""
    taken_in(case)
    return [_accepted(act, case, since=_since(case, otherwise=case.notice_since), deemed=True)]


def _since(case: Case, *, otherwise: str) -> str:
    return case.applied_on if case.from_application else otherwise


def taken_in(case: Case) -> None:
    """Raise `Refused` where the deciding place has not taken the case in."""
    if not case.opened_on:
        raise refuse("CASE-NOT-OPENED", "业务属地尚未接收本办件，不能作出决定", remedy="请先完成收件和移交")


def _accepted(act: a.Acceptance, case: Case, *, since: str, deemed: bool) -> Draft:
    event = f.Accepted(
        term_days=act.term_days,
        term_unit=act.term_unit,
        since=since,
        steps=act.steps,
        parameters=act.parameters,
        term_reason=act.term_reason,
        deemed=deemed,
        unsettled=act.unsettled,
    )
    return Draft(event=event, parts={LAW: (act.law, everyone(case)), **evidence_parts(act.evidence, case.cooperating)})


def withdraw(act: a.Withdraw, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """撤回, while nothing irrevocable is under way."""
    if case.irrevocable_under_way:
        raise refuse("CASE-IRREVOCABLE", "已有不可撤销的步骤在办理或已完成，不能撤回", remedy="请等待办理结果")
    return [Draft(event=f.Withdrawn(), parts={"note": ({"text": act.reason}, BOTH)})]


def lapse(act: a.Lapse, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """视为撤回; a correction that was handed in and received awaits the office, no longer the applicant."""
    if case.state is State.CORRECTED and case.received_on:
        raise refuse("CASE-STATE", "申请人已补正，不能视为撤回", remedy="请刷新页面，按办件的最新状态办理")
    return [Draft(event=f.Lapsed(why=act.why))]


def received_online(case: Case) -> bool:
    """Whether the node itself receives: online, confirmed by all, and not to be seen in person."""
    return (
        case.state is State.SUBMITTED and case.channel == "online" and not case.awaits and "anywhere" not in case.modes
    )


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.Confirm: confirm,
    a.Receive: receive,
    a.Offer: offer,
    a.TakeBack: take_back,
    a.Open: open_case,
    a.AskCorrection: ask_correction,
    a.Correct: correct,
    a.Accept: accept,
    a.Deem: deem,
    a.Decline: decline,
    a.Withdraw: withdraw,
    a.Lapse: lapse,
}
