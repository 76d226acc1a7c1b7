"""Turns away addresses with a NUL character, which no page has and no database can look up."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException, ValidationException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send


class PlainAddresses(ASGIMiddleware):
    """Answers 404 where the path holds a NUL, 400 where the query does."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let every other address pass."""
        if "\0" in scope["path"]:
            raise NotFoundException
        if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            raise ValidationException("the query holds a NUL character")
        await next_app(scope, receive, send)
