"""Nodes that list one another and meet over a server of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Self

from tongban.clock import milliseconds
from tongban.exchange import keys, trust
from tongban.exchange.carriers import Carriers
from tongban.exchange.transport import Transport, TransportFailed
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey, TrustNode
from tongban.testing.transports import FAR, NEAR, PATIENCE_SECONDS, Recorder, at_work
from tongban_nats.connection import Connection
from tongban_nats.transport import NatsTransport

from .conftest import Server

THIRD = "500000"
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def listing(*nodes: str) -> Trust:
    root = keys.generate("root")
    entries = []
    for node in nodes:
        public = keys.public(keys.generate(node))
        key = TrustKey(kid=public.kid, jwk=public.jwk, suite=public.suite, nbf=0)
        about = {"name": node, "url": f"http://{node}.test", "divisions": (node[:2],), "transports": ("nats",)}
        entries.append(TrustNode(id=node, keys=(key,), **about))
    until = milliseconds(NOW + timedelta(days=30))
    document = TrustDocument(version=1, issued=milliseconds(NOW), expires=until, nodes=tuple(entries))
    roots = {root.kid: keys.verifying(root)}
    return Trust(TrustList.load(trust.sign(document, [root]), roots=roots, threshold=1, now=NOW))


async def until(transport: Transport, *, reaches: str) -> None:
    """A node lays its stream as it begins to receive."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await transport.probe(reaches):  # noqa: ASYNC110 - it is the server that knows
            await asyncio.sleep(0.01)


async def until_answered(transport: Transport, question: bytes, *, by: str) -> bytes:
    """The answer of a node; its stream tells nothing of it, for it outlives the node that listens."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with suppress(TransportFailed):
                return await transport.ask(by, question)
            await asyncio.sleep(0.01)


class Ends:
    """The transports of three nodes; each may have an address and options of its own."""

    def __init__(self, options: Mapping[str, Mapping[str, str]]) -> None:
        peers = listing(*options)
        self.connections = {node: Connection(node, options[node]) for node in options}
        self.transports = {
            node: Carriers([NatsTransport(connection, node=node, trust=peers)], peers)
            for node, connection in self.connections.items()
        }

    @classmethod
    @asynccontextmanager
    async def over(cls, server: Server) -> AsyncIterator[Self]:
        """All of them over one server, as if nothing were forbidden."""
        made = cls({node: {"servers": server.address} for node in (NEAR, FAR, THIRD)})
        try:
            yield made
        finally:
            await made.close()

    @asynccontextmanager
    async def receiving(self, near: Recorder, far: Recorder) -> AsyncIterator[Transport]:
        """NEAR and FAR at work; the transport of NEAR, from where FAR can be reached."""
        async with at_work(self.transports[NEAR], near), at_work(self.transports[FAR], far):
            await until(self.transports[NEAR], reaches=FAR)
            yield self.transports[NEAR]

    async def close(self) -> None:
        """End all connections."""
        await asyncio.gather(*(connection.close() for connection in self.connections.values()))
