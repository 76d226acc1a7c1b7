"""The form of an application: fill in, save, check, look over, hand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft
from tongban.errors import Conflict, NotFound
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection, Severity
from tongban.node import Node
from tongban_web.admission import require_person
from tongban_web.pages.public.drafting import assessed, evidence_of, keep_files, load, refreshed, written_in
from tongban_web.parties import applying, keys_of, own_key, require_mandate
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.applications import draft_page, review_page

FILES_BYTES = 32 * 1024 * 1024


@get("/drafts/{draft_id:str}")
async def edit(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """The form as it was left."""
    viewer = require_person(request)
    try:
        draft, matter = await load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    assessment = await assessed(node, draft, matter, viewer)
    checked = assessment.objections if "check" in request.query_params else ()
    return await _form(request, node, draft, assessment, objections=checked)


@post("/drafts/{draft_id:str}", status_code=303, request_max_body_size=FILES_BYTES)
async def write(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Keep what was filled in; then show the form again, or everything that is in the way, or the review."""
    viewer = require_person(request)
    draft, matter = await load(node, draft_id, viewer)
    posted = await request.form()
    act = str(posted.get("act", "") or request.query_params.get("act", "save"))
    draft = written_in(draft, matter, posted, places_of(request))
    wrong = await keep_files(node, draft.id, matter, posted, viewer)
    if act.startswith("remove:"):
        await node.uploads.remove(act.removeprefix("remove:"), application=draft.id)
    draft, assessment = await refreshed(node, draft, viewer)
    if wrong or (act == "review" and assessment.blocking):
        objections = (*wrong, *(assessment.objections if act == "review" else ()))
        return await _form(request, node, draft, assessment, objections=objections, status=422)
    if act == "review":
        return Redirect(f"/drafts/{draft.id}/review", status_code=303)
    if request.headers.get("hx-request") == "true":
        return await _form(request, node, draft, assessment)
    if act == "save":
        return Redirect(f"/drafts/{draft.id}?saved=1", status_code=303)
    return Redirect(f"/drafts/{draft.id}#form", status_code=303)


@post("/drafts/{draft_id:str}/delete", status_code=303)
async def delete(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Redirect:
    """Delete the draft and its files."""
    viewer = require_person(request)
    draft, _ = await load(node, draft_id, viewer)
    for file in await node.uploads.of_application(draft.id):
        await node.uploads.remove(file.id, application=draft.id)
    await node.drafts.delete(draft.id, own_key(node, viewer))
    return Redirect("/cases", status_code=303)


@get("/drafts/{draft_id:str}/review")
async def review(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Everything that will be handed in, where it goes and why."""
    viewer = require_person(request)
    try:
        draft, matter = await load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    assessment = await assessed(node, draft, matter, viewer)
    if not assessment.ready:
        return Redirect(f"/drafts/{draft.id}?check=1", status_code=303)
    page = review_page(draft, assessment, await node.uploads.of_application(draft.id), places_of(request))
    return render(request, "review.html", section="zone", page=page)


@post("/drafts/{draft_id:str}/submit", status_code=303)
async def hand_in(request: PageRequest, node: OwnNode, draft_id: FromPath[str]) -> Response[Any]:
    """Hand in; a second click finds the case that the first one made."""
    viewer = require_person(request)
    try:
        draft, matter = await load(node, draft_id, viewer)
    except NotFound:
        return await _to_its_case(node, draft_id, viewer)
    seen = str((await request.form()).get("seen", ""))
    if seen != str(draft.updated_at):
        raise Conflict("这份申请在您核对之后又被修改过，还没有提交")
    await require_mandate(node, viewer, matter)
    outcome = await _submit(node, draft, matter, viewer)
    if isinstance(outcome, Case):
        await node.drafts.delete(draft.id, draft.key)
        return Redirect(f"/cases/{outcome.id}?submitted=1", status_code=303)
    return await _form(request, node, draft, outcome, objections=outcome.objections, status=422)


async def _submit(node: Node, draft: Draft, matter: Matter, viewer: Viewer) -> Case | Assessment:
    files = await node.uploads.of_application(draft.id)
    return await node.applications.submit(draft, actor=applying(node, viewer), uploads=evidence_of(files, matter))


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
        "draft.html",
        blocks=("draft_form",),
        status=status,
        section="zone",
        page=draft_page(draft, assessment, files, in_the_way, places_of(request)),
        saved="saved" in request.query_params,
    )


async def _to_its_case(node: Node, case_id: str, viewer: Viewer) -> Redirect:
    """A draft that was handed in has become the case of the same id; raises `NotFound` where it is not the viewer's."""
    try:
        await node.reader.for_party(case_id, keys_of(node, viewer), node.authority.party(viewer, ()))
    except NotFound:
        raise NotFound("没有找到这份暂存的申请，可能已删除或已超过保存期限") from None
    return Redirect(f"/cases/{case_id}", status_code=303)


ROUTE_HANDLERS = (edit, write, delete, review, hand_in)
