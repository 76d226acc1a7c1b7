"""The queue of an office: what there is to do, the most urgent first, and the jump to a case by its number."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.response import Redirect

from tongban.cases.reading import PAGE, QueueItem
from tongban.errors import NotFound
from tongban.identity.people import OfficerRole
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.admission import require_officer
from tongban_web.case_pages import deadlines_of
from tongban_web.officers import AT_DESK, actor_of, office_name, officer_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.queue import missed, queue_row

DESK = (OfficerRole.OFFICER, OfficerRole.APPROVER)


@get("/desk")
async def queue(request: PageRequest, node: OwnNode) -> Response[str]:
    """The tasks of the officer's office."""
    viewer = require_officer(request, *DESK)
    office = officer_of(viewer).office
    rows, more = await queue_page(request, node, "/desk")
    return render(
        request,
        "staff/queue.html",
        blocks=("queue",),
        section="desk",
        office=office_name(node, office),
        rows=rows,
        more=more,
        missing=missed(request.query_params.get("missing", "")),
    )


async def queue_page(request: PageRequest, node: Node, address: str) -> tuple[tuple[v.CaseRow, ...], str]:
    """One page of the office's tasks, and the address of the next."""
    viewer = require_officer(request, *AT_DESK)
    office = officer_of(viewer).office
    found = await node.reader.queue(office, actor_of(node, viewer), request.query_params.get("after", "")[:160])
    deadlines = deadlines_of(node)
    return tuple(queue_row(item, deadlines) for item in found), _more(found, address)


def _more(found: list[QueueItem], address: str) -> str:
    return f"{address}?after={quote(found[-1].cursor)}" if len(found) == PAGE else ""


@get("/desk/find")
async def find(request: PageRequest, node: OwnNode) -> Response[Any]:
    """To the case of a number or of a receipt's code."""
    viewer = require_officer(request, *AT_DESK)
    text = request.query_params.get("number", "").strip()[:60]
    home = "/desk" if officer_of(viewer).roles & set(DESK) else "/window"
    try:
        case_id = await node.reader.find(text, officer_of(viewer).office, actor_of(node, viewer)) if text else ""
    except NotFound:
        return Redirect(f"{home}?missing={quote(text)}", status_code=303)
    return Redirect(f"/desk/cases/{case_id}" if case_id else home, status_code=303)


ROUTE_HANDLERS = (queue, find)
