"""Cases through the API: one's own, one case, an office's queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter

from tongban.cases import own_cases
from tongban.cases.in_part import in_part
from tongban.cases.intents import IntentState, Pending
from tongban.cases.ledger import Hop
from tongban.cases.reading import PAGE, CaseView
from tongban.cases.state import Case, State
from tongban.cases.tasks import Task
from tongban.cases.wording import NO_SUCH_CASE
from tongban.errors import NotFound, Refused
from tongban.identity.people import Officer, OfficerRole, Role
from tongban.identity.viewers import Viewer
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.api.access import READ, Caller, called, require, require_desk
from tongban_web.api.application_bodies import PostalBody
from tongban_web.api.bodies import shown_places
from tongban_web.api.case_bodies import (
    AnswerBody,
    CaseBody,
    CaseLine,
    CaseLines,
    CorrectionPointBody,
    FoundBody,
    HolderBody,
    HopBody,
    IntentBody,
    OriginalBody,
    QuestionBody,
    QueueLine,
    QueueLines,
    TaskBody,
)
from tongban_web.api.problems import NotPermitted, declared
from tongban_web.case_pages import matter_of
from tongban_web.desk.offers import original_names
from tongban_web.officers import AT_DESK
from tongban_web.paging import place_above, place_after
from tongban_web.parties import case_of, keys_of, looking
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.routes import Routes
from tongban_web.views.act_words import act_words
from tongban_web.views.cases import waiting_questions

Before = Annotated[str, QueryParameter(max_length=160, description="上一页的 `next`")]
Sought = Annotated[str, QueryParameter(min_length=1, max_length=60, description="办件编号或查询码")]


@get(
    "/cases",
    operation_id="listCases",
    summary="本人的办件，新的在前；机关的办件见待办",
    responses=declared(403, 404, 422),
)
async def list_cases(node: OwnNode, caller: Caller, before: Before = "") -> CaseLines:
    """One's own cases, newest first; an office's are in its queue."""
    require(caller, READ)
    if caller.officer is not None:
        raise NotPermitted("该接口列出申请人本人的办件，机关的待办请查 /api/v1/queue，单个办件请查 /api/v1/queue/find")
    key, reader = keys_of(node, caller)[-1], looking(node, caller)
    found = await node.reader.mine(key, reader, line_above(before))
    lines = tuple(
        CaseLine(
            id=each.case_id,
            number=each.number,
            matter_name=each.matter_name,
            state=each.state,
            state_name=State(each.state).label,
            role=each.role,
            submitted_at=each.submitted_at,
            due_on=each.due_on,
        )
        for each in found
    )
    more = place_after(lines[-1].submitted_at, lines[-1].id) if len(lines) == own_cases.PAGE else ""
    return CaseLines(cases=lines, next=more)


@get(
    "/cases/{case_id:str}",
    operation_id="readCase",
    summary="一件办件及其办理经过，当事人和办理机关各见其可见的部分",
    responses=declared(403, 404),
)
async def read_case(request: PageRequest, case_id: FromPath[str]) -> CaseBody:
    """A case with every hop, as a party or an office of it may see it."""
    node, caller = called(request, READ)
    view = await view_of(node, caller, case_id)
    return _shown(node, view, await node.reader.pending(view.case))


@get("/queue", operation_id="readQueue", summary="本机关的待办，期限最近的在前", responses=declared(403, 422))
async def read_queue(node: OwnNode, caller: Caller, after: Before = "") -> QueueLines:
    """What the officer's office has to do, the most urgent first."""
    require(caller, READ)
    officer = require_desk(caller)
    found = await node.reader.queue(officer.office, node.authority.officer(officer), after)
    lines = tuple(
        QueueLine(
            case=each.case_id,
            number=each.number,
            matter_name=each.matter_name,
            applicant=each.applicant,
            state=each.state,
            task=each.kind,
            title=each.title,
            due_on=each.due_on,
            submitted_at=each.submitted_at,
        )
        for each in found
    )
    return QueueLines(tasks=lines, next=found[-1].cursor if len(found) == PAGE else "")


@get(
    "/queue/find",
    operation_id="findCase",
    summary="按办件编号或收件凭证上的查询码查本机关的办件",
    responses=declared(403, 404),
)
async def find_case(node: OwnNode, caller: Caller, number: Sought) -> FoundBody:
    """The office's case of a number or of a receipt's code."""
    require(caller, READ)
    officer = require_desk(caller)
    return FoundBody(id=await node.reader.find(number.strip(), officer.office, node.authority.officer(officer)))


