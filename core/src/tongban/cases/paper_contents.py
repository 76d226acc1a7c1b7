"""What a paper says of the fact that issues it: its lines and paragraphs, written from the case after it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import singledispatch
from typing import Any

import msgspec

from tongban.cases import facts as f
from tongban.cases.acts import Point
from tongban.cases.by_kind import of_kind
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.clock import Deadline, Fixed, Term, deadline
from tongban.cases.decisions_result import CONFIRMATIONS, WAYS
from tongban.cases.due import decision_deadline, delivering_desk, notice_deadline
from tongban.cases.state import Case
from tongban.matters.days import spoken_day

RELIEF = (
    "如不服本决定，可以自收到之日起六十日内依法申请行政复议，或者自收到之日起六个月内依法提起行政诉讼"
    "（依据：《中华人民共和国行政复议法》第二十条、《中华人民共和国行政诉讼法》第四十六条）。"
)
COLLECTING = (
    "请持居民身份证领取；代表单位领取的，还要出示单位授权；委托他人代领的，代领人要交验委托书和本人的居民身份证。"
)

Content = tuple[list[tuple[str, str]], list[str]]


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper is written from beside the fact."""

    case: Case
    parts: Mapping[str, Any]
    on: str
    calendar: WorkingCalendar


def content_of(event: f.Event, issue: Issue) -> Content:
    """The lines and paragraphs of the paper that a fact issues."""
    return of_kind(_content, event)(event, issue)


def receipt_code(case_id: str) -> str:
    """The short code printed on a receipt, by which a window finds the case again."""
    return case_id.replace("-", "")[-8:].upper()


@singledispatch
def _content(event: f.Event, issue: Issue) -> Content:
    return [], []


@_content.register
def _(event: f.Received, issue: Issue) -> Content:
    last = notice_deadline(issue.case, issue.calendar, date.fromisoformat(issue.on))
    lines = [
        ("查询码", receipt_code(issue.case.id)),
        ("收件地", issue.case.receiving.name),
        ("业务属地", issue.case.competent.name),
        ("受理或告知补正", f"收件之日起{event.notice_days}个工作日内，至{_until(last)}"),
        *_running_term(issue),
    ]
    checked = issue.parts.get("checks", {}).get("texts", [])
    return lines, [f"已核对：{'；'.join(checked)}。"] if checked else []


def _running_term(issue: Issue) -> list[tuple[str, str]]:
    """The time for the decision, where it runs from the application on."""
    case = issue.case
    if not (case.from_application and case.term_days):
        return []
    last = decision_deadline(case, issue.calendar, date.fromisoformat(issue.on))
    return [("办理期限", f"{case.term_from.label}{case.term.text}，至{_until(last)}")]


@_content.register
def _(event: f.CorrectionAsked, issue: Issue) -> Content:
    last = deadline(date.fromisoformat(issue.on), Term(event.days), issue.calendar)
    return [("补正期限", f"{event.days}个工作日，至{_until(last)}")], _points(issue.parts)


@_content.register
def _(event: f.Accepted, issue: Issue) -> Content:
    case = issue.case
    last = decision_deadline(case, issue.calendar, date.fromisoformat(issue.on))
    lines = [("办理期限", f"{case.term.text}，至{_until(last)}")] if case.term_days else [("办理期限", "当场办理")]
    reckoned = f"办理期限的计算：{_why(last)}。" if case.term_days else ""
    paragraphs = [_taken_on(case), reckoned, case.term_reason]
    return lines, [each for each in paragraphs if each]


def _taken_on(case: Case) -> str:
    """That it is accepted, and why; no article is named, for not every matter is a licence (行政许可)."""
    if case.deemed:
        return "逾期未告知补正内容，自收到申请材料之日起即为受理。"
    complete = "申请人已按要求提交全部补正材料" if case.correction else "申请材料齐全、符合法定形式"
    return f"经审查，申请事项属于本机关职权范围，{complete}，予以受理。"


@_content.register(f.Declined)
@_content.register(f.RefusedByPlace)
def _(event: f.Event, issue: Issue) -> Content:
    decision = "不予受理" if isinstance(event, f.Declined) else "不予办理"
    return [], [f"经审查，决定{decision}，理由和依据如下：", *_points(issue.parts), RELIEF]


@_content.register
def _(event: f.Granted, issue: Issue) -> Content:
    decided = issue.parts.get("decision", {})
    basis = "、".join(decided.get("basis", ()))
    return [*decided.get("granted", ())], [f"经审查，申请符合{basis}规定，准予办理。"]


