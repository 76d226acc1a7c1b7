"""The papers that a transition issues (凭证、通知书、决定书): numbered, printable, stored with their digest. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tongban.cases import facts as f
from tongban.cases.acts import ResultPaper
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.paper_contents import Issue, content_of
from tongban.cases.state import Case
from tongban.identity.people import Party, Role

RESULT = "result:"
"""How the kind of a result paper begins; the key of the result follows."""
NOTICE = "notice:"
"""How the kind of the paper begins that tells applicants what to do for a step; the name of the step follows."""


class Paper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper as issued: number (文号), title, addressee, lines of label and value, paragraphs, issuer and date.

    `code` is the 查验码, drawn when it is issued and not to be worked out by who knows what it says; empty on papers of
    the time before there were such codes.
    """

    kind: str
    number: str
    title: str
    case: str
    to: str
    lines: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    issuer: str
    on: str
    code: str = ""


KINDS: dict[type[f.Event], tuple[str, str, str]] = {
    f.Received: ("receipt", "收件凭证", "收"),
    f.CorrectionAsked: ("correction", "补正通知书", "补"),
    f.Accepted: ("acceptance", "受理通知书", "受"),
    f.Declined: ("declination", "不予受理决定书", "不受"),
    f.Granted: ("grant", "准予决定书", "准"),
    f.RefusedByPlace: ("refusal", "不予决定书", "不准"),
    f.OriginalTaken: ("custody", "原件收存凭证", "存"),
    f.OriginalSent: ("original_sent", "寄送凭证", "寄"),
    f.Forwarded: ("forwarding", "寄送凭证", "寄"),
    f.Dispatched: ("dispatch", "寄送凭证", "寄"),  # by post; the other ways: NOTICES
    f.Delivered: ("delivery", "送达回证", "达"),
}


UNDELIVERED: dict[f.Mishap, tuple[str, str, str]] = {
    f.Mishap.RETURNED: ("original_came_back", "原件退回告知书", "回"),
    f.Mishap.LOST: ("original_lost", "原件遗失告知书", "失"),
}
NOTICES: dict[str, tuple[str, str]] = {"window": ("领取通知书", "领"), "electronic": ("电子送达通知书", "电")}


def addressee_of(parties: Sequence[Party]) -> str:
    """To whom papers of the case are addressed: everybody who applies, 申请人 where this place does not know who."""
    names = [party.name for party in parties if party.role in {Role.APPLICANT, Role.CO_APPLICANT}]
    return "、".join(names) or "申请人"


def paper_of(
    case: Case, event: f.Event, parts: Mapping[str, Any], *, to: str, issuer: str, on: str, calendar: WorkingCalendar
) -> Paper | None:
    """The paper that a fact issues, or None; `case` is the case after the fact, `parts` its unsealed contents."""
    entry = _entry(event)
    if entry is None:
        return None
    kind, title, mark = entry
    if isinstance(event, f.Dispatched):
        title, mark = NOTICES.get(event.way, (title, mark))
    lines, paragraphs = content_of(event, Issue(case=case, parts=parts, on=on, calendar=calendar))
    return Paper(
        kind=kind,
        number=_number(case, mark, on),
        title=title,
        case=case.number,
        to=to,
        lines=(("办件编号", case.number), ("事项", case.matter_name), *lines),
        paragraphs=tuple(paragraphs),
        issuer=issuer,
        on=on,
    )


def _entry(event: f.Event) -> tuple[str, str, str] | None:
    """Kind, title and mark of the paper that a fact issues, if it does."""
    match event:
        case f.StepReported(returned=returned):
            return ("returned", f"{returned}告知书", "退") if returned else None
        case f.OriginalUndelivered(mishap=mishap):
            return UNDELIVERED[mishap]
        case f.Granted(recorded=True) | f.RefusedByPlace(recorded=True) | f.Declined(recorded=True):
            return None
        case _:
            return KINDS.get(type(event))


def result_papers(case: Case, results: Sequence[ResultPaper], *, to: str, issuer: str, on: str) -> list[Paper]:
    """The matter's own result papers, numbered beside the decision."""
    return _of_the_matter(case, results, RESULT, "果", to=to, issuer=issuer, on=on)


def notice_papers(case: Case, notices: Sequence[ResultPaper], *, to: str, issuer: str, on: str) -> list[Paper]:
    """What the applicants are told to do for a step."""
    return _of_the_matter(case, notices, NOTICE, "告", to=to, issuer=issuer, on=on)


def _of_the_matter(
    case: Case, composed: Sequence[ResultPaper], kind: str, mark: str, *, to: str, issuer: str, on: str
) -> list[Paper]:
    return [
        Paper(
            kind=f"{kind}{result.key}",
            number=f"{_number(case, mark, on)}-{index}",
            title=result.title,
            case=case.number,
            to=to,
            lines=result.lines,
            paragraphs=(),
            issuer=issuer,
            on=on,
        )
        for index, result in enumerate(composed, start=1)
    ]


def _number(case: Case, mark: str, on: str) -> str:
    return f"通办{mark}〔{on[:4]}〕{case.number[2:]}-{case.seq}号"
