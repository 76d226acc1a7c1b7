"""Makes the node's database that of Piccolo tables for the time of a request."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from tongban.node import Node


class BindDatabase(ASGIMiddleware):
    """Registers that query through Piccolo tables find the database of the node that serves the request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Bind it for the time of the request."""
        node: Node = scope["litestar_app"].state.node
        with node.database.bind():
            await next_app(scope, receive, send)
