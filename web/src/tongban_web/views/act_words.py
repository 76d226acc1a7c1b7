"""What was asked of the owner of a case, in a few words: as the party has it for the party, else as the desk has it."""

from __future__ import annotations

from typing import Final

from tongban.cases import acts as a
from tongban.cases.facts import Mishap, Outcome
from tongban.cases.options import tag_of
from tongban.cases.state import Case, StepState
from tongban.evidence.items import Outcome as Found
from tongban_web.desk.kinds import Kind
from tongban_web.desk.offers import KINDS

OF_PARTIES: Final[dict[type[a.Act], str]] = {
    a.Withdraw: "撤回申请",
    a.Correct: "提交补正",
    a.EndAgency: "终止委托",
    a.Answer: "答复询问",
    a.Confirm: "确认共同申请",
    a.ConfirmDelivery: "查收电子结果",
}
OF_NODES: Final[dict[type[a.Act], str]] = {
    a.Open: "业务属地接收办件",
    a.TakeBack: "收回移交的办件",
    a.Deem: "视为受理",
    a.Lapse: "视为撤回",
    a.ReportArrival: "确认收到转办：{about}",
}


FOR_PARTIES: Final[dict[type[a.Act], str]] = {
    a.Clear: "同意办理：{about}",
    a.ReportArrival: "确认收到办理请求：{about}",
}
"""Acts of offices, without the words by which these pass work on."""


def plain_words(case: Case, act: a.AnyAct, by: a.Actor) -> str:
    """The same as a party reads of it, whoever asked for it."""
    if type(act) not in FOR_PARTIES:
        return act_words(case, act, by)
    step = _step(case, act)
    return FOR_PARTIES[type(act)].format(about=step.plan.title if step else "").rstrip("：")


def act_words(case: Case, act: a.AnyAct, by: a.Actor) -> str:
    """An act as it is called for whoever asked for it; a clerk who acts for a party is told so."""
    if by.kind == "party" and type(act) in OF_PARTIES:
        return OF_PARTIES[type(act)]
    step = _step(case, act)
    about, returned = (step.plan.title, step.plan.returned) if step else ("", "")
    if type(act) in OF_NODES:
        return OF_NODES[type(act)].format(about=about).rstrip("：")
    return _kind(act, step).worded(about, returned=returned).rstrip("：")


def _step(case: Case, act: a.AnyAct) -> StepState | None:
    """The step that an act is about; none where the case has no such step, which its owner will say."""
    name = getattr(act, "step", "")
    return next((step for step in case.steps if step.plan.name == name), None)


def _kind(act: a.AnyAct, step: StepState | None) -> Kind:
    match act:
        case a.ReportStep(outcome=Outcome.FAILED) if step and step.may_return:
            return KINDS["report_returned"]
        case a.ReportStep(outcome=outcome) if outcome is not Outcome.DONE:
            return KINDS["report_undone"]
        case a.Establish(evidence=read) if read.outcome is Found.NONE:
            return KINDS["establish_absence"]
        case a.ReportOriginal(mishap=Mishap.LOST, waybill=""):  # it was in no post
            return KINDS["report_lost"]
        case a.ConfirmDelivery(how="signed"):
            return KINDS["signed"]
        case _:
            return next(kind for kind in KINDS.values() if kind.act == tag_of(act))
