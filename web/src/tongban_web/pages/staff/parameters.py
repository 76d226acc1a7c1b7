"""The values of law in force at this province today, for the supervisor."""

from __future__ import annotations

from litestar import Response, get

from tongban.parameters_listed import values_in_force
from tongban_web.pages.staff.supervision import supervisor
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import parameters as views


@get("/supervision/parameters")
async def parameters(request: PageRequest, node: OwnNode) -> Response[str]:
    """Every parameter with its value, from when, by which text and from whose file."""
    supervisor(request)
    found = values_in_force(node.rulebook.in_force, node.settings.node, node.clock.today())
    return render(
        request,
        "staff/parameters.html",
        section="supervision",
        columns=views.COLUMNS,
        tables=views.tables(found, views.headings(node.plugins.loaded)),
    )


ROUTE_HANDLERS = (parameters,)
