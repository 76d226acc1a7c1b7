"""Whoever sends a share waits hardly longer beside a flood, on a slow machine too; in virtual time.

`python -m chaos.fairness` measures the same on a real node, and alone judges the target of 1.2: the bounds here are
looser, for they tell that the rules hold at all.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from dataclasses import dataclass, field

import pytest

from tongban.exchange.shares import CROWDED_AT_ONCE, Shares
from tongban.exchange.turns import TooBusy, Turns
from tongban.testing.simulation.loop import VirtualLoop

SECONDS = 60
SHARES = 3
FLOODING_AT_ONCE = 8


@dataclass
class Machine:
    """A process in which nothing else happens while a piece of work is done; now and then one takes very long."""

    slowness: float
    hiccups: float
    chance: random.Random
    loop: VirtualLoop = field(default_factory=VirtualLoop)
    shares: Shares = field(default_factory=Shares)
    waits: list[float] = field(default_factory=list)
    taken: int = 0

    def __post_init__(self) -> None:
        self.turns = Turns(at_once=1, waiting=8, queued=self.shares.queued)

    def work(self, milliseconds: float) -> None:
        took = milliseconds / 1000 * self.slowness * self.chance.uniform(0.7, 1.3)
        self.loop.now += took + (self.chance.expovariate(10) if self.chance.random() < self.hiccups else 0)

    async def take(self, peer: str, letters: int) -> None:
        """The pieces of work that the inbox makes of a delivery."""
        async with self.turns.of(peer), self.shares.at_work(peer, letters):
            for _ in range(letters):
                self.work(0.3)
                await self.shares.give_way(peer)
            for start in range(0, letters, CROWDED_AT_ONCE):
                some = min(CROWDED_AT_ONCE, letters - start)
                self.work(1 + 0.2 * some)
                at_once = 1 if self.shares.is_crowded(peer) else some
                for _ in range(0, some, at_once):
                    await self.shares.give_way(peer)
                    self.work(1 + 0.3 * at_once)

    async def deliver(self, peer: str, letters: int) -> float:
        """Seconds until it is taken, however often it has to come again."""
        began = self.loop.now
        while True:
            try:
                await self.take(peer, letters)
            except TooBusy:
                await asyncio.sleep(0.1)
            else:
                return self.loop.now - began

    async def share(self, peer: str) -> None:
        """Two letters ten times a second."""
        under_way = []
        while self.loop.now < SECONDS:
            await asyncio.sleep(self.chance.uniform(0.05, 0.15))
            under_way.append(asyncio.ensure_future(self.deliver(peer, 2)))
        self.waits += await asyncio.gather(*under_way)

    async def flood(self) -> None:
        while self.loop.now < SECONDS:
            await self.deliver("flood", 50)
            self.taken += 50

    async def live(self, floods: int) -> None:
        await asyncio.gather(*(self.share(f"share {n}") for n in range(SHARES)), *(self.flood() for _ in range(floods)))


def lived(seed: int, *, slowness: float, hiccups: float, floods: int) -> Machine:
    machine = Machine(slowness, hiccups, random.Random(seed))
    asyncio.set_event_loop(machine.loop)
    try:
        machine.loop.run_until_complete(machine.live(floods))
    finally:
        asyncio.set_event_loop(None)
        machine.loop.close()
    return machine


@pytest.mark.parametrize(
    ("slowness", "hiccups", "most"),
    [(1.0, 0.0, 1.4), (3.0, 0.0, 1.3), (5.0, 0.03, 2.0)],
    ids=["usual", "slow", "jerky"],
)
def test_a_flood_hardly_slows_down_whoever_sends_a_share(slowness: float, hiccups: float, most: float) -> None:
    how = {"slowness": slowness, "hiccups": hiccups}
    alone = [lived(seed, **how, floods=0) for seed in range(4)]
    beside = [lived(seed, **how, floods=FLOODING_AT_ONCE) for seed in range(4)]
    assert all(machine.taken for machine in beside), "the flood is served too"
    assert p95(beside) <= most * p95(alone)


def p95(machines: list[Machine]) -> float:
    return statistics.quantiles([wait for machine in machines for wait in machine.waits], n=20)[-1]
