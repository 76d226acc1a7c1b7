"""What every transport must keep; a plugin that brings one subclasses `TransportContract` in its tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest

from tongban.exchange import limits
from tongban.exchange.transport import Receiver, Transport, TransportFailed
from tongban.storage.errors import Unavailable

NEAR: Final = "510000"
"""The node that sends."""
FAR: Final = "440000"
"""The node that receives."""
NOBODY: Final = "990000"
LARGEST: Final = bytes(range(256)) * (limits.token_bytes(limits.MAX_PAYLOAD_BYTES) // 256)
ITEMS: Final = (b"a", b"\0\r\n\xff" * 9, "签名".encode(), LARGEST)
POISON: Final = b"poison"
PATIENCE_SECONDS: Final = 20.0
"""How long an item may be under way."""


@dataclass(slots=True)
class Recorder:
    """A node that answers each item with another, and cannot store anything as often as `fails` says.

    `POISON` breaks it in a way that nobody thought of.
    """

    fails: int = 0
    seen: list[bytes] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        """Note the items."""
        if POISON in items:
            raise OverflowError
        if self.fails:
            self.fails -= 1
            raise Unavailable("the disk is full")
        self.seen += items
        self._news.set()
        return [answer_to(item) for item in items if not item.startswith(b"answer")]

    async def answer(self, question: bytes) -> bytes:
        """Echo the question."""
        return answer_to(question)

    async def until_seen(self, wanted: Sequence[bytes]) -> None:
        """Wait until all of these have arrived."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not set(wanted) <= set(self.seen):
                await self._news.wait()
                self._news.clear()


Join = Callable[[Recorder, Recorder], AbstractAsyncContextManager[Transport]]
"""What the fixture `join` of a contract is: it sets up a transport from the first recorder to the second."""


@asynccontextmanager
async def at_work(transport: Transport, receiver: Receiver) -> AsyncIterator[None]:
    """A transport receives inside this block; what ended it before is raised."""
    receiving = asyncio.create_task(transport.receive(receiver))
    try:
        yield
    finally:
        ended = receiving.done()
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
    assert not ended, "the transport ended by itself"


def lay_lanes(folder: Path, nodes: Sequence[str]) -> None:
    """Folders `folder/<node>/in` and `out`, where what one node lays out for another lies in that one's at once."""
    for node in nodes:
        (folder / node / "in").mkdir(parents=True)
        (folder / node / "out").mkdir()
    for sender, receiver in permutations(nodes, 2):
        (folder / sender / "out" / receiver).mkdir()
        (folder / receiver / "in" / sender).symlink_to(folder / sender / "out" / receiver)


def answer_to(item: bytes) -> bytes:
    """What a recorder answers."""
    return b"answer" + item[:8]


class TransportContract:
    """Define a fixture `join`: for the receivers at NEAR and FAR, a context in which NEAR's transport is at work."""

    async def test_items_arrive_as_they_were_sent(self, join: Join) -> None:
        near, far = Recorder(), Recorder()
        async with join(near, far) as transport:
            await transport.send(FAR, ITEMS)
            await far.until_seen(ITEMS)
        assert set(far.seen) == set(ITEMS)

    async def test_a_full_batch_arrives_and_is_answered(self, join: Join) -> None:
        near, far = Recorder(), Recorder()
        items = [b"%03d" % number for number in range(2 * limits.BATCH_ITEMS)]
        async with join(near, far) as transport:
            at_once = await transport.send(FAR, items)
            await far.until_seen(items)
            await near.until_seen([answer_to(item) for item in items if answer_to(item) not in at_once])

    async def test_what_could_not_be_stored_comes_again_or_is_told_of(self, join: Join) -> None:
        near, far = Recorder(), Recorder(fails=1)
        async with join(near, far) as transport:
            try:
                await transport.send(FAR, [b"a"])
            except TransportFailed:
                return
            await far.until_seen([b"a"])

    async def test_what_breaks_the_receiver_holds_up_nothing_that_comes_later(self, join: Join) -> None:
        far = Recorder()
        async with join(Recorder(), far) as transport:
            with suppress(TransportFailed):
                await transport.send(FAR, [POISON])
            await transport.send(FAR, [b"a"])
            await far.until_seen([b"a"])

    async def test_a_question_is_answered_or_refused_at_once(self, join: Join) -> None:
        async with join(Recorder(), Recorder()) as transport:
            try:
                answer = await transport.ask(FAR, b"question")
            except TransportFailed:
                return
        assert answer == answer_to(b"question")

    async def test_where_no_question_is_carried_it_is_said_beforehand(self, join: Join) -> None:
        async with join(Recorder(), Recorder()) as transport:
            if not transport.manner(FAR).carries_questions:
                with pytest.raises(TransportFailed):
                    await transport.ask(FAR, b"question")

    async def test_a_node_that_nobody_lists_is_not_reached(self, join: Join) -> None:
        async with join(Recorder(), Recorder()) as transport:
            with pytest.raises(TransportFailed):
                await transport.send(NOBODY, [b"a"])
            with pytest.raises(TransportFailed):
                await transport.ask(NOBODY, b"question")

    async def test_a_probe_never_raises(self, join: Join) -> None:
        async with join(Recorder(), Recorder()) as transport:
            assert await transport.probe(FAR) in {True, False}
            assert await transport.probe(NOBODY) in {True, False}
