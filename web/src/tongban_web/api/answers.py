"""What a caller gets: a body as JSON, encoded and sent by the shortest way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from litestar import Response
from litestar.background_tasks import BackgroundTask, BackgroundTasks
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from tongban_web.ready import OF_LAYERS, Ready

Content = TypeVar("Content")
JSON: Final = "application/json"
_NOT_SENT: Final = (
    "an Answer sends its own body, status and headers alone: return litestar.Response where a route needs cookies, "
    "headers of its router or work in the background"
)


class Answer(Response[Content]):
    """A body of the API.

    Litestar's own response looks for cookies, other encodings and headers of several layers, of which the API has none;
    that takes longer than to encode a case. A route or a layer that asks for any of these gets a `TypeError`.
    """

    def __init__(
        self,
        content: Content,
        *,
        background: BackgroundTask | BackgroundTasks | None = None,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        status_code: int | None = None,
        type_encoders: object = None,
    ) -> None:
        if background is not None:
            raise TypeError(_NOT_SENT)
        self.content = content
        self.background = None
        self.headers = dict(headers) if headers else {}
        self.media_type = media_type
        self.status_code = status_code
        self.cookies = []
        self.encoding = "utf-8"
        self.response_type_encoders = {}

    def to_asgi_response(
        self,
        app: object,
        request: object,
        *,
        media_type: str | None = None,
        status_code: int | None = None,
        **layers: Any,
    ) -> ASGIResponse:
        """As it is sent; what the answer does not say itself is its route's."""
        if self.cookies or any(layers.get(name) for name in OF_LAYERS):
            raise TypeError(_NOT_SENT)
        status = self.status_code or status_code or HTTP_200_OK
        own = [(name.encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        if status == HTTP_204_NO_CONTENT:
            return Ready(status, own, b"")
        body = _encode(self.content)
        kind = (self.media_type or media_type or JSON).encode()
        return Ready(status, [(b"content-type", kind), (b"content-length", b"%d" % len(body)), *own], body)


_encode = msgspec.json.Encoder().encode
