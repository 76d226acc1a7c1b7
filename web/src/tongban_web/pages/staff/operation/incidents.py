"""Incidents: what nodes were found to differ in."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound, Refused
from tongban.exchange.incidents import Incident
from tongban.node import Node
from tongban_web.pages.staff.operation.operators import SECTION, names, operator
from tongban_web.pages.staff.operation.reasons import Asked, reason_form, reason_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import operation_incidents as views


@get("/operation/incidents")
async def incidents(request: PageRequest, node: OwnNode) -> Response[str]:
    """What nodes were found to differ in."""
    operator(request)
    found, known = node.operation.incidents, names(node)
    return render(
        request,
        "operation/incidents.html",
        section=SECTION,
        part="incidents",
        open=tuple(views.incident_card(each, known) for each in await found.all_open()),
        closed=tuple(views.incident_card(each, known) for each in await found.last_closed()),
    )


@get("/operation/incidents/{incident:int}")
async def ask_what_was_found(request: PageRequest, node: OwnNode, incident: FromPath[int]) -> Response[str]:
    """The form with which an incident is closed."""
    operator(request)
    return _incident_form(request, await _incident(node, incident), node)


@post("/operation/incidents/{incident:int}", status_code=303)
async def close_incident(request: PageRequest, node: OwnNode, incident: FromPath[int]) -> Response[str] | Redirect:
    """Close an incident with a note."""
    by, note = operator(request), await reason_of(request)
    try:
        await node.operation.close_incident(incident, note, by)
    except Refused as refused:
        return _incident_form(request, await _incident(node, incident), node, refused, note)
    return Redirect("/operation/incidents", status_code=303)


async def _incident(node: Node, incident: int) -> Incident:
    found = await node.operation.incidents.all_open()
    one = next((each for each in found if each.id == incident), None)
    if one is None:
        raise NotFound("该事件已经关闭，请返回事件列表查看")
    return one


def _incident_form(
    request: PageRequest, incident: Incident, node: Node, refused: Refused | None = None, reason: str = ""
) -> Response[str]:
    card = views.incident_card(incident, names(node))
    asked = Asked(
        heading="关闭事件",
        about=card.title,
        facts=(*card.facts, card.details, card.remedy),
        submit="关闭事件",
        hint="写明查明的情况；说明记入审计日志。",
        action=card.url,
        back="/operation/incidents",
    )
    return reason_form(request, asked, refused, reason)


ROUTE_HANDLERS = (incidents, ask_what_was_found, close_incident)
