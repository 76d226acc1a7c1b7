"""Decisions between acceptance and result: extension, suspension, grant, refusal, questions."""

from __future__ import annotations

from collections.abc import Callable

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decisions_intake import require_days
from tongban.cases.decisions_steps import settled
from tongban.cases.declining import untrue
from tongban.cases.heads import Draft
from tongban.cases.sheets import BOTH
from tongban.cases.state import Case, StepStatus
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION, SUSPENSIONS, explaining, has_been_asked
from tongban.cases.wording import GO_ON, everyone, evidence_parts, in_words, offered, reasoned, reasons_part, refuse


def extend(act: a.Extend, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Extend once, by a few days of the term's own kind (行政许可法 第四十二条)."""
    if case.extended_days:
        raise refuse("CM-08", "办理期限只能延长一次", remedy="请在已延长的期限内作出决定")
    if not 1 <= act.days <= act.most:
        message = f"延长期限应为1至{act.most}{case.term_unit}"
        raise refuse("CM-08", message, field="days", remedy=f"请在延长的日数中填写1至{act.most}的整数")
    if not in_words(act.reason):
        remedy = "请在“理由”中写明为什么不能按期办结，将告知申请人"
        raise refuse("CM-08", "延长期限须将理由告知申请人", field="reason", remedy=remedy)
    return [Draft(event=f.Extended(days=act.days), parts={"note": ({"text": act.reason}, BOTH)})]


def suspend(act: a.Suspend, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """特别程序: time does not count, for a reason of `SUSPENSIONS` alone, and told in words."""
    if act.reason not in SUSPENSIONS:
        reasons = offered({code: each.name for code, each in SUSPENSIONS.items()})
        remedy = f"可选：{reasons}；实地核查等计入办理期限，不得挂起"
        raise refuse("CM-09", "请选择法定的挂起事由", field="reason", remedy=remedy)
    if act.reason == BY_APPLICANT:
        return _asked_to_explain(act, case)
    if not in_words(act.note):
        remedy = "请在“说明”中写明，例如“鉴定预计需要10个工作日”；所需时间应告知申请人（行政许可法第四十五条）"
        raise refuse("CM-09", "请写明挂起的具体情况和所需时间", field="note", remedy=remedy)
    return [Draft(event=f.Suspended(reason=act.reason), parts={"note": ({"text": act.note}, BOTH)})]


def _asked_to_explain(act: a.Suspend, case: Case) -> list[Draft]:
    """Once, in words and with a last day, so that it is no second correction notice (行政许可法 第三十二条)."""
    if has_been_asked(case):
        remedy = "请依现有材料作出决定；还有疑问的，可以用“询问”，询问不停止计算期限"
        raise refuse("CM-05", "本办件已请申请人补充说明过，不能再次以此挂起", field="reason", remedy=remedy)
    if not in_words(act.note):
        remedy = "请在“说明”中一次写明要补充的全部内容和理由，将告知申请人"
        raise refuse("CM-05", "请写明要申请人补充说明什么", field="note", remedy=remedy)
    require_days(act.days, "补充说明的期限")
    content = {"question": EXPLANATION, "text": act.note}
    asked = Draft(event=f.Asked(question=EXPLANATION), parts={"message": (content, BOTH)})
    return [Draft(event=f.Suspended(reason=act.reason, days=act.days)), asked]


def resume(act: a.Resume, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Time counts again; before the applicant's days to explain are over, only by their answer."""
    if explaining(case) and by.kind != "timer":
        remedy = "请等待：申请人答复后或期满后自动恢复办理"
        raise refuse("CASE-EXPLAINING", "申请人补充说明的期限未满，不能提前恢复办理", remedy=remedy)
    return [Draft(event=f.Resumed())]


def grant(act: a.Grant, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """准予, once every step is done."""
    if not act.evidence:
        settled(case)
    undone = [step.plan.title for step in case.steps if step.status is not StepStatus.DONE]
    if undone:
        raise refuse("CASE-STEPS", f"以下环节尚未完成：{'、'.join(undone)}", remedy="请先办理完上述环节")
    decided = {"basis": list(act.basis), "granted": list(act.granted)}
    parts = {
        "note": ({"text": act.note}, BOTH),
        "decision": (decided, BOTH),
        **evidence_parts(act.evidence, case.cooperating),
    }
    if act.results:
        parts["results"] = (list(act.results), BOTH)
    return [Draft(event=f.Granted(delivery_days=act.delivery_days), parts=parts)]


def refuse_case(act: a.Refuse, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """不予, with reasons and the way to seek relief; not once an irrevocable step is under way."""
    if case.irrevocable_under_way:
        remedy = f"该环节已经完成，{GO_ON}" if case.irrevocable_done else "请等待该环节的报告"
        raise refuse("CASE-IRREVOCABLE", "不可撤销的步骤已放行或完成，不能作出不予决定", remedy=remedy)
    if not reasoned(act.reasons):
        remedy = "请至少勾选一项，并在“理由”中写明依据的事实和规定"
        raise refuse("CASE-REASONS", "不予决定须逐项说明理由和救济途径", field="reasons", remedy=remedy)
    reasons = tuple(untrue(point, decision="不予办理") for point in act.reasons)
    return [Draft(event=f.RefusedByPlace(delivery_days=act.delivery_days), parts=reasons_part(reasons))]


def ask(act: a.Ask, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """A question becomes part of the ledger."""
    if not in_words(act.text):
        raise refuse("CASE-QUESTION", "请写明要询问的内容", field="text", remedy="请在“询问内容”中填写")
    if act.question in case.questions:
        raise refuse("CASE-QUESTION", "该询问已经发出", field="question", remedy="请等待答复，无需重复提交")
    content = {"question": act.question, "text": act.text}
    return [Draft(event=f.Asked(question=act.question), parts={"message": (content, everyone(case))})]


def answer(act: a.Answer, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """An open question is answered once."""
    if act.question not in case.questions:
        message = "该询问已答复或不存在"
        raise refuse("CASE-QUESTION", message, field="question", remedy="请刷新页面，答复仍待答复的询问")
    if not in_words(act.text):
        raise refuse("CASE-QUESTION", "请填写答复内容", field="text", remedy="请在“答复内容”中填写")
    if act.question == EXPLANATION and not (by.kind == "party" or by.behalf):
        remedy = "请申请人登录后答复；申请人到窗口的，由窗口核验身份后代为登记"
        raise refuse("CASE-QUESTION", "补充说明由申请人答复", field="question", remedy=remedy)
    content = {"question": act.question, "text": act.text}
    audience = BOTH if act.question == EXPLANATION else everyone(case)
    return [Draft(event=f.Answered(question=act.question), parts={"message": (content, audience)})]


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {
    a.Extend: extend,
    a.Suspend: suspend,
    a.Resume: resume,
    a.Grant: grant,
    a.Refuse: refuse_case,
    a.Ask: ask,
    a.Answer: answer,
}
