"""A receiver is set back to a backup at any moment: it gets everything again, in order, and its refusals stand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tongban.exchange.letters import Letter

SICHUAN, CHONGQING = "510000", "500000"
KINDS = ("case.facts", "case.intent")
TABLES = ("tongban_inbox", "tongban_receipt", "effect")

Backup = dict[str, list[dict[str, object]]]


@dataclass(repr=False)
class Restored:
    """Sichuan sends, Chongqing receives, changes its mind about what it refuses, and is set back."""

    world: Any
    chance: random.Random
    mood: dict[str, set[str]] = field(default_factory=lambda: {"rejects": set(), "fails": set()})

    async def step(self) -> None:
        doing = self.chance.choice([self.send, self.deliver, self.deliver, self.apply, self.change_mind])
        await doing()
        self.world.pass_time(self.chance.uniform(1, 20))

    async def send(self) -> None:
        letters = [
            Letter(
                receiver=CHONGQING,
                case=f"c{self.chance.randrange(3)}",
                kind=self.chance.choice(KINDS),
                body=b"{}",
                epoch=0,
            )
            for _ in range(self.chance.randrange(1, 5))
        ]
        await self.world.sichuan.send(*letters)

    async def deliver(self) -> None:
        for node in (SICHUAN, CHONGQING):
            await self.world.nodes[node].exchange.courier.deliver_due()

    async def apply(self) -> None:
        await self.world.chongqing.exchange.inbox.applier.apply_due()

    async def change_mind(self) -> None:
        self.mood = {
            "rejects": set(self.chance.sample(KINDS, self.chance.randrange(2))),
            "fails": set(self.chance.sample(["c0", "c1", "c2"], self.chance.randrange(2))),
        }
        self.be_in_the_mood()

    def be_in_the_mood(self) -> None:
        registrar = self.world.chongqing.registrar
        registrar.rejects, registrar.fails = self.mood["rejects"], self.mood["fails"]

    def disturb(self) -> None:
        for node in (SICHUAN, CHONGQING):
            transport = self.world.transports[node]
            transport.chance, transport.calm = random.Random(self.chance.random()), False
        # Whoever was refused before asks no more: a receipt that is pushed to him must arrive as it was sent.
        self.world.transports[CHONGQING].damage = 0.0

    async def back_up(self) -> Backup:
        fetch = self.world.chongqing.database.fetch
        return {table: [dict(row) for row in await fetch(f"SELECT * FROM {table}")] for table in TABLES}

    async def restore(self, backup: Backup) -> None:
        """What was under way is gone too: an old copy that came now would be judged as what was never seen here."""
        self.world.transports[SICHUAN]._held.clear()
        database = self.world.chongqing.database
        for table, rows in backup.items():
            await database.execute(f"DELETE FROM {table}")
            for row in rows:
                marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
                await database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())
        await self.world.chongqing.restart()
        self.be_in_the_mood()

    async def calm_down(self) -> None:
        for node, peer in ((SICHUAN, CHONGQING), (CHONGQING, SICHUAN)):
            transport = self.world.transports[node]
            transport.calm = True
            await transport.send(peer, transport._held.pop(peer, []))  # what was held back arrives: it counts as told
        self.mood["fails"] = set()
        self.be_in_the_mood()
        for _ in range(60):
            await self.compare()
            await self.deliver()
            await self.apply()
            self.world.pass_time(400)
            if await self.is_at_rest():
                return
        raise AssertionError("the two nodes did not come to rest")

    async def compare(self) -> None:
        async for statement in self.world.sichuan.reconciler.heads(CHONGQING):
            await self.world.sichuan.exchange.take(await self.world.chongqing.exchange.take([statement]))

    async def is_at_rest(self) -> bool:
        unsettled = await self.world.sichuan.database.fetch("SELECT 1 FROM tongban_outbox WHERE settled_at IS NULL")
        sent = await self.world.sichuan.database.fetch("SELECT 1 FROM tongban_outbox")
        held = await self.world.chongqing.database.fetch("SELECT 1 FROM tongban_inbox WHERE state <> 'parked'")
        untold = await self.world.chongqing.database.fetch("SELECT 1 FROM tongban_receipt WHERE told_at IS NULL")
        return not unsettled and not untold and len(held) == len(sent)

    async def check(self) -> None:
        sent = await self.world.sichuan.database.fetch("SELECT id, case_id, seq, state FROM tongban_outbox")
        effects = await self.world.chongqing.registrar.effects()
        refused = {row["id"] for row in sent if row["state"] == "rejected"}
        assert {entry[3] for entry in effects} == {row["id"] for row in sent} - refused
        assert len(effects) == len(sent) - len(refused), "an effect twice"
        assert sorted(letter for letter, _ in await self.world.sichuan.registrar.rejections()) == sorted(refused)
        for case in {entry[1] for entry in effects}:
            numbers = [entry[2] for entry in effects if entry[1] == case]
            assert numbers == sorted(numbers)
        assert self.world.chongqing.registrar.alarms == []

    async def check_once(self) -> None:
        """No letter has two effects; where it is judged otherwise than before, its sender is told."""
        sent = await self.world.sichuan.database.fetch("SELECT id, case_id, seq, state FROM tongban_outbox")
        effects = await self.world.chongqing.registrar.effects()
        refused = {row["id"] for row in sent if row["state"] == "rejected"}
        done = [entry[3] for entry in effects]
        assert len(done) == len(set(done)), "an effect twice"
        for case in {entry[1] for entry in effects}:
            numbers = [entry[2] for entry in effects if entry[1] == case]
            assert numbers == sorted(set(numbers))
        told = set(self.world.sichuan.registrar.taken_back)
        otherwise = {row["id"] for row in sent} ^ refused ^ set(done)
        assert {(row["case_id"], row["seq"]) for row in sent if row["id"] in otherwise} <= told
        assert self.world.chongqing.registrar.alarms == []


def is_judged(backup: Backup) -> bool:
    """Whether no letter waits in it: what a backup holds unjudged is judged anew, whatever was said of it since."""
    return all(row["state"] != "parked" for row in backup["tongban_inbox"])


async def disturbed(world: Any, seed: int) -> tuple[Restored, Sequence[Backup]]:
    """A node that was at work under faults, and a backup of each moment."""
    await world.empty()
    drive = Restored(world, random.Random(seed))
    drive.disturb()
    backups = [await drive.back_up()]
    for _ in range(30):
        await drive.step()
        backups.append(await drive.back_up())
    return drive, backups


async def set_back(drive: Restored, backup: Backup) -> None:
    """It stands as it did then, works on for a while under faults, and comes to rest."""
    await drive.restore(backup)
    for _ in range(drive.chance.randrange(8)):
        await drive.step()
    await drive.calm_down()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_whatever_was_lost_comes_again_once_in_order_and_nothing_refused_is_judged_anew(
    world: Any, seed: int
) -> None:
    drive, backups = await disturbed(world, seed)
    await set_back(drive, drive.chance.choice([each for each in backups if is_judged(each)]))
    await drive.check()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_what_a_backup_holds_unjudged_is_judged_anew_and_never_has_its_effect_twice(
    world: Any, seed: int
) -> None:
    drive, backups = await disturbed(world, seed)
    unjudged = [each for each in backups if not is_judged(each)]
    assume(bool(unjudged))
    await set_back(drive, drive.chance.choice(unjudged))
    await drive.check_once()
