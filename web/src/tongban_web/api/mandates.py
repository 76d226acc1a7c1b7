"""Mandates of an organisation, granted and revoked by its legal representative."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta

from tongban_web.api.access import READ, WRITE, Caller, require
from tongban_web.api.bodies import Body, Shown
from tongban_web.api.problems import declared
from tongban_web.requests import OwnNode
from tongban_web.routes import Routes

PATH: Final = "/organisations/{organisation:str}/mandates"


class MandateBody(Body, frozen=True, kw_only=True):
    """A mandate to be given: to whom (resident number), for which matters, from and until which day."""

    agent: Annotated[str, Meta(max_length=18)]
    agent_name: Annotated[str, Meta(max_length=50)]
    matters: Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=100)]
    since: Annotated[str, Meta(max_length=10)]
    until: Annotated[str, Meta(max_length=10)]


class MandateLine(Shown, frozen=True, kw_only=True):
    """A mandate that stands, with the id by which it is revoked."""

    id: str
    agent: str
    agent_name: str
    matters: tuple[str, ...]
    since: str
    until: str


@get(PATH, operation_id="listMandates", summary="单位给出且没有撤销的授权", responses=declared(403, 404))
async def list_mandates(node: OwnNode, caller: Caller, organisation: FromPath[str]) -> list[MandateLine]:
    """The mandates that an organisation has given and not revoked."""
    require(caller, READ)
    found = await node.representatives.of(caller, organisation)
    return [
        MandateLine(
            id=each.id,
            agent=each.mandate.agent,
            agent_name=each.mandate.agent_name,
            matters=tuple(sorted(each.mandate.matters)),
            since=each.mandate.since,
            until=each.mandate.until,
        )
        for each in found
    ]


@post(
    PATH,
    operation_id="grantMandate",
    summary="授权经办人办理若干事项，到期日当天仍有效",
    status_code=HTTP_201_CREATED,
    responses=declared(403, 404, 422),
)
async def grant_mandate(
    node: OwnNode, caller: Caller, organisation: FromPath[str], data: JSONBody[MandateBody]
) -> MandateLine:
    """Authorise an agent for some matters until a day (inclusive)."""
    require(caller, WRITE)
    typed = {"agent": data.agent, "agent_name": data.agent_name, "since": data.since, "until": data.until}
    granted = await node.representatives.grant(caller, organisation, typed, data.matters)
    return MandateLine(id=granted, matters=tuple(sorted(set(data.matters))), **typed)


@delete(
    f"{PATH}/{{granted:str}}",
    operation_id="revokeMandate",
    summary="立即撤销一份授权",
    status_code=HTTP_204_NO_CONTENT,
    responses=declared(403, 404, 422),
)
async def revoke_mandate(node: OwnNode, caller: Caller, organisation: FromPath[str], granted: FromPath[str]) -> None:
    """End a mandate at once."""
    require(caller, WRITE)
    await node.representatives.revoke(caller, organisation, granted)


def mandates_router() -> Routes:
    """Listing, granting and revoking."""
    return Routes(path="/", route_handlers=[list_mandates, grant_mandate, revoke_mandate], tags=["授权"])
