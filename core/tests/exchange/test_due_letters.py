"""What one peer has parked here holds up neither letters to others nor what others have parked; in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from core.tests.exchange.conftest import START, trust_list, trust_node

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import keys
from tongban.exchange.exchange import Exchange, assemble
from tongban.exchange.keyring import Keyring
from tongban.exchange.letters import Letter
from tongban.exchange.shares import Shares
from tongban.exchange.store import Parked
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.transport import AT_ONCE, Manner
from tongban.exchange.trust import Trust
from tongban.testing.simulation.loop import VirtualLoop

HERE, FLOOD, OTHER = "510000", "500000", "440000"
SOON = 2.0


@dataclass(frozen=True)
class NotingStore(MemoryStore):
    """Notes when each peer's streams were looked at."""

    looked_at: list[tuple[str, float]] = field(default_factory=list)

    async def first_parked(self, sender: str, case: str) -> Parked | None:
        self.looked_at.append((sender, asyncio.get_running_loop().time()))
        return await super().first_parked(sender, case)


@dataclass
class NotingTransport:
    """Notes when something is sent to whom, and has no answers."""

    sent: list[tuple[str, float]] = field(default_factory=list)

    def manner(self, peer: str) -> Manner:
        return AT_ONCE

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        self.sent.append((peer, asyncio.get_running_loop().time()))
        return []

    async def probe(self, peer: str) -> bool:
        return True


def test_what_a_flood_has_parked_holds_up_no_letter_to_or_from_others() -> None:
    loop, store, transport = VirtualLoop(), NotingStore(Disk(), lambda: milliseconds(START)), NotingTransport()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(lived(store, transport))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    assert first_of(store.looked_at, FLOOD) < SOON
    assert first_of(store.looked_at, OTHER) < SOON
    assert first_of(transport.sent, OTHER) < SOON
    times = [at for peer, at in store.looked_at if peer == FLOOD]
    assert max(times) - min(times) > 2 * SOON, "the flood itself stood back"


def first_of(noted: list[tuple[str, float]], peer: str) -> float:
    return min(at for one, at in noted if one == peer)


async def lived(store: MemoryStore, transport: NotingTransport) -> None:
    """One peer sends a flood whose letters wait for others; a second awaits our letter, and a third sends little."""
    exchange = node(store, transport)
    applier, shares = exchange.inbox.applier, exchange.shares
    applier.look_at((FLOOD, f"c{number}") for number in range(60))
    async with shares.at_work(FLOOD, letters=50):
        third = asyncio.create_task(sends_little(shares))
        courier = asyncio.create_task(exchange.courier.run())
        await asyncio.sleep(0.1)
        applier.look_at([(OTHER, "c1")])
        async with store.transaction("test.act"):
            letter = Letter(receiver=OTHER, case="c1", kind="case.facts", body=b"{}", epoch=0)
            await store.put([letter], ids=iter(["01900000-0000-7000-8000-000000000001"]), now=milliseconds(START))
        exchange.courier.wake()
        await third
    courier.cancel()
    with suppress(asyncio.CancelledError):
        await courier
    assert len(asyncio.all_tasks()) == 1, "nothing goes on once the courier is stopped"


async def sends_little(shares: Shares) -> None:
    for _ in range(40):
        async with shares.at_work("a third"):
            await asyncio.sleep(0.5)


def node(store: MemoryStore, transport: Any) -> Exchange:
    own = {each: keys.generate_pair(each) for each in (HERE, FLOOD, OTHER)}
    trust = Trust(trust_list(*(trust_node(each, *pair.all) for each, pair in own.items())))
    nobody: Any = None
    return assemble(
        store,
        node=HERE,
        keyring=Keyring(HERE, own[HERE], trust),
        trust=trust,
        transport=transport,
        clock=FixedClock(START + timedelta(seconds=1)),
        handler=nobody,
        rejections=nobody,
        responder=nobody,
        alarms=nobody,
        chance=random.Random(0),
    )
