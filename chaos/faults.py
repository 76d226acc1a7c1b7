"""What befalls the nodes: several faults at once, at random moments, each over after some seconds."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

import asyncpg

from chaos.process import NodeProcess
from chaos.proxy import CALM, STORM, Proxy

LONGEST_SECONDS: Final = 4.0
AWAY_SECONDS: Final = 1.0
RECOVERY_SECONDS: Final = 60.0


class Disk(Protocol):
    """What the database of one node lies on."""

    async def fill(self) -> bool:
        """Leave no room; False if that did not succeed."""
        ...

    async def make_room(self) -> None:
        """As before."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One node under attack: its processes, the net before them, and what a server keeps its database on."""

    processes: tuple[NodeProcess, ...]
    proxy: Proxy
    disk: Disk | None = None

    async def wait_until_ready(self) -> None:
        """Wait until every process answers."""
        for process in self.processes:
            await process.wait_until_ready()


@dataclass(slots=True)
class Storm:
    """Faults by one seed; `counted` says how many of each kind there were, `failed` how many did not come about."""

    members: Sequence[Member]
    chance: random.Random
    every_seconds: float
    counted: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    server: asyncio.Lock = field(default_factory=asyncio.Lock)
    """A server that recovers needs room, as everywhere: it is not killed while a disk is full."""
    over_at: float = 0.0
    """When the last fault was over, by `time.monotonic`: a killed process is started again, not yet answering."""

    async def rage(self, seconds: float) -> None:
        """Let faults happen for some seconds; when this returns, all are over and every process answers again."""
        kinds = self._kinds()
        strikes, weights = zip(*kinds.values(), strict=True)
        each_once = self.chance.sample(strikes, len(strikes))
        for member in self.members:
            member.proxy.weather = STORM
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        async with asyncio.TaskGroup() as group:
            while loop.time() < until:
                await asyncio.sleep(self.chance.expovariate(1 / self.every_seconds))
                strike = each_once.pop() if each_once else self.chance.choices(strikes, weights)[0]
                group.create_task(strike(self.chance.choice(self.members)))
            for member in self.members:
                member.proxy.weather = CALM
            self._is_over()

    def _is_over(self) -> None:
        self.over_at = time.monotonic()

    @property
    def planned(self) -> tuple[str, ...]:
        """The kinds of faults that are to strike, as `counted` names them."""
        return tuple(self._kinds())

    def _kinds(self) -> dict[str, tuple[Callable[[Member], Awaitable[None]], float]]:
        """Each with the weight with which it is chosen, once all have struck."""
        on_sqlite = all(member.disk is None for member in self.members)
        kinds = {
            "kills": (self._kill, 0.55),
            "stops": (self._pause, 0.12),
            "cuts": (self._cut, 0.15),
            "hold-ups": (self._hold_up, 0.08),
        }
        if on_sqlite:
            return kinds | {"full disks": (self._limit_files, 0.1)}
        return kinds | {"database crashes": (self._kill_database, 0.1), "full disks": (self._fill_disk, 0.1)}

    async def _kill(self, member: Member) -> None:
        process = self.chance.choice(member.processes)
        async with process.turn:
            process.check()
            self.counted["kills"] += 1
            process.kill()
            await asyncio.sleep(self.chance.uniform(0, AWAY_SECONDS))
            process.start()
            self._is_over()
        await process.wait_until_ready()  # another kill may strike while it starts

    async def _pause(self, member: Member) -> None:
        process = self.chance.choice(member.processes)
        self.counted["stops"] += 1
        process.pause()
        await self._while()
        process.resume()
        self._is_over()

    async def _cut(self, member: Member) -> None:
        self.counted["cuts"] += 1
        member.proxy.cut()
        await self._while()
        member.proxy.mend()
        self._is_over()

    async def _hold_up(self, member: Member) -> None:
        self.counted["hold-ups"] += 1
        member.proxy.hold_up()
        await self._while()
        member.proxy.mend()
        self._is_over()

    async def _fill_disk(self, member: Member) -> None:
        assert member.disk is not None
        async with self.server:
            try:
                is_full = await member.disk.fill()
                (self.counted if is_full else self.failed)["full disks"] += 1
                if is_full:
                    await self._while()
            finally:
                await member.disk.make_room()
                self._is_over()
        await member.wait_until_ready()

    async def _limit_files(self, member: Member) -> None:
        process = self.chance.choice(member.processes)
        self.counted["full disks"] += 1
        process.leave_no_room()
        await self._while()
        process.make_room()
        self._is_over()
        await process.wait_until_ready()

    async def _kill_database(self, member: Member) -> None:
        """Kill a server process of the node's database, after which PostgreSQL drops all connections and recovers."""
        async with self.server:
            await self._crash(member)
            await _recovered(member.processes[0].place.database)
            self._is_over()
        await member.wait_until_ready()

    async def _crash(self, member: Member) -> None:
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(member.processes[0].place.database)
            try:
                victim = await connection.fetchval(_VICTIM)
                self.counted["database crashes"] += 1
                os.kill(victim or connection.get_server_pid(), signal.SIGKILL)
            finally:
                connection.terminate()

    async def _while(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, LONGEST_SECONDS))


async def _recovered(database: str) -> None:
    """Wait: one without room for the checkpoint that ends its recovery gives up, and nothing would start it again."""
    async with asyncio.timeout(RECOVERY_SECONDS):
        while True:
            with suppress(OSError, asyncpg.PostgresError):
                await (await asyncpg.connect(database)).close()
                return
            await asyncio.sleep(0.1)


_VICTIM: Final = """SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"""
