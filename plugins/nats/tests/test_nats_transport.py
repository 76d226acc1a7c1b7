"""NATS keeps the contract of transports, and a broker that dies or forgets costs nothing but time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import keys, trust
from tongban.exchange.carriers import Carriers
from tongban.exchange.transport import Transport, TransportFailed
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey, TrustNode
from tongban.testing.transports import FAR, NEAR, Join, Recorder, TransportContract, at_work
from tongban_nats.connection import Connection
from tongban_nats.transport import NatsTransport

from .conftest import Server

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


class Ends:
    """The transports of both nodes, at work."""

    def __init__(self, server: Server) -> None:
        peers = listing(NEAR, FAR)
        self.connections = {node: Connection(node, {"servers": server.address}) for node in (NEAR, FAR)}
        self.transports = {
            node: Carriers([NatsTransport(connection, node=node, trust=peers)], peers)
            for node, connection in self.connections.items()
        }

    @asynccontextmanager
    async def receiving(self, near: Recorder, far: Recorder) -> AsyncIterator[Transport]:
        async with at_work(self.transports[NEAR], near), at_work(self.transports[FAR], far):
            yield self.transports[NEAR]


@pytest.fixture
async def ends(nats_server: Server) -> AsyncIterator[Ends]:
    made = Ends(nats_server)
    yield made
    for connection in made.connections.values():
        await connection.close()


class TestNats(TransportContract):
    @pytest.fixture
    def join(self, ends: Ends) -> Join:
        return ends.receiving


async def test_what_waits_in_a_broker_that_dies_still_arrives(ends: Ends, nats_server: Server):
    far = Recorder()
    await ends.transports[NEAR].send(FAR, [b"a"])
    nats_server.kill()
    nats_server.start()
    async with ends.receiving(Recorder(), far):
        await far.until_seen([b"a"])


async def test_a_broker_that_lost_its_memory_takes_what_is_sent_anew(ends: Ends, nats_server: Server):
    far = Recorder()
    await ends.transports[NEAR].send(FAR, [b"a"])
    nats_server.kill()
    shutil.rmtree(nats_server.folder)
    nats_server.start()
    async with ends.receiving(Recorder(), far) as transport:
        while True:
            try:
                await transport.send(FAR, [b"a"])
                break
            except TransportFailed:  # the connection is just being made anew
                await asyncio.sleep(0.05)
        await far.until_seen([b"a"])


async def test_servers_that_cannot_be_reached_are_a_failure_to_be_tried_again(ends: Ends, nats_server: Server):
    nats_server.kill()
    with pytest.raises(TransportFailed):
        await ends.transports[NEAR].send(FAR, [b"a"])
    assert not await ends.transports[NEAR].probe(FAR)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "transports.nats.servers is missing"),
        ({"servers": "nats://a", "server": "b"}, "transports.nats.server is no option"),
        ({"servers": "nats://a", "replicas": "three"}, "is no number"),
    ],
)
def test_wrong_options_stop_the_start_with_a_remedy(options: dict[str, str], said: str):
    with pytest.raises(Misconfigured, match=said):
        Connection(NEAR, options)
