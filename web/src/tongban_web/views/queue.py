"""Lines of queues and lists of cases."""

from __future__ import annotations

from tongban.cases.number import CaseNumberError, parse_case_number
from tongban.cases.overview import Listed
from tongban.cases.reading import QueueItem, is_receipt_code
from tongban.cases.state import State
from tongban_web import view_data as v
from tongban_web.formatting import instant
from tongban_web.views.deadlines import OVER, Deadlines
from tongban_web.views.places import mark_of
from tongban_web.views.states import has_ended, state_mark


def missed(text: str) -> str:
    """What to say of a number or code by which no case was found; "" where none was typed."""
    if not text:
        return ""
    found_no_case = f"没有找到“{text[:40]}”"
    if is_receipt_code(text):
        return found_no_case
    try:
        parse_case_number(text)
    except CaseNumberError as fault:
        return f"{found_no_case}：{fault}"
    return found_no_case


def queue_row(item: QueueItem, deadlines: Deadlines) -> v.CaseRow:
    """One task of an office."""
    return v.CaseRow(
        number=item.number,
        url=f"/desk/cases/{item.case_id}",
        matter=item.matter_name,
        applicant=item.applicant,
        places=_places(item.number[2:8], item.number[8:14]),
        received=instant(item.submitted_at),
        state=state_mark(State(item.state)),
        deadline=deadlines.of_list(item.due_on, item.due_unit),
        note=item.title,
    )


def listed_row(item: Listed, deadlines: Deadlines) -> v.CaseRow:
    """One case of the supervisor's list."""
    return v.CaseRow(
        number=item.number,
        url=f"/supervision/cases/{item.case_id}",
        matter=item.matter_name,
        applicant="",
        places=_places(item.receiving, item.competent),
        received=instant(item.submitted_at),
        state=state_mark(item.state),
        deadline=OVER if has_ended(item.state) else deadlines.of_list(item.due_on, item.due_unit),
    )


def _places(receiving: str, competent: str) -> str:
    return f"{mark_of(receiving)} → {mark_of(competent)}"
