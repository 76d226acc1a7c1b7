"""Lets whoever awaits a page go before the letters that this node exchanges meanwhile."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from tongban.node import Node


class PagesFirst(ASGIMiddleware):
    """Notes every request but those of other nodes."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Note it for the time of the request."""
        if scope["path"].startswith("/exchange/"):
            return await next_app(scope, receive, send)
        node: Node = scope["litestar_app"].state.node
        with node.exchange.shares.page():
            return await next_app(scope, receive, send)
