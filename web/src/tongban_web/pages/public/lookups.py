"""我的信息查询记录: who had which register looked up about the person signed in, when and what for."""

from __future__ import annotations

from litestar import Response, get

from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban.storage import Row
from tongban_web.admission import require_person
from tongban_web.parties import keys_of, looking, mandated_matters, person_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import lookups as views


@get("/lookups")
async def mine(request: PageRequest, node: OwnNode) -> Response[str]:
    """Every look-up that this node made or answered about the person, at the level at which cases are shown.

    Whoever acts for an organisation reads those about it, as far as its mandates of today go.
    """
    viewer = require_person(request)
    keys_of(node, viewer)
    await node.cases.context.audited_reading(looking(node, viewer), "read_lookups", purpose="own")
    found = await _about(node, viewer)
    places = {other.id: other.name for other in node.trust.current.document.nodes}
    return render(
        request,
        "lookups.html",
        section="cases",
        organisation=viewer.organisation_name,
        columns=views.OWN_COLUMNS,
        rows=views.own(found, {matter.id: matter for matter in node.plugins.matters}, places),
    )


async def _about(node: Node, viewer: Viewer) -> list[Row]:
    if not viewer.organisation:
        return await node.lookups.about(person_of(viewer).number)
    return await node.lookups.about_for(viewer.organisation, await mandated_matters(node, viewer))


ROUTE_HANDLERS = (mine,)
