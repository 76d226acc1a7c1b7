"""The other nodes: how the exchange with each stands, and testing the connection."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get, post
from litestar.params import FromPath

from tongban.clock import milliseconds
from tongban.errors import NotFound
from tongban.node import Node
from tongban.operation.connections import Step
from tongban.operation.peers import PeerStanding
from tongban_web.pages.staff.operation.operators import SECTION, operator
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import operation_peers as views


@get("/operation")
async def peers(request: PageRequest, node: OwnNode) -> Response[str]:
    """Every other node, and the figures that an operator looks at first."""
    operator(request)
    standing = await node.operation.standings.of_peers()
    letters = node.operation.letters
    dead = [*await letters.refused(), *await letters.waiting(), *await letters.not_applied()]
    document = node.trust.current.document
    figures = views.tiles(
        standing,
        dead=len(dead),
        incidents=len(await node.operation.incidents.all_open()),
        expires_in=document.expires - milliseconds(node.clock.now()),
    )
    rows = tuple(views.peer_row(each) for each in standing)
    return render(
        request,
        "operation/peers.html",
        section=SECTION,
        part="peers",
        tiles=figures,
        peers=rows,
        version=document.version,
    )


@get("/operation/peers/{code:str}")
async def peer(request: PageRequest, node: OwnNode, code: FromPath[str]) -> Response[str]:
    """One node: how the exchange with it stands, its keys and grants."""
    operator(request)
    return _peer_page(request, node, await _standing(node, code), ())


@post("/operation/peers/{code:str}/test", status_code=200)
async def test(request: PageRequest, node: OwnNode, code: FromPath[str]) -> Response[str]:
    """Test the connection to a node, and show what was found."""
    by, found = operator(request), await _standing(node, code)
    return _peer_page(request, node, found, await node.operation.test(code, by))


async def _standing(node: Node, code: str) -> PeerStanding:
    found = await node.operation.standings.of_peers()
    standing = next((each for each in found if each.node == code), None)
    if standing is None:
        raise NotFound("信任名录中没有这个节点，请从“各节点”中选择")
    return standing


def _peer_page(request: PageRequest, node: Node, found: PeerStanding, steps: Sequence[Step]) -> Response[str]:
    matters = {matter.id: matter.name for matter in node.plugins.matters}
    standings = node.operation.standings
    return render(
        request,
        "operation/peer.html",
        section=SECTION,
        peer=views.peer_row(found),
        standing=views.standing(found, node.trust.current.document.version),
        key_columns=views.KEY_COLUMNS,
        keys=views.keys(standings.keys(found.node)),
        grant_columns=views.GRANT_COLUMNS,
        grants=views.grants(standings.grants(found.node), matters, node.settings.node),
        steps=tuple(steps),
    )


ROUTE_HANDLERS = (peers, peer, test)
