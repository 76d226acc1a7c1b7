"""No peer holds up another: each has its part of a stream and a line of its own, whatever it sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import nats
import pytest
from nats.aio.client import Client

from tongban.exchange import frame
from tongban.exchange.transport import TransportFailed
from tongban.storage.errors import Unavailable
from tongban.testing.transports import FAR, NEAR, PATIENCE_SECONDS, Recorder, answer_to, at_work
from tongban_nats import streams
from tongban_nats.streams import MOST_WAITING

from .conftest import Server
from .ends import THIRD, Ends, until, until_answered

UNLISTED = "990000"


@pytest.fixture
async def ends(nats_server: Server) -> AsyncIterator[Ends]:
    async with Ends.over(nats_server) as made:
        yield made


@pytest.fixture
async def anybody(nats_server: Server) -> AsyncIterator[Client]:
    """A client that the servers let publish everything."""
    client = await nats.connect(nats_server.address)
    yield client
    await client.close()


async def waiting(ends: Ends) -> int:
    """Messages on their way to FAR."""
    jetstream = await ends.connections[FAR].own_stream()
    return (await jetstream.stream_info(streams.name_of(FAR))).state.messages


async def until_taken(ends: Ends) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await waiting(ends):  # noqa: ASYNC110 - it is the server that knows
            await asyncio.sleep(0.01)


async def flood(ends: Ends, sender: str) -> None:
    """Send until the servers take no more of this sender."""
    for _ in range(MOST_WAITING):
        await ends.transports[sender].send(FAR, [b"flood"])
    with pytest.raises(TransportFailed) as refused:
        await ends.transports[sender].send(FAR, [b"flood"])
    assert refused.value.code == "over_share"


@dataclass(slots=True)
class Stuck(Recorder):
    """A node that is never done with what one peer sends, and can never store what another does."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        if b"flood" in items:
            self.begun.set()
            await asyncio.Event().wait()
        if b"unstorable" in items:
            raise Unavailable("the disk is full")
        return await Recorder.take(self, items)


async def test_an_answer_that_finds_no_way_back_does_not_bring_the_message_again(ends: Ends) -> None:
    far = Recorder()
    async with at_work(ends.transports[FAR], far):
        await until(ends.transports[NEAR], reaches=FAR)
        assert not await ends.transports[FAR].probe(NEAR)
        await ends.transports[NEAR].send(FAR, [b"a"])
        await far.until_seen([b"a"])
        await until_taken(ends)
    assert far.seen == [b"a"]


async def test_what_was_taken_makes_room(ends: Ends) -> None:
    far = Recorder()
    async with ends.receiving(Recorder(), far) as transport:
        for n in range(2 * MOST_WAITING):
            await transport.send(FAR, [b"%d" % n])
            await far.until_seen([b"%d" % n])
        await until_taken(ends)


async def test_a_flood_fills_the_part_of_its_sender_and_of_nobody_else(ends: Ends) -> None:
    await ends.connections[FAR].own_stream()
    await flood(ends, NEAR)
    await ends.transports[THIRD].send(FAR, [b"a"])
    assert await waiting(ends) == MOST_WAITING + 1


async def test_the_largest_parts_of_all_senders_fit_into_a_stream(ends: Ends) -> None:
    config = streams.config_of(FAR, replicas=1)
    assert config.max_bytes is not None
    assert config.max_bytes >= streams.MOST_SENDERS * MOST_WAITING * streams.FRAME_BYTES


@pytest.mark.parametrize("item", [b"flood", b"unstorable"])
async def test_what_one_peer_sends_waits_behind_nobody_elses(ends: Ends, item: bytes) -> None:
    far = Stuck()
    await ends.connections[FAR].own_stream()
    for _ in range(MOST_WAITING):
        await ends.transports[NEAR].send(FAR, [item])
    async with at_work(ends.transports[FAR], far):
        if item == b"flood":
            await far.begun.wait()
        await ends.transports[THIRD].send(FAR, [b"a"])
        await far.until_seen([b"a"])


@dataclass(slots=True)
class Slow(Recorder):
    """A node that is long at work on what one peer sends."""

    times: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        if b"slow" in items:
            self.times += 1
            self.begun.set()
            await self.may_go_on.wait()
        return await Recorder.take(self, items)


async def test_a_line_that_breaks_is_taken_up_again_and_ends_no_other(ends: Ends) -> None:
    far = Slow()
    jetstream = await ends.connections[FAR].own_stream()
    async with at_work(ends.transports[FAR], far):
        await ends.transports[NEAR].send(FAR, [b"a"])
        await ends.transports[THIRD].send(FAR, [b"slow"])
        await far.until_seen([b"a"])
        await far.begun.wait()
        await jetstream.delete_consumer(streams.name_of(FAR), f"from-{NEAR}")
        await ends.transports[NEAR].send(FAR, [b"b"])
        await far.until_seen([b"b"])
        assert await ends.transports[NEAR].ask(FAR, b"question") == answer_to(b"question")
        far.may_go_on.set()
        await far.until_seen([b"slow"])
    assert far.times == 1, "what the others sent was broken off"


async def test_what_bears_the_name_of_an_unlisted_node_is_never_looked_at(ends: Ends, anybody: Client) -> None:
    far = Recorder()
    async with ends.receiving(Recorder(), far) as transport:
        subject = streams.letters(to=FAR, sender=UNLISTED)
        await anybody.jetstream().publish(subject, frame.pack([b"from nobody"]))
        await transport.send(FAR, [b"a"])
        await far.until_seen([b"a"])
        with pytest.raises(nats.errors.NoRespondersError):
            await anybody.request(streams.questions(to=FAR, sender=UNLISTED), b"question", timeout=5)
    assert far.seen == [b"a"]


async def test_an_answer_goes_to_the_inbox_of_its_asker_and_nowhere_else(ends: Ends, anybody: Client) -> None:
    """Else whoever may ask could have this node send something to another, in its own name."""
    for node in (FAR, THIRD):
        await ends.connections[node].own_stream()
    async with at_work(ends.transports[FAR], Recorder()):
        await until_answered(ends.transports[NEAR], b"first", by=FAR)
        subject, aim = streams.questions(to=FAR, sender=NEAR), streams.letters(to=THIRD, sender=FAR)
        await anybody.publish(subject, b"question", reply=aim)
        await anybody.flush()
        assert await ends.transports[NEAR].ask(FAR, b"question") == answer_to(b"question")
    third = await ends.connections[THIRD].own_stream()
    assert (await third.stream_info(streams.name_of(THIRD))).state.messages == 0
