"""NATS keeps the contract of transports, and a broker that dies or forgets costs nothing but time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest

from tongban.errors import Misconfigured
from tongban.exchange.transport import TransportFailed
from tongban.testing.transports import FAR, NEAR, Join, Recorder, TransportContract
from tongban_nats.connection import Connection

from .conftest import Server
from .ends import Ends


@pytest.fixture
async def ends(nats_server: Server) -> AsyncIterator[Ends]:
    async with Ends.over(nats_server) as made:
        yield made


class TestNats(TransportContract):
    @pytest.fixture
    def join(self, ends: Ends) -> Join:
        return ends.receiving


async def test_what_waits_in_a_broker_that_dies_still_arrives(ends: Ends, nats_server: Server):
    far = Recorder()
    await ends.connections[FAR].own_stream()
    await ends.transports[NEAR].send(FAR, [b"a"])
    nats_server.kill()
    nats_server.start()
    async with ends.receiving(Recorder(), far):
        await far.until_seen([b"a"])


async def test_a_broker_that_lost_its_memory_takes_what_is_sent_anew(ends: Ends, nats_server: Server):
    far = Recorder()
    await ends.connections[FAR].own_stream()
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
