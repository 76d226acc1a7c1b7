"""Whoever breaks a request off is gone: that is no fault of ours, which Litestar would take it for."""

from __future__ import annotations

from typing import cast

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_400_BAD_REQUEST
from litestar.types import HTTPReceiveMessage, Receive, Scope

BODILESS = frozenset({"GET", "HEAD"})


class Departed(HTTPException):
    """Raised in the midst of a body whose rest will not come; nobody reads the answer."""

    status_code = HTTP_400_BAD_REQUEST


def noticing_departure(scope: Scope, receive: Receive) -> Receive:
    """`receive`, raising `Departed` where the connection ends before the body does."""
    if scope.get("method") in BODILESS:
        return receive
    whole = False

    async def received() -> HTTPReceiveMessage:
        nonlocal whole
        message = cast("HTTPReceiveMessage", await receive())
        if message["type"] == "http.disconnect" and not whole:
            raise Departed("the request was broken off before its end")
        whole = whole or not message.get("more_body", False)
        return message

    return received
