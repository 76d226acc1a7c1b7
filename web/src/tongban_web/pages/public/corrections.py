"""Correction: exactly what the notice asks for, field by field, with the officer's reasons."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases import acts as a
from tongban.cases.reading import CaseView
from tongban.errors import NotFound, Refused
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.pages.public.drafting import keep_files
from tongban_web.pages.public.drafts import FILES_BYTES
from tongban_web.pages.public.party_cases import act, for_party
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import cases as views
from tongban_web.views.corrections import Corrected, corrected, correction_page


@get("/cases/{case_id:str}/correction")
async def ask(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """The points of the notice and the fields they are about."""
    view, matter = await _asked(request, node, case_id)
    return await _page(request, node, view, matter)


@post("/cases/{case_id:str}/correction", status_code=303, request_max_body_size=FILES_BYTES)
async def correct(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[Any]:
    """Hand in the correction, or show again what is wrong with it."""
    view, viewer = await for_party(request, node, case_id)
    _, matter = await _asked(request, node, case_id)
    posted = await request.form()
    wrong = await keep_files(node, view.case.id, matter, posted, viewer)
    check = node.desk.check(node.clock.today())
    files = await node.uploads.of_application(view.case.id)
    made = corrected(view, matter, posted, files, check=check, names=places_of(request), now=node.clock.now())
    wrong += made.objections
    if not wrong:
        try:
            await act(node, view, viewer, a.Correct(answers=made.answers, evidence=made.evidence))
            return Redirect(f"/cases/{view.case.id}", status_code=303)
        except Refused as refusal:
            wrong += refusal.objections
    return await _page(request, node, view, matter, made=made, objections=wrong)


async def _asked(request: PageRequest, node: Node, case_id: str) -> tuple[CaseView, Matter]:
    view, _ = await for_party(request, node, case_id)
    if not views.may(view, a.Correct):
        raise NotFound("这个办件现在不需要您补正，请从办件页面查看进度")
    return view, node.plugins.matter(view.case.matter, view.case.edition)


async def _page(
    request: PageRequest,
    node: Node,
    view: CaseView,
    matter: Matter,
    *,
    made: Corrected | None = None,
    objections: list[Objection] | None = None,
) -> Response[str]:
    files = await node.uploads.of_application(view.case.id)
    page = correction_page(
        view, matter, files, typed=made.typed if made else None, objections=objections or (), names=places_of(request)
    )
    clocks = views.clocks(view, node.clock.today(), node.cases.context.calendar)
    return render(
        request, "correction.html", status=422 if objections else 200, section="cases", page=page, clocks=clocks
    )


ROUTE_HANDLERS = (ask, correct)
