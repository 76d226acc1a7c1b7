"""All transports of a node as one: each peer is served by the first that both it and this node have."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from tongban.exchange.transport import AT_ONCE, Manner, Receiver, Transport, TransportFailed
from tongban.exchange.trust import Trust
from tongban.faults import trace

RESTART_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class Carriers:
    """The trust list says by which transports a node is reached, the best first."""

    name = "carriers"

    def __init__(self, transports: Sequence[Transport], trust: Trust) -> None:
        self._transports: Mapping[str, Transport] = {transport.name: transport for transport in reversed(transports)}
        self._trust = trust

    @property
    def names(self) -> tuple[str, ...]:
        """The transports that this node has."""
        return tuple(sorted(self._transports))

    def serving(self, peer: str) -> Transport:
        """The transport that serves a peer; raises TransportFailed naming what is missing."""
        node = self._trust.current.node(peer)
        if node is None:
            raise TransportFailed(f"{peer} is not in the trust list")
        for name in node.transports:
            if name in self._transports:
                return self._transports[name]
        wanted = " or ".join(node.transports)
        raise TransportFailed(f"{peer} is reached by {wanted}; this node has {', '.join(self.names)}: enable one")

    def manner(self, peer: str) -> Manner:
        """That of the peer's transport."""
        try:
            return self.serving(peer).manner(peer)
        except TransportFailed:
            return AT_ONCE

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch."""
        return await self.serving(peer).send(peer, items)

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Deliver a question."""
        return await self.serving(peer).ask(peer, question)

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached."""
        try:
            return await self.serving(peer).probe(peer)
        except TransportFailed:
            return False

    async def receive(self, receiver: Receiver) -> None:
        """Hand over what arrives by any of them; one that fails is started again."""
        async with asyncio.TaskGroup() as group:
            for transport in self._transports.values():
                group.create_task(_keep_receiving(transport, receiver))


async def _keep_receiving(transport: Transport, receiver: Receiver) -> None:
    while True:
        try:
            return await transport.receive(receiver)
        except Exception as problem:  # noqa: BLE001 - one transport's trouble must not end the others
            _log.error("transport_failed", transport=transport.name, trace=trace(problem))
        await asyncio.sleep(RESTART_SECONDS)
