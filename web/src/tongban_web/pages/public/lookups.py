"""我的信息查询记录: who had which register looked up about the person signed in, when and what for."""

from __future__ import annotations

from litestar import Response, get

from tongban_web.admission import require_person
from tongban_web.parties import keys_of, looking, person_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import lookups as views


@get("/lookups")
async def mine(request: PageRequest, node: OwnNode) -> Response[str]:
    """Every look-up that this node made or answered about the person, at the level at which cases are shown."""
    viewer = require_person(request)
    keys_of(node, viewer)
    await node.cases.context.audited_reading(looking(node, viewer), "read_lookups", purpose="own")
    found = await node.lookups.about(person_of(viewer).number)
    places = {other.id: other.name for other in node.trust.current.document.nodes}
    return render(
        request,
        "lookups.html",
        section="cases",
        columns=views.OWN_COLUMNS,
        rows=views.own(found, {matter.id: matter for matter in node.plugins.matters}, places),
    )


ROUTE_HANDLERS = (mine,)
