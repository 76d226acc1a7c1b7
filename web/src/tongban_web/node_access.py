"""How a handler reaches the node that serves the request."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.params import SkipValidation
from litestar.types import ASGIApp, Receive, Scope, Send

from tongban.node import Node

ServingNode: TypeAlias = NamedDependency[SkipValidation[Node]]
"""The dependency `node`; unmarked, Litestar would validate the whole node field by field at each request."""


AnyRequest: TypeAlias = Request[Any, Any, Any]


class BindDatabase(ASGIMiddleware):
    """Registers that query through Piccolo tables find the database of the node that serves the request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Bind it for the time of the request."""
        node: Node = scope["litestar_app"].state.node
        with node.database.bind():
            await next_app(scope, receive, send)
