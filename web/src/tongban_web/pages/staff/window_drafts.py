"""The form of an application at the window: the same as the applicants' own, filled in by the clerk for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases.acts import Actor
from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft
from tongban.errors import Conflict, NotFound
from tongban.evidence.items import SourceKind
from tongban.identity.people import Role
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection, Severity
from tongban.node import Node
from tongban_web.officers import actor_of, officer_of
from tongban_web.pages.public.drafting import evidence_of, keep_files, written_in
from tongban_web.pages.public.drafts import FILES_BYTES
from tongban_web.pages.staff.window import clerk, shelf
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.applications import draft_page, review_page
from tongban_web.views.window import checked, window_checks


@get("/window/drafts/{draft_id:str}")
async def edit(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """The form as it was left."""
    viewer = clerk(request)
    try:
        draft, _ = await _load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    assessment = await _assessed(node, draft, viewer)
    objections = assessment.objections if "check" in request.query_params else ()
    return await _form(request, node, draft, assessment, objections=objections)


@post("/window/drafts/{draft_id:str}", status_code=303, request_max_body_size=FILES_BYTES)
async def write(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Keep what was filled in; then show the form again, or everything that is in the way, or the review."""
    viewer = clerk(request)
    draft, matter = await _load(node, draft_id, viewer)
    posted = await request.form()
    act = str(posted.get("act", "") or request.query_params.get("act", "save"))
    draft = written_in(draft, matter, posted, places_of(request))
    draft = _with(draft, window_checks=checked(matter, posted))
    wrong = await keep_files(node, draft.id, matter, posted, viewer)
    if act.startswith("remove:"):
        await node.uploads.remove(act.removeprefix("remove:"), application=draft.id)
    assessment = await _assessed(node, draft, viewer)
    answered = {key: item for key, item in assessment.evidence.items() if item.kind is SourceKind.REGISTER}
    await node.drafts.save(_with(draft, evidence=answered))
    if wrong or (act == "review" and assessment.blocking):
        objections = (*wrong, *(assessment.objections if act == "review" else ()))
        return await _form(request, node, draft, assessment, objections=objections, status=422)
    if act == "review":
        return Redirect(f"/window/drafts/{draft.id}/review", status_code=303)
    if request.headers.get("hx-request") == "true":
        return await _form(request, node, draft, assessment)
    saved = "?saved=1" if act == "save" else "#form"
    return Redirect(f"/window/drafts/{draft.id}{saved}", status_code=303)


@post("/window/drafts/{draft_id:str}/delete", status_code=303)
async def delete(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Redirect:
    """Delete the draft and its files."""
    viewer = clerk(request)
    draft, _ = await _load(node, draft_id, viewer)
    for file in await node.uploads.of_application(draft.id):
        await node.uploads.remove(file.id, application=draft.id)
    await node.drafts.delete(draft.id, draft.key)
    return Redirect("/window", status_code=303)


@get("/window/drafts/{draft_id:str}/files/{file_id:str}")
async def file(request: PageRequest, node: OwnNode, draft_id: FromPath[str], file_id: FromPath[str]) -> Response[bytes]:
    """A file taken in at the window."""
    viewer = clerk(request)
    draft, _ = await _load(node, draft_id, viewer)
    if all(each.id != file_id for each in await node.uploads.of_application(draft.id)):
        raise NotFound("没有找到该文件，请刷新页面后重试")
    stored, content = await node.uploads.read(file_id, viewer)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}"}
    return Response(content, media_type=stored.type, headers=headers)


@get("/window/drafts/{draft_id:str}/review")
async def review(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Everything that will be handed in, to be looked over with the applicant."""
    viewer = clerk(request)
    try:
        draft, _ = await _load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    assessment = await _assessed(node, draft, viewer)
    if not assessment.ready:
        return Redirect(f"/window/drafts/{draft.id}?check=1", status_code=303)
    page = review_page(draft, assessment, await node.uploads.of_application(draft.id), places_of(request))
    return render(request, "review.html", section="window", page=page, address=f"/window/drafts/{draft.id}")


@post("/window/drafts/{draft_id:str}/submit", status_code=303)
async def hand_in(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Hand in for the applicant, then on to receiving; a second click finds the case that the first one made."""
    viewer = clerk(request)
    try:
        draft, matter = await _load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    if str((await request.form()).get("seen", "")) != str(draft.updated_at):
        raise Conflict("这份申请在核对之后又被修改过，还没有提交")
    if draft.application.organisation:
        number = draft.application.organisation[0]
        await node.mandates.require(agent=draft.application.person.number, organisation=number, matter=matter)
    files = evidence_of(await node.uploads.of_application(draft.id), matter)
    outcome = await node.applications.submit(draft, actor=_for_party(node, viewer, draft), uploads=files)
    if not isinstance(outcome, Case):
        return await _form(request, node, draft, outcome, objections=outcome.objections, status=422)
    await node.drafts.delete(draft.id, draft.key)
    return Redirect(f"/desk/cases/{outcome.id}?done=1", status_code=303)


async def _load(node: Node, draft_id: str, viewer: Viewer) -> tuple[Draft, Matter]:
    draft = await node.drafts.load(draft_id, shelf(viewer))
    return draft, node.plugins.matter(draft.application.matter, draft.application.edition)


def _with(draft: Draft, **change: Any) -> Draft:
    return replace(draft, application=msgspec.structs.replace(draft.application, **change))


def _for_party(node: Node, viewer: Viewer, draft: Draft) -> Actor:
    """The clerk acting for whoever stands there: both identities are recorded."""
    role = Role.AGENT if draft.application.organisation else Role.APPLICANT
    return actor_of(node, viewer, behalf=role.value)


async def _assessed(node: Node, draft: Draft, viewer: Viewer) -> Assessment:
    matter = node.plugins.matter(draft.application.matter, draft.application.edition)
    files = evidence_of(await node.uploads.of_application(draft.id), matter)
    return await node.applications.assess(draft, actor=_for_party(node, viewer, draft), uploads=files)


async def _form(
    request: PageRequest,
    node: Node,
    draft: Draft,
    assessment: Assessment,
    *,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response[str]:
    files = await node.uploads.of_application(draft.id)
    in_the_way = [each for each in objections if each.severity is Severity.BLOCKING]
    return render(
        request,
        "draft.html" if request.headers.get("hx-request") == "true" else "staff/window_draft.html",
        blocks=("draft_form",),
        status=status,
        section="window",
        page=draft_page(draft, assessment, files, in_the_way, places_of(request)),
        address=f"/window/drafts/{draft.id}",
        window_checks=window_checks(assessment, draft.application.window_checks),
        saved="saved" in request.query_params,
    )


async def _to_its_case(node: Node, case_id: str, viewer: Viewer) -> Redirect:
    """A draft that was handed in has become the case of the same id; raises `NotFound` where it is not the office's."""
    await node.reader.for_office(case_id, officer_of(viewer).office, actor_of(node, viewer))
    return Redirect(f"/desk/cases/{case_id}", status_code=303)


ROUTE_HANDLERS = (edit, write, delete, file, review, hand_in)
