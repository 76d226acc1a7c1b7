"""The connection of a node to the servers that its settings name, made at need and made anew when it broke.

The client's own reconnecting is off: it never gives up, not even at the first attempt, and holds up whoever waits.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Final

import nats
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig

from tongban.errors import Misconfigured
from tongban.exchange.transport import TransportFailed

KNOWN: Final = ("servers", "credentials", "authority", "replicas")
CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 20
MOST_BYTES: Final = 4 * 1024**3
KEEP_SECONDS: Final = 7 * 24 * 3600
TROUBLE: Final = (NatsError, OSError, TimeoutError)

_log = structlog.get_logger(__name__)


class Connection:
    """Options: `servers` (addresses with commas), `credentials`, `authority` (files), `replicas` (of each stream)."""

    def __init__(self, node: str, options: Mapping[str, str]) -> None:
        unknown = sorted(set(options) - set(KNOWN))
        if unknown:
            raise Misconfigured(f"transports.nats.{unknown[0]} is no option; the options are {', '.join(KNOWN)}")
        self._servers = [each.strip() for each in options.get("servers", "").split(",") if each.strip()]
        if not self._servers:
            raise Misconfigured("transports.nats.servers is missing: give addresses like tls://nats.example:4222")
        if not options.get("replicas", "1").isdecimal():
            raise Misconfigured(f"transports.nats.replicas = {options['replicas']!r} is no number; production needs 3")
        self._node = node
        self._options = options
        self._replicas = int(options.get("replicas", "1"))
        self._client: Client | None = None
        self._turn = asyncio.Lock()
        self._streams: set[str] = set()

    async def client(self) -> Client:
        """The client, connected; raises TransportFailed."""
        async with self._turn:
            if self._client is None or self._client.is_closed:
                self._client = await self._connect()
        if not self._client.is_connected:
            raise TransportFailed("the NATS servers cannot be reached now")
        return self._client

    async def stream(self, node: str) -> JetStreamContext:
        """JetStream, with the stream of what is on its way to a node; raises TransportFailed."""
        jetstream = (await self.client()).jetstream(timeout=ANSWER_SECONDS)
        if node not in self._streams:
            try:
                await jetstream.add_stream(config_of(node, replicas=self._replicas))
            except TROUBLE as problem:
                raise TransportFailed(f"no stream for {node}: {type(problem).__name__}") from problem
            self._streams.add(node)
        return jetstream

    def forget_streams(self) -> None:
        """Make sure anew that streams exist: the broker may have lost them."""
        self._streams.clear()

    async def close(self) -> None:
        """End it."""
        if self._client is not None:
            await self._client.close()

    async def _connect(self) -> Client:
        options: dict[str, Any] = {"servers": self._servers, "name": f"tongban {self._node}"}
        if "credentials" in self._options:
            options["user_credentials"] = self._options["credentials"]
        if "authority" in self._options:
            options["tls"] = ssl.create_default_context(cafile=self._options["authority"])
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await nats.connect(**options, allow_reconnect=False, max_reconnect_attempts=1, error_cb=_tell)
        except TROUBLE as problem:
            raise TransportFailed(f"NATS: {type(problem).__name__}") from problem


def config_of(node: str, *, replicas: int) -> StreamConfig:
    """The stream of a node: full, it refuses rather than forget; what is a week old was sent anew long ago."""
    return StreamConfig(
        name=f"TONGBAN_{node}",
        subjects=[f"tongban.letters.{node}.*"],
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_bytes=MOST_BYTES // 32,
        max_age=KEEP_SECONDS,
        num_replicas=replicas,
    )


async def _tell(problem: Exception) -> None:
    _log.warning("nats_trouble", problem=type(problem).__name__)
