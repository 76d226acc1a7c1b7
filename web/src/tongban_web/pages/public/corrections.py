"""Correction: exactly what the notice asks for, field by field, with the officer's reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases import acts as a
from tongban.cases.reading import CaseView
from tongban.desk.correcting import SAID
from tongban.desk.noticed import materials_to_correct
from tongban.errors import NotFound, Refused
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.case_pages import deadlines_of
from tongban_web.pages.drafting import checked_files, known_files
from tongban_web.pages.form_pages import FILES_BYTES
from tongban_web.pages.public.party_cases import own_case, require_own_mandate
from tongban_web.posted import text_in
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import case_turns
from tongban_web.views import cases as views
from tongban_web.views.corrections import corrected, correction_page, promised

NOT_ASKED: Final = "这个办件现在不需要您补正，请从办件页面查看进度"


@get("/cases/{case_id:str}/correction")
async def ask(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """The points of the notice and the fields they are about."""
    view, matter = await _asked(request, node, case_id)
    return await _page(request, node, view, matter)


@post("/cases/{case_id:str}/correction", status_code=303, request_max_body_size=FILES_BYTES)
async def correct(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[Any]:
    """Hand in the correction, or show again what is wrong with it; the same once more leads to the case."""
    view, viewer = await own_case(request, node, case_id)
    matter, posted = _matter(node, view), await request.form()
    if not views.may(view, a.Correct):
        await _require_handed_in(request, node, view, viewer, posted)
        return Redirect(f"/cases/{view.case.id}", status_code=303)
    materials, typed = materials_to_correct(matter, view.case), corrected(view, matter, posted, places_of(request))
    said = text_in(posted, SAID)
    ready, wrong = await checked_files(node, view.case.id, materials, posted, viewer)
    fresh = [await node.uploads.register(file) for file in ready]
    if not wrong:
        try:
            await require_own_mandate(node, view, viewer)
            actor, pledges = node.authority.party(viewer, view.roles), promised(materials, posted)
            await node.corrections.correct(view.case.id, actor, typed=typed, pledges=pledges, uploads=fresh, said=said)
            return Redirect(f"/cases/{view.case.id}", status_code=303)
        except Refused as refusal:
            wrong += refusal.objections
    return await _page(request, node, view, matter, typed={**typed, SAID: said}, objections=wrong)


async def _asked(request: PageRequest, node: Node, case_id: str) -> tuple[CaseView, Matter]:
    view, _ = await own_case(request, node, case_id)
    if not views.may(view, a.Correct):
        raise NotFound(NOT_ASKED)
    return view, _matter(node, view)


def _matter(node: Node, view: CaseView) -> Matter:
    return node.plugins.matter(view.case.matter, view.case.edition)


async def _require_handed_in(
    request: PageRequest, node: Node, view: CaseView, viewer: Viewer, posted: Mapping[str, Any]
) -> None:
    """Raise `NotFound` where what is posted was not taken before; keeps none of it."""
    matter = _matter(node, view)
    materials, typed = materials_to_correct(matter, view.case), corrected(view, matter, posted, places_of(request))
    files = await known_files(node, view.case.id, materials, posted)
    actor, pledges, said = node.authority.party(viewer, view.roles), promised(materials, posted), text_in(posted, SAID)
    if files is None or not await node.corrections.is_handed_in(
        view.case.id, actor, typed=typed, pledges=pledges, uploads=files, said=said
    ):
        raise NotFound(NOT_ASKED)


async def _page(
    request: PageRequest,
    node: Node,
    view: CaseView,
    matter: Matter,
    *,
    typed: Mapping[str, str] | None = None,
    objections: Sequence[Objection] = (),
) -> Response[str]:
    files = await node.corrections.files_since(view.case.id, view.dossier)
    names = places_of(request)
    page = correction_page(view, matter, files, typed=typed, objections=objections, names=names)
    clocks = case_turns.time_to_correct(view, deadlines_of(node))
    return render(
        request, "correction.html", status=422 if objections else 200, section="cases", page=page, clocks=clocks
    )


ROUTE_HANDLERS = (ask, correct)
