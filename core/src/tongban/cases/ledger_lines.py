"""What the ledger says under each fact: labels and words of the parts that this place may see. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from tongban.cases import facts as f
from tongban.cases.dossier import RECORDED, Dossier
from tongban.cases.heads import Head
from tongban.cases.state import Case
from tongban.cases.suspensions import SUSPENSIONS
from tongban.given import Given
from tongban.matters.days import spoken_day

Lines = list[tuple[str, str]]
"""Labels, and texts of which what somebody typed is `Given`."""

OF_THE_CASE: Final = frozenset({"not_served", "business_rule"})
"""Codes with which a place that refuses an offer says something of the case itself; others are for operators."""
BETWEEN_NODES: Final = "双方平台之间的问题，由收件地联系运维人员处理，处理好后再次移交，申请人无须重新提交"


def lines_of(case: Case, dossier: Dossier, head: Head) -> Lines:
    """The lines of a fact; none where it says no more than its title, or nothing that may be seen here."""
    if isinstance(head.event, f.OriginalSent):
        return [*_custody(dossier, head), ("寄往", case.places()[head.event.to].name)]
    told = _TOLD.get(type(head.event))
    return told(dossier, head) if told else []


def _report(dossier: Dossier, head: Head) -> Lines:
    content = dossier.content(head.seq, "report")
    shown = [(str(label), str(text)) for label, text in content.get("shown", ())]
    return [*shown, *((str(point["label"]), Given(point["reason"])) for point in content.get("points", ()))]


def _recorded(dossier: Dossier, head: Head) -> Lines:
    """What a window wrote down of a decision made on paper."""
    return _labelled(dossier.content(head.seq, "recorded"), RECORDED)


def _reasons(dossier: Dossier, head: Head) -> Lines:
    return [(point.label, Given(point.reason)) for point in dossier.points(head.seq)]


def _refusal(dossier: Dossier, head: Head) -> Lines:
    on_paper = isinstance(head.event, f.RefusedByPlace | f.Declined) and head.event.recorded
    return _recorded(dossier, head) if on_paper else _reasons(dossier, head)


def _custody(dossier: Dossier, head: Head) -> Lines:
    content = dossier.content(head.seq, "custody")
    typed = _labelled(content, (("condition", "状态"), ("waybill", "物流单号"), ("note", "说明")))
    return [*_ours(content, (("name", "原件"), ("keeper", "保管"))), *typed]


def _returned(dossier: Dossier, head: Head) -> Lines:
    return _labelled(dossier.content(head.seq, "custody"), (("to", "领回人"), ("waybill", "物流单号")))


def _said(dossier: Dossier, head: Head) -> Lines:
    return _labelled(dossier.content(head.seq, "said"), (("text", "补正说明"),))


def _message(dossier: Dossier, head: Head) -> Lines:
    return _labelled(dossier.content(head.seq, "message"), (("text", "内容"),))


def _note(dossier: Dossier, head: Head) -> Lines:
    return _labelled(dossier.content(head.seq, "note"), (("text", "说明"),))


def _consent(dossier: Dossier, head: Head) -> Lines:
    return _ours(dossier.content(head.seq, "consent"), (("text", "授权查询"),))


def _suspension(dossier: Dossier, head: Head) -> Lines:
    known = SUSPENSIONS.get(head.event.reason) if isinstance(head.event, f.Suspended) else None
    return [*([("依据", known.basis)] if known else []), *_note(dossier, head)]


def _waybill(dossier: Dossier, head: Head) -> Lines:
    return _labelled(dossier.content(head.seq, "waybill"), (("waybill", "物流单号"),))


def _cause(dossier: Dossier, head: Head) -> Lines:
    match head.event:
        case f.Lapsed(why=cause):
            return [("原因", cause)]
        case f.OfferRefused(code=code, message=said):
            return [("原因", said if code in OF_THE_CASE else BETWEEN_NODES)]
        case _:
            return []


def _established(dossier: Dossier, head: Head) -> Lines:
    labels = (("title", "核对内容"), ("material", "依据的材料"))
    return _ours(dossier.content(head.seq, "established"), labels)


def _arrival(dossier: Dossier, head: Head) -> Lines:
    """From when and until when the days of a step run at its place."""
    if not isinstance(head.event, f.StepArrived):
        return []
    days = (("送达日期", head.event.on), ("办理期限至", head.event.last_day or "待定"))
    return [(label, spoken_day(date.fromisoformat(day)) if day != "待定" else day) for label, day in days]


def _labelled(content: Mapping[str, Any], labels: Sequence[tuple[str, str]]) -> Lines:
    return [(label, Given(text)) for label, text in _ours(content, labels)]


def _ours(content: Mapping[str, Any], labels: Sequence[tuple[str, str]]) -> Lines:
    """The same of texts that nobody typed."""
    return [(label, content[key]) for key, label in labels if content.get(key)]


_TOLD: dict[type[f.Event], Callable[[Dossier, Head], Lines]] = {
    f.Confirmed: _consent,
    f.StepArrived: _arrival,
    f.StepReported: _report,
    f.Granted: _recorded,
    f.RefusedByPlace: _refusal,
    f.CorrectionAsked: _reasons,
    f.Corrected: _said,
    f.Declined: _refusal,
    f.Asked: _message,
    f.Answered: _message,
    f.OriginalTaken: _custody,
    f.OriginalArrived: _custody,
    f.OriginalUndelivered: _custody,
    f.OriginalReturned: _returned,
    f.Forwarded: _waybill,
    f.Dispatched: _waybill,
    f.Established: _established,
    f.Extended: _note,
    f.Suspended: _suspension,
    f.Withdrawn: _note,
    f.Lapsed: _cause,
    f.OfferRefused: _cause,
}