async def view_of(node: Node, caller: Viewer, case_id: str) -> CaseView:
    """A case as the caller may see it; raises `NotFound`."""
    if caller.officer is not None:
        return await _of_officer(node, caller.officer, case_id)
    return await case_of(node, caller, case_id)


async def _of_officer(node: Node, officer: Officer, case_id: str) -> CaseView:
    """As on the pages: an office's case for those who work on cases, every case for the supervisor."""
    actor = node.authority.officer(officer)
    if officer.roles & AT_DESK:
        return await node.reader.for_office(case_id, officer.office, actor)
    if OfficerRole.SUPERVISOR in officer.roles:
        return await node.reader.for_supervisor(case_id, actor)
    raise NotFound(NO_SUCH_CASE)


def _shown(node: Node, view: CaseView, pending: Sequence[Pending]) -> CaseBody:
    case = view.case
    matter = matter_of(node, case)
    parts = in_part(view.dossier, matter)
    tasks = [_task(view, task) for task in view.tasks]
    return CaseBody(
        id=case.id,
        number=case.number,
        matter=case.matter,
        matter_name=case.matter_name,
        edition=case.edition,
        state=case.state.value,
        state_name=case.state.label,
        owner=case.owner,
        seq=case.seq,
        submitted_at=case.submitted_at,
        due_on=min((task.due_on for task in tasks if task.due_on), default=None),
        places=shown_places(case.places()),
        roles=tuple(sorted(view.roles | view.places)),
        unsettled=case.unsettled,
        answers=tuple(
            AnswerBody(field=line.field, label=line.label, text=parts.get(line.field, line.text))
            for line in view.dossier.shown()
        ),
        postal=PostalBody(**msgspec.structs.asdict(view.postal)) if view.postal else None,
        holders=tuple(_holder(case, role, since) for role, since in case.held_since.items()),
        tasks=tuple(tasks),
        hops=tuple([_hop(hop) for hop in view.hops]),
        correction=_correction(view, matter) if matter and case.state is State.CORRECTION else (),
        questions=tuple(QuestionBody(id=question, text=text) for question, text in waiting_questions(view)),
        originals=_originals(view) if case.originals else (),
        intents=tuple(_intent(case, each) for each in pending),
    )


def _correction(view: CaseView, matter: Matter) -> tuple[CorrectionPointBody, ...]:
    return tuple(
        CorrectionPointBody(
            field=point.field,
            answered_in=_answered_in(matter, point.field),
            label=point.label,
            reason=point.reason,
            basis=point.basis,
            remedy=point.remedy,
        )
        for point in view.dossier.last_points()
    )


def _answered_in(matter: Matter, name: str) -> Literal["answers", "material", "said"]:
    if any(bound.name == name for bound in fields_of(matter.form)):
        return "answers"
    return "material" if any(each.key == name for each in matter.materials) else "said"


def _originals(view: CaseView) -> tuple[OriginalBody, ...]:
    names = original_names(view)
    ways = ((original, where, view.case.bound_for(original)) for original, where in view.case.originals.items())
    return tuple(
        OriginalBody(id=original, name=names.get(original, original), at="" if to else where, to=to or "")
        for original, where, to in ways
    )


def _intent(case: Case, asked: Pending) -> IntentBody:
    refused = asked.state is IntentState.REFUSED
    return IntentBody(
        id=asked.id,
        title=act_words(case, asked.act, asked.actor),
        state=asked.state.value,
        at=asked.at,
        message=(asked.message or "对方未说明原因") if refused else "",
    )


def _holder(case: Case, role: str, since: int) -> HolderBody:
    place = case.places().get(role)
    return HolderBody(role=role, name=place.name if place else Role(role).label, held_since=since)


def _task(view: CaseView, task: Task) -> TaskBody:
    return TaskBody(task=task.kind, title=task.title, holder=view.holder(task), due_on=task.due_on, step=task.step)


def _hop(hop: Hop) -> HopBody:
    return HopBody(
        seq=hop.seq,
        at=hop.at,
        on=hop.on,
        place=hop.place,
        title=hop.title,
        who=hop.who,
        lines=tuple([(label, str(text)) for label, text in hop.lines]),
        used=hop.used,
    )


def line_above(before: str) -> tuple[int, str] | None:
    """(submitted_at, id) of the last line of the page above, None on the first page; raises `Refused`."""
    above = place_above(before)
    if before and above is None:
        message = "翻页参数 before 不正确"
        raise Refused([Objection(rule="PAGE", message=message, field="before", remedy="请使用上一页返回的 next")])
    return above


def cases_router() -> Routes:
    """Reading."""
    return Routes(path="/", route_handlers=[list_cases, read_case, read_queue, find_case], tags=["办件"])
