"""The pages of an application's form: fill in, save, check, look over, hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft, Overtaken, require_latest
from tongban.errors import Conflict, NotFound
from tongban.matters.rules import Objection, Severity
from tongban_web.downloads import download
from tongban_web.once import ONCE, fresh
from tongban_web.pages.drafting import as_seen, checked_files, page_of, reveals, unkept, written_in
from tongban_web.pages.filling import Filler, HandedIn, OwnFiller
from tongban_web.rendering import places_of, render
from tongban_web.requests import PageRequest
from tongban_web.views.applications import draft_page, review_page

FILES_BYTES = 32 * 1024 * 1024


def handed_in(request: PageRequest, error: HandedIn) -> Response[str]:
    """A page whose draft is a case by now; to one that updates itself in place it is told above the form."""
    page = render(
        request, "handed_in.html", blocks=("draft_form",), status=409, number=error.number, address=error.address
    )
    page.headers.update({"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"})
    return page


class FormPages(Controller):
    """The same pages for whoever fills in: a subclass has the path and provides the dependency `filler`."""

    exception_handlers = {HandedIn: handed_in}  # noqa: RUF012 - as Litestar declares it

    @get("/{draft_id:str}")
    async def edit(self, request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> Response[Any]:
        """The form as it was left."""
        try:
            draft = await filler.shown(draft_id)
        except NotFound:
            return Redirect(await _case_page(filler, draft_id))
        assessment = await filler.assess(draft)
        objections = assessment.objections if "check" in request.query_params else ()
        return await _form(request, filler, draft, assessment, objections=objections)

    @post("/{draft_id:str}", status_code=303, request_max_body_size=FILES_BYTES)
    async def write(self, request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> Response[Any]:
        """Keep what was filled in; then show the form again, or everything that is in the way, or the review."""
        async with filler.changing(draft_id):
            return await _written(request, filler, await filler.load(draft_id))

    @post("/{draft_id:str}/delete", status_code=303)
    async def delete(self, request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> Response[Any]:
        """Delete the draft and its files; or show what has come into it since its page was opened."""
        async with filler.changing(draft_id):
            posted = await request.form()
            try:
                await filler.delete(as_seen(await filler.load(draft_id), posted), page=page_of(posted))
            except Overtaken:
                draft = await filler.shown(draft_id)
                return await _form(request, filler, draft, await filler.assess(draft), overtaken="delete", status=409)
        return Redirect(filler.home, status_code=303)

    @get("/{draft_id:str}/files/{file_id:str}")
    async def file(self, filler: OwnFiller, draft_id: FromPath[str], file_id: FromPath[str]) -> Response[bytes]:
        """A file that belongs to the draft."""
        draft = await filler.shown(draft_id)
        return download(*await filler.node.uploads.read(file_id, application=draft.id))

    @get("/{draft_id:str}/review")
    async def review(self, request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> Response[Any]:
        """Everything that will be handed in, where it goes and why."""
        try:
            draft = await filler.shown(draft_id)
        except NotFound:
            return Redirect(await _case_page(filler, draft_id))
        assessment, address = await filler.assess(draft), f"{filler.drafts}/{draft.id}"
        if not assessment.ready:
            return Redirect(f"{address}?check=1", status_code=303)
        files = await filler.node.uploads.of_application(draft.id)
        page = review_page(draft, assessment, files, places_of(request))
        return render(request, "review.html", section=filler.section, page=page, address=address)

    @post("/{draft_id:str}/submit", status_code=303)
    async def hand_in(self, request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> Response[Any]:
        """Hand in; a second click finds the case that the first one made."""
        try:
            draft = await filler.load(draft_id)
        except NotFound:
            return Redirect(await _case_page(filler, draft_id), status_code=303)
        if str((await request.form()).get("seen", "")) != str(draft.updated_at):
            raise Conflict("这份申请在核对之后又被修改过，还没有提交")
        outcome = await filler.hand_in(draft)
        if isinstance(outcome, Case):
            return Redirect(filler.handed_in(outcome), status_code=303)
        return await _form(request, filler, draft, outcome, objections=outcome.objections, status=422)


async def _written(request: PageRequest, filler: Filler, before: Draft) -> Response[Any]:
    """The answer to a post of the form."""
    posted = await request.form()
    act = str(posted.get("act", "") or request.query_params.get("act", "save"))
    matter = filler.matter(before)
    draft = filler.read(written_in(before, matter, posted, places_of(request)), posted)
    if reveals(before, draft, matter, posted):
        await filler.read_by_them(before)
    if long := unkept(draft, matter, before=before):
        return await _form(request, filler, draft, await filler.assess(draft), not_kept=long, status=422)
    try:
        draft, wrong = await _kept(filler, before, draft, posted, act)
    except Overtaken:
        return await _form(request, filler, draft, await filler.assess(draft), overtaken="save", status=409)
    draft, assessment = await filler.learn(draft)
    if wrong or (act == "review" and assessment.blocking):
        objections = (*wrong, *(assessment.objections if act == "review" else ()))
        return await _form(request, filler, draft, assessment, objections=objections, status=422)
    if act == "review":
        return Redirect(f"{filler.drafts}/{draft.id}/review", status_code=303)
    if request.headers.get("hx-request") == "true":
        return await _form(request, filler, draft, assessment)
    return Redirect(f"{filler.drafts}/{draft.id}{'?saved=1' if act == 'save' else '#form'}", status_code=303)


async def _case_page(filler: Filler, draft_id: str) -> str:
    return f"{filler.cases}/{(await filler.case_of(draft_id)).id}"


async def _kept(
    filler: Filler, before: Draft, draft: Draft, posted: Mapping[str, Any], act: str
) -> tuple[Draft, list[Objection]]:
    """The draft, kept with the files of a post, and why some were not taken in; else it raises, and keeps none."""
    node, page = filler.node, draft.application.written_on
    require_latest(before, seen=draft.updated_at, page=page)
    fresh, wrong = await checked_files(node, draft.id, filler.matter(draft).materials, posted, filler.viewer)
    removed = [file.id for file in await node.uploads.of_application(draft.id) if act == f"remove:{file.id}"]
    return await node.drafts.save(draft, page=page, files=fresh, without=removed), wrong


async def _form(
    request: PageRequest,
    filler: Filler,
    draft: Draft,
    assessment: Assessment,
    *,
    objections: Sequence[Objection] = (),
    not_kept: Sequence[Objection] = (),
    overtaken: str = "",
    status: int = 200,
) -> Response[str]:
    files = await filler.node.uploads.of_application(draft.id)
    in_the_way = [each for each in (*objections, *not_kept) if each.severity is Severity.BLOCKING]
    return render(
        request,
        "draft.html" if request.headers.get("hx-request") == "true" else filler.template,
        blocks=("draft_form",),
        status=status,
        section=filler.section,
        page=draft_page(draft, assessment, files, in_the_way, places_of(request)),
        address=f"{filler.drafts}/{draft.id}",
        saved="saved" in request.query_params,
        unkept=bool(not_kept),
        overtaken=overtaken,
        once=str((await request.form()).get(ONCE, "")) or fresh(),
        **filler.besides(draft, assessment),
    )