@_content.register
def _(event: f.OriginalTaken, issue: Issue) -> Content:
    custody = issue.parts.get("custody", {})
    lines = [("原件", custody.get("name", "")), ("收存时的状态", custody.get("condition", ""))]
    return lines, ["原件由收存的窗口保管，寄往或寄回时另发寄送凭证；办件结束后凭本凭证领回。"]


@_content.register
def _(event: f.OriginalSent, issue: Issue) -> Content:
    custody = issue.parts.get("custody", {})
    lines = [("寄送内容", custody.get("name", "") or "原件"), ("寄往", issue.case.places()[event.to].name)]
    return [*lines, ("物流单号", custody.get("waybill", ""))], []


@_content.register
def _(event: f.OriginalUndelivered, issue: Issue) -> Content:
    custody = issue.parts.get("custody", {})
    sender, keeper = custody.get("sender", ""), custody.get("keeper", "")
    where = (
        ("保管", keeper),
        ("寄出", sender),
        ("寄往", custody.get("to", "")),
        ("物流单号", custody.get("waybill", "")),
    )
    known = [(label, text) for label, text in where if text]
    told = _came_back(sender, issue.case) if event.mishap is f.Mishap.RETURNED else _lost(custody, issue.case)
    return [("原件", custody.get("name", "") or "原件"), *known, ("情况", custody.get("note", ""))], told


def _came_back(sender: str, case: Case) -> list[str]:
    told = f"原件已由邮路退回，现由{sender}保管，由其重新寄送或者退还您。"
    return [told] if case.ended else [told, "本办件继续办理，您暂时不需要做什么。"]


def _lost(custody: Mapping[str, Any], case: Case) -> list[str]:
    keeper, sender = custody.get("keeper", ""), custody.get("sender", "")
    going_on = f"本办件不因原件遗失而停止办理；还需要核对原件的，由{case.competent.name}告知您。"
    how = (
        f"原件在{keeper}保管期间遗失，由{keeper}负责查找；找到的，由其通知您领回。"
        if keeper
        else f"原件在寄递途中遗失，由{sender}负责向承运人查询和追偿。"
    )
    done = "保管" if keeper else "寄递"
    return [
        how,
        f"请持本告知书到原件的出具机关或者出具人处补办；补办的费用由{keeper or sender}承担，请保留票据，向其报销。",
        f"依据：平台规则，原件由机关{done}的，申请人不承担{done}的费用和风险。",
        *(() if case.ended else (going_on,)),
    ]


@_content.register
def _(event: f.Forwarded, issue: Issue) -> Content:
    waybill = issue.parts.get("waybill", {}).get("waybill", "")
    return [("寄送内容", "申请材料"), ("寄往", issue.case.competent.name), ("物流单号", waybill)], []


@_content.register
def _(event: f.StepReported, issue: Issue) -> Content:
    report, step = issue.parts.get("report", {}), issue.case.step(event.step).plan
    by = issue.case.places()[step.at].name
    reasons = [f"原因：{point.reason}" for point in report.get("points", ())]
    again = f"本办件尚未办结，“{step.title}”由{by}再次办理。"
    withdrawal = "" if issue.case.irrevocable_under_way else "再次开始办理以前，您可以撤回申请。"
    return [("办理环节", step.title), *report.get("shown", ())], [*reasons, f"{again}{withdrawal}"]


@_content.register
def _(event: f.Dispatched, issue: Issue) -> Content:
    waybill = issue.parts.get("waybill", {}).get("waybill", "")
    way = ("送达方式", WAYS[event.way])
    if event.way == "window":
        place = issue.case.places()[delivering_desk(issue.case)]
        return [way, ("领取地点", place.name)], [COLLECTING]
    return [way, *([("物流单号", waybill)] if waybill else [])], []


@_content.register
def _(event: f.Delivered, issue: Issue) -> Content:
    evidence = issue.parts.get("delivery", {}).get("evidence", "")
    return [("送达确认", CONFIRMATIONS[event.how]), *([("凭据", evidence)] if evidence else [])], []


def _why(last: Deadline) -> str:
    """What a last day follows from, beside a line that has told the day."""
    return last.reasons if isinstance(last, Fixed) else last.explanation


def _until(last: Deadline) -> str:
    return spoken_day(last.on) if isinstance(last, Fixed) else last.text


def _points(parts: Mapping[str, Any]) -> list[str]:
    points: Sequence[Point] = parts.get("reasons", {}).get("points", ())
    return [_point(index, point) for index, point in enumerate(points, start=1)]


def _point(index: int, point: Point) -> str:
    basis = f"（依据：{point.basis}）" if point.basis else ""
    remedy = f"。办法：{point.remedy}" if point.remedy else ""
    return f"{index}．{point.label}：{point.reason}{basis}{remedy}"
