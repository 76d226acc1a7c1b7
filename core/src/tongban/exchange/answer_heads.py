"""The head of an answer over HTTP is only so long, and others have a turn after each small piece of it.

Before it a peer may say any number of times that an answer is to come ("100 Continue"), and where several of these are
here they are all read before anybody else in the process has a turn.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, Final

import httpcore
import httpx

HEAD_BYTES: Final = 64 * 1024
HEAD_PIECE_BYTES: Final = 2 * 1024
"""Read of it at once: some eighty times "100 Continue"."""

LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0)


class BoundedHeads(httpx.AsyncHTTPTransport):
    """Connections as HTTPX makes them, each over a line that counts what comes before an answer's body."""

    def __init__(self, authorities: ssl.SSLContext) -> None:
        super().__init__(verify=authorities, trust_env=False)
        # HTTPX hands no network through, so this is its own pool with its own limits.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=authorities,
            max_connections=LIMITS.max_connections,
            max_keepalive_connections=LIMITS.max_keepalive_connections,
            keepalive_expiry=LIMITS.keepalive_expiry,
            network_backend=_Network(),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The head is here once there is a response."""
        response = await super().handle_async_request(request)
        line = response.extensions.get("network_stream")
        if isinstance(line, _Line):
            line.head_is_here()
        return response


class _Network(httpcore.AnyIOBackend):
    async def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        return _Line(await super().connect_tcp(*arguments, **named))


class _Line(httpcore.AsyncNetworkStream):
    def __init__(self, line: httpcore.AsyncNetworkStream) -> None:
        self._line = line
        self._head_left: int | None = HEAD_BYTES

    def head_is_here(self) -> None:
        self._head_left = None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._head_left = HEAD_BYTES  # of the answer to what is written
        await self._line.write(buffer, timeout)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._head_left is None:
            return await self._line.read(max_bytes, timeout)
        if self._head_left <= 0:
            raise httpcore.RemoteProtocolError(f"the head of the answer is longer than {HEAD_BYTES} bytes")
        await asyncio.sleep(0)  # a line under TLS awaits nothing where it has more already
        received = await self._line.read(min(max_bytes, HEAD_PIECE_BYTES), timeout)
        self._head_left -= len(received)
        return received

    async def start_tls(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        return _Line(await self._line.start_tls(*arguments, **named))

    async def aclose(self) -> None:
        await self._line.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)
