"""Supervision through the API, as on its pages: cases by state, time limit and pair of provinces, and lists of them."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from tongban.cases.acts import Actor
from tongban.cases.overview import PAGE, Filter, Listed, Urgency
from tongban.cases.state import State
from tongban.identity.people import OfficerRole
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban_web.api.access import READ, Caller, require, require_officer
from tongban_web.api.cases import Before, line_above
from tongban_web.api.oversight_bodies import CountBody, OverseenLine, OverseenLines, OverviewBody
from tongban_web.api.problems import NotPermitted, declared
from tongban_web.paging import place_after
from tongban_web.requests import OwnNode
from tongban_web.routes import Routes

InState = Annotated[State | None, QueryParameter(name="state", description="办件状态")]
InUrgency = Annotated[Urgency | None, QueryParameter(description="期限状况")]
Province = Annotated[str, QueryParameter(pattern=r"^(\d{6})?$", description="省级行政区划代码")]


@get(
    "/supervision",
    operation_id="readOverview",
    summary="按状态、期限和收办两地统计的在办件，供监管人员",
    responses=declared(403),
)
async def read_overview(node: OwnNode, caller: Caller) -> OverviewBody:
    """The counts, at most a minute old."""
    counts = await node.overviews.counts(_supervisor(node, caller))
    return OverviewBody(
        at=counts.at,
        open=tuple(
            CountBody(
                receiving=each.receiving,
                competent=each.competent,
                state=each.state.value,
                urgency=each.urgency.value,
                cases=each.cases,
            )
            for each in counts.counts
        ),
        ended={state.value: cases for state, cases in counts.ended.items()},
    )


@get(
    "/supervision/cases",
    operation_id="listOverseenCases",
    summary="监管人员筛选的办件，新的在前；不含任何人的姓名",
    responses=declared(403, 422),
)
async def list_overseen(
    *,
    node: OwnNode,
    caller: Caller,
    in_state: InState = None,
    urgency: InUrgency = None,
    receiving: Province = "",
    competent: Province = "",
    before: Before = "",
) -> OverseenLines:
    """The cases that fit all that is given, newest first."""
    chosen = Filter(state=in_state, urgency=urgency, receiving=receiving, competent=competent)
    since = line_above(before)
    found = await node.overviews.cases(chosen, _supervisor(node, caller), since)
    lines = tuple(_line(each) for each in found)
    return OverseenLines(
        cases=lines, next=place_after(lines[-1].submitted_at, lines[-1].id) if len(lines) == PAGE else ""
    )


def _supervisor(node: Node, caller: Viewer) -> Actor:
    require(caller, READ)
    officer = require_officer(caller)
    if OfficerRole.SUPERVISOR not in officer.roles:
        raise NotPermitted("该接口供监管人员使用，请以监管人员身份签发的令牌访问")
    return node.authority.officer(officer)


def _line(listed: Listed) -> OverseenLine:
    return OverseenLine(
        id=listed.case_id,
        number=listed.number,
        matter_name=listed.matter_name,
        state=listed.state.value,
        state_name=listed.state.label,
        receiving=listed.receiving,
        competent=listed.competent,
        due_on=listed.due_on,
        submitted_at=listed.submitted_at,
    )


def oversight_router() -> Routes:
    """Supervision."""
    return Routes(path="/", route_handlers=[read_overview, list_overseen], tags=["监管"])
