"""Turns away addresses that no page has and that files and databases stumble over."""

from __future__ import annotations

from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException, ValidationException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

LONGEST_BYTES: Final = 250
"""Twice our longest address, and less than a file system takes as a name."""


class PlainAddresses(ASGIMiddleware):
    """Answers 404 where the path holds a NUL or is longer than any of ours, 400 where the query holds a NUL."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let every other address pass."""
        path = scope["path"]
        if "\0" in path or len(path.encode(errors="replace")) > LONGEST_BYTES:
            raise NotFoundException
        if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            raise ValidationException("the query holds a NUL character")
        await next_app(scope, receive, send)
