"""Whatever the way between two nodes does, and whenever a node dies: nothing lost, doubled or misordered."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.exchange.letters import Letter

NODES = ("510000", "500000")


class Drive:
    """Two nodes under faults chosen by one seed, and what was acknowledged to their users."""

    def __init__(self, world: Any, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.acknowledged: dict[str, list[str]] = {node: [] for node in NODES}
        self.unknown: set[str] = set()

    async def act(self, node: str) -> None:
        (other,) = set(NODES) - {node}
        letters = [
            Letter(receiver=other, case=f"c{self.chance.randrange(3)}", kind="case.fact", body=b"{}", epoch=0)
            for _ in range(self.chance.randrange(1, 4))
        ]
        self.acknowledged[node] += await self.world.nodes[node].send(*letters)

    async def step(self) -> None:
        node = self.chance.choice(NODES)
        doing = self.chance.choice([self.act, self.deliver, self.deliver, self.apply])
        try:
            await doing(node)
        except self.world.crashed:
            await self.world.nodes[node].restart()
        self.world.pass_time(self.chance.uniform(0, 20))

    async def deliver(self, node: str) -> None:
        await self.world.nodes[node].exchange.courier.deliver_due()

    async def apply(self, node: str) -> None:
        await self.world.nodes[node].exchange.inbox.applier.apply_due()

    def disturb(self) -> None:
        for node in NODES:
            transport = self.world.transports[node]
            transport.chance, transport.calm = random.Random(self.chance.random()), False

    def break_down(self) -> None:
        node = self.world.nodes[self.chance.choice(NODES)]
        node.plan.remaining = self.chance.randrange(1, 12)

    async def calm_down(self) -> None:
        for node in NODES:
            self.world.transports[node].calm = True
            self.world.nodes[node].plan.remaining = None
        for _ in range(60):
            for node in NODES:
                await self.deliver(node)
                await self.apply(node)
            if await self.settled():
                return
            self.world.pass_time(400)
        raise AssertionError("the two nodes did not come to rest")

    async def settled(self) -> bool:
        for node in NODES:
            open_letters = "SELECT id FROM tongban_outbox WHERE state <> 'applied'"
            if await self.world.nodes[node].database.fetch(open_letters):
                return False
        return True

    async def check(self) -> None:
        for node in NODES:
            (other,) = set(NODES) - {node}
            sent = await self.world.nodes[node].database.fetch("SELECT id, case_id, seq FROM tongban_outbox")
            effects = await self.world.nodes[other].registrar.effects()
            assert set(self.acknowledged[node]) <= {row["id"] for row in sent}
            assert sorted(entry[3] for entry in effects) == sorted(row["id"] for row in sent)
            for case in {entry[1] for entry in effects}:
                numbers = [entry[2] for entry in effects if entry[1] == case]
                assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_a_bad_line_loses_doubles_and_misorders_nothing(world: Any, seed: int) -> None:
    await world.empty()
    drive = Drive(world, seed)
    drive.disturb()
    for _ in range(30):
        await drive.step()
    await drive.calm_down()
    await drive.check()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_nodes_that_die_around_commits_lose_double_and_misorder_nothing(world: Any, seed: int) -> None:
    await world.empty()
    drive = Drive(world, seed)
    drive.disturb()
    for _ in range(6):
        drive.break_down()
        for _ in range(5):
            await drive.step()
    await drive.calm_down()
    await drive.check()


async def test_dying_at_every_single_commit_of_a_delivery_ends_with_one_effect(world: Any) -> None:
    for node in NODES:
        for moment in range(1, 13):
            await world.empty()
            drive = Drive(world, moment)
            drive.acknowledged["510000"] = await world.sichuan.send(
                *[Letter(receiver="500000", case="c1", kind="case.fact", body=b"{}", epoch=0) for _ in range(2)]
            )
            world.nodes[node].plan.remaining = moment
            try:
                await world.sichuan.exchange.courier.deliver_due()
            except world.crashed:
                await world.sichuan.restart()
            await drive.calm_down()
            await drive.check()
