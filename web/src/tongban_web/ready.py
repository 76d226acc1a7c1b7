"""Answers as two messages that are ready: Litestar's own gathers cookies and headers of several layers, mostly none."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK
from litestar.types import Receive, Scope, Send

OF_LAYERS: Final = ("background", "cookies", "headers", "encoded_headers")
"""What layers may add to an answer."""

HTML: Final = (b"content-type", b"text/html; charset=utf-8")


class Ready(ASGIResponse):
    """An answer as it is sent."""

    __slots__ = ("_headers",)

    def __init__(self, status_code: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status_code = status_code
        self._headers = headers
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self._headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Page(Response[str]):
    """A page; where something adds cookies, headers or work to it, it goes Litestar's way."""

    def to_asgi_response(self, app: Any, request: Any, **layers: Any) -> ASGIResponse:
        """As it is sent."""
        more = self.cookies or self.background or layers.get("is_head_response")
        if more or any(layers.get(name) for name in OF_LAYERS):
            return super().to_asgi_response(app, request, **layers)
        body = self.content.encode()
        own = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        status = self.status_code or layers.get("status_code") or HTTP_200_OK
        return Ready(status, [*own, HTML, (b"content-length", b"%d" % len(body))], body)
