"""授权管理: the legal representative of an organisation grants and revokes mandates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.desk.mandating import represented
from tongban.errors import NotFound, Refused
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.admission import require_person
from tongban_web.parties import person_of
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.mandates import mandate_page


@get("/mandates")
async def choose(request: PageRequest) -> Response[Any]:
    """The organisations that the person represents; a single one is opened at once."""
    organisations = person_of(require_person(request)).represents
    if len(organisations) == 1:
        return Redirect(f"/mandates/{organisations[0].number}", status_code=303)
    return render(request, "mandates_of.html", section="cases", organisations=organisations)


@get("/mandates/{organisation:str}")
async def manage(request: PageRequest, node: OwnNode, organisation: FromPath[str]) -> Response[str]:
    """The mandates of an organisation, and the form for another."""
    return await _page(request, node, organisation)


@post("/mandates/{organisation:str}", status_code=303)
async def grant(request: PageRequest, node: OwnNode, organisation: FromPath[str]) -> Response[Any]:
    """Grant a mandate, or say everything that is wrong with it."""
    form = await request.form()
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    matters = [str(each) for each in form.getall("matters", [])]
    try:
        await node.representatives.grant(require_person(request), organisation, typed, matters)
    except Refused as refusal:
        return await _page(request, node, organisation, typed=typed, matters=matters, objections=refusal.objections)
    return Redirect(f"/mandates/{organisation}?done=granted", status_code=303)


@post("/mandates/{organisation:str}/{granted:str}/revoke", status_code=303)
async def revoke(request: PageRequest, node: OwnNode, organisation: FromPath[str], granted: FromPath[str]) -> Redirect:
    """End a mandate at once; a second click finds that the first one has."""
    viewer = require_person(request)
    try:
        await node.representatives.revoke(viewer, organisation, granted)
    except NotFound:
        if not await node.representatives.is_revoked(viewer, organisation, granted):
            raise
    return Redirect(f"/mandates/{organisation}?done=revoked", status_code=303)


async def _page(
    request: PageRequest,
    node: Node,
    organisation: str,
    *,
    typed: Mapping[str, str] | None = None,
    matters: Sequence[str] = (),
    objections: Sequence[Objection] = (),
) -> Response[str]:
    viewer = require_person(request)
    page = mandate_page(
        represented(viewer, organisation),
        await node.representatives.of(viewer, organisation),
        node.representatives.matters,
        typed=typed if typed is not None else {"since": node.clock.today().isoformat()},
        chosen=matters,
        objections=objections,
        names=places_of(request),
        today=node.clock.today(),
    )
    done = request.query_params.get("done", "")
    return render(request, "mandates.html", status=422 if objections else 200, section="cases", page=page, done=done)


ROUTE_HANDLERS = (choose, manage, grant, revoke)
