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
from nats.errors import SlowConsumerError
from nats.js import JetStreamContext

from tongban import Misconfigured, TransportFailed
from tongban_nats import streams

KNOWN: Final = ("servers", "credentials", "authority", "replicas")
CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 20
TROUBLE: Final = (NatsError, OSError, TimeoutError)

_log = structlog.get_logger(__name__)


class Connection:
    """Options: `servers` (addresses with commas), `credentials`, `authority` (files), `replicas` (of its stream)."""

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
        self._laying = asyncio.Lock()
        self._is_laid = False

    async def client(self) -> Client:
        """The client, connected; raises TransportFailed."""
        async with self._turn:
            if self._client is None or self._client.is_closed:
                self._client = await self._connect()
        if not self._client.is_connected:
            raise TransportFailed("the NATS servers cannot be reached now")
        return self._client

    async def jetstream(self, *, patience: float = ANSWER_SECONDS) -> JetStreamContext:
        """JetStream, whose answers are awaited for so many seconds; raises TransportFailed."""
        return (await self.client()).jetstream(timeout=patience)

    async def own_stream(self) -> JetStreamContext:
        """JetStream, with the stream of what is on its way to this node; raises TransportFailed."""
        jetstream = await self.jetstream()
        async with self._laying:
            if not self._is_laid:
                try:
                    await streams.lay(jetstream, self._node, replicas=self._replicas)
                except TROUBLE as problem:
                    raise TransportFailed(f"no stream for this node: {type(problem).__name__}") from problem
                self._is_laid = True
        return jetstream

    def forget_stream(self) -> None:
        """Make sure anew that the stream is there: the servers may have lost it."""
        self._is_laid = False

    async def close(self) -> None:
        """End it."""
        if self._client is not None:
            await self._client.close()

    async def _connect(self) -> Client:
        about = {"name": f"tongban {self._node}", "inbox_prefix": inbox_of(self._node).encode()}
        options: dict[str, Any] = {"servers": self._servers, **about}
        if "credentials" in self._options:
            options["user_credentials"] = self._options["credentials"]
        if "authority" in self._options:
            options["tls"] = ssl.create_default_context(cafile=self._options["authority"])
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await nats.connect(**options, allow_reconnect=False, max_reconnect_attempts=1, error_cb=_tell)
        except TROUBLE as problem:
            raise TransportFailed(f"NATS: {type(problem).__name__}") from problem


def inbox_of(node: str) -> str:
    """Where a node has answers sent: servers let nobody else listen there."""
    return f"_INBOX.{node}"


async def _tell(problem: Exception) -> None:
    if not isinstance(problem, SlowConsumerError):  # once for each question too many; its asker goes on without
        _log.warning("nats_trouble", problem=str(problem) or type(problem).__name__)
