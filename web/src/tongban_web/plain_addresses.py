"""Turns away addresses that no page has and that files and databases stumble over."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from litestar.exceptions import NotFoundException, ValidationException
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

LONGEST_BYTES: Final = 250
"""Twice our longest address, and less than a file system takes as a name."""


def for_plain_addresses(router: ASGIApp) -> ASGIApp:
    """The router of a site without those addresses: the site's own handlers tell of them as of a missing page."""

    def routing(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        try:
            require_plain_address(scope)
        except (NotFoundException, ValidationException):
            ScopeState.from_scope(scope).exception_handlers = scope["litestar_app"].exception_handlers
            raise
        return router(scope, receive, send)

    return routing


def require_plain_address(scope: Scope) -> None:
    """404 where the path holds a NUL or is longer than any of ours, 400 where the query holds a NUL."""
    path, query = scope["path"], scope["query_string"]
    if "\0" in path or len(path.encode(errors="replace")) > LONGEST_BYTES:
        raise NotFoundException
    if query and (b"%00" in query or b"\0" in query):
        raise ValidationException("the query holds a NUL character")
