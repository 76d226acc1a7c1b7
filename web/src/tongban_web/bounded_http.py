"""HTTP as a node speaks it: the head of a request is only so long and comes in time, and few requests wait at once."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from tongban_web.one_piece import OnePiece

HEAD_BYTES: Final = 64 * 1024
"""Of which nothing has come yet, neither the end of a head nor a piece of a body. Browsers and nodes send a few kB."""

HEAD_FIELDS: Final = 200
"""Headers of one request and its trailers. Each takes some 200 bytes here, were it four on the line."""

HEAD_SECONDS: Final = 20.0

MOST_WAITING: Final = 8
"""Requests sent before the answer to an earlier one; each takes 2 kB here, were it 30 bytes. Browsers send none."""


class _TooMany(Exception):
    """Raised to the parser, which then reads no further."""


class BoundedHttp(HttpToolsProtocol):
    """Uvicorn's own, which keeps whatever head is sent, and waits for it for ever: one stranger could end a node so."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unseen = 0
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as Uvicorn has it
        """Somebody has called: a head is to come."""
        super().connection_made(OnePiece(transport, self.loop))  # type: ignore[arg-type] # one, but for its class
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self._has_come()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes, of which something must come before there are too many."""
        self._unseen += len(data)
        super().data_received(data)
        if self._unseen > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(f"The head of a request may have {HEAD_BYTES} bytes.")

    def send_400_response(self, msg: str) -> None:
        """To be read as the answer to the request, and so only where no other is under way."""
        if self._is_answering():
            self.transport.close()
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """A further request on the same connection."""
        if len(self.pipeline) >= MOST_WAITING:
            raise _TooMany
        super().on_message_begin()
        self._await_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header or trailer of it."""
        if len(self.headers) >= HEAD_FIELDS:
            raise _TooMany
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here."""
        self._has_come()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._unseen = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request is here."""
        self._unseen = 0
        super().on_message_complete()

    def _is_answering(self) -> bool:
        answer: RequestResponseCycle | None = (
            self.cycle
        )  # None until there is a request, which Uvicorn does not declare
        return answer is not None and not answer.response_complete

    def _await_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _has_come(self) -> None:
        self._unseen = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_slow(self) -> None:
        self._waiting = None
        if self._is_answering():
            self._await_head()  # whoever asks before the last answer is there gets that answer
        elif not self.transport.is_closing():
            self.transport.close()
