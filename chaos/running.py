"""One run on one kind of database: nodes, net, driver, storm, rest, judgement."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from chaos.faults import Member, Storm
from chaos.judging import Verdict, judge, under_way, until_rest
from chaos.layout import NODES, Place, lay_out
from chaos.load import Operations, drive
from chaos.notes import make_tables
from chaos.process import NodeProcess
from chaos.proxy import Proxy
from chaos.small_disk import SmallDisk, mounted
from tongban.checks import CORE_APP
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate
from tongban.testing.database_servers import connect
from tongban.testing.postgresql_installation import find_installation
from tongban.testing.postgresql_server import PostgresqlServer

DURABLE: Final = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
"""A database that is to survive the death of its processes must not put commits off."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard; the seed decides which fault strikes whom, not what the operating system makes of it."""

    seconds: float
    seed: int
    every_seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What befell the nodes of one run and what became of their letters."""

    dialect: str
    seconds: float
    faults: Counter[str]
    starts: int
    retries: int
    verdict: Verdict
    planned: tuple[str, ...]
    """The kinds of faults that were to strike."""


async def run(dialect: str, plan: Plan, folder: Path) -> Outcome:
    """Raises `Ended` if a process ended that nobody killed."""
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(_databases(dialect, folder))
        places = lay_out(folder, {node: store.url for node, store in stores.items()})
        for place in places:
            await _prepare(place)
        members = [
            await stack.enter_async_context(_member(place, plan.seed, stores[place.node].disk)) for place in places
        ]
        operations = Operations(folder / "operations.log")
        storm = Storm(members, random.Random(plan.seed), plan.every_seconds)  # noqa: S311 - faults, not secrets
        await _weather(storm, places, operations, plan.seconds)
        opened = [await stack.enter_async_context(_open(place)) for place in places]
        waiting = await under_way(opened)
        seconds = await until_rest(opened, since=storm.over_at)
        for member in members:
            member.process.check()
            await member.process.wait_until_ready()
        verdict = await judge(opened, operations)
        verdict.seconds, verdict.waiting = seconds, waiting
        mishaps = sum(member.proxy.mishaps for member in members)
        starts = sum(member.process.starts for member in members)
        faults = storm.counted + Counter(mishaps=mishaps)
        return Outcome(dialect, plan.seconds, faults, starts, operations.retries, verdict, storm.planned)


async def _weather(storm: Storm, places: Sequence[Place], operations: Operations, seconds: float) -> None:
    for member in storm.members:
        await member.process.wait_until_ready()
    stop = asyncio.Event()
    driver = asyncio.create_task(drive(places, operations, stop))
    try:
        await storm.rage(seconds)
    finally:
        stop.set()
        await driver
        operations.write()


@asynccontextmanager
async def _member(place: Place, seed: int, disk: SmallDisk | None) -> AsyncIterator[Member]:
    chance = random.Random(f"{seed} {place.node}")  # noqa: S311 - mishaps, not secrets
    member = Member(NodeProcess(place), Proxy(place.proxy_port, place.port, chance), disk)
    await member.proxy.start()
    member.process.start()
    try:
        yield member
    finally:
        member.process.kill()
        await member.proxy.stop()


@asynccontextmanager
async def _open(place: Place) -> AsyncIterator[Database]:
    database = open_database(place.database)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


async def _prepare(place: Place) -> None:
    async with _open(place) as database:
        await migrate(database, (CORE_APP,))
        await make_tables(database)


@dataclass(frozen=True, slots=True)
class _Store:
    """Where one node keeps its rows."""

    url: str
    disk: SmallDisk | None = None


@asynccontextmanager
async def _databases(dialect: str, folder: Path) -> AsyncIterator[dict[str, _Store]]:
    if dialect == "sqlite":
        yield {node: _Store(f"sqlite:///{folder / f'{node}.db'}") for node in NODES}
        return
    installation = find_installation()
    account = installation.account
    owner = (account.uid, account.gid) if account else (os.getuid(), os.getgid())
    with ExitStack() as stack:
        disks = {node: stack.enter_context(mounted(*owner)) for node in NODES}
        server = stack.enter_context(PostgresqlServer(installation, settings=DURABLE))
        connection: asyncpg.Connection[asyncpg.Record] = await connect(server)
        for node, disk in disks.items():
            if disk is None:
                await connection.execute(f'CREATE DATABASE "node{node}"')
                continue
            await connection.execute(f"CREATE TABLESPACE space{node} LOCATION '{disk.space}'")
            await connection.execute(f'CREATE DATABASE "node{node}" TABLESPACE space{node}')
        await connection.close()
        yield {node: _Store(server.url(f"node{node}"), disk) for node, disk in disks.items()}
