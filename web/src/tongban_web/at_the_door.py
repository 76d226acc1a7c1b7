"""What every request passes before its page: once, since as a middleware it would cost as much as a small page does."""

from __future__ import annotations

from litestar.types import ASGIApp, Receive, Scope, Send

from tongban.node import Node
from tongban_web.departing import noticing_departure

EXCHANGE = "/exchange/"


def at_the_door(app: ASGIApp) -> ASGIApp:
    """Binds the node's database and notes who awaits a page.

    Registers that query through Piccolo tables find the database of the node that serves the request. Whoever awaits a
    page goes before the letters that nodes exchange meanwhile, so every request is noted but those of other nodes.
    A body that breaks off is nobody's page any more.
    """

    async def passing(scope: Scope, receive: Receive, send: Send) -> None:
        node: Node = scope["litestar_app"].state.node
        receive = noticing_departure(scope, receive)
        with node.database.bind():
            if scope["path"].startswith(EXCHANGE):
                return await app(scope, receive, send)
            with node.exchange.shares.page():
                return await app(scope, receive, send)

    return passing
