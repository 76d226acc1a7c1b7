"""Incidents: what nodes were found to differ in."""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound
from tongban.node import Node
from tongban_web.pages.staff.operation.operators import SECTION, names, operator
from tongban_web.pages.staff.operation.reasons import Asked, reason_form, with_reason
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import operation_incidents as views

LIST: Final = "/operation/incidents"


@get(LIST)
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
    return reason_form(request, await _asked(node, incident))


@post("/operation/incidents/{incident:int}", status_code=303)
async def close_incident(request: PageRequest, node: OwnNode, incident: FromPath[int]) -> Response[str] | Redirect:
    """Close an incident with a note."""
    close = partial(node.operation.close_incident, incident)
    return await with_reason(request, close, partial(_asked, node, incident), back=LIST)


async def _asked(node: Node, incident: int) -> Asked:
    found = await node.operation.incidents.all_open()
    one = next((each for each in found if each.id == incident), None)
    if one is None:
        raise NotFound("该事件已经关闭，请返回事件列表查看")
    card = views.incident_card(one, names(node))
    return Asked(
        heading="关闭事件",
        about=card.title,
        facts=(*card.facts, card.details, card.remedy),
        submit="关闭事件",
        hint="写明查明的情况；说明记入审计日志。",
        action=card.url,
        back=LIST,
    )


ROUTE_HANDLERS = (incidents, ask_what_was_found, close_incident)
