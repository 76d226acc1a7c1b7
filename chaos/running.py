"""One run on one kind of database: nodes, net, driver, storm, rest, judgement."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from chaos.faults import Member, Storm
from chaos.judging import Verdict, judge, until_rest
from chaos.layout import NODES, Place, lay_out
from chaos.load import Operations, drive
from chaos.notes import make_tables
from chaos.process import NodeProcess
from chaos.proxy import Proxy
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
    faults: Counter[str]
    starts: int
    retries: int
    verdict: Verdict


async def run(dialect: str, plan: Plan, folder: Path) -> Outcome:
    """Raises `Ended` if a process ended that nobody killed."""
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(_databases(dialect, folder))
        places = lay_out(folder, urls)
        for place in places:
            await _prepare(place)
        members = [await stack.enter_async_context(_member(place, plan.seed)) for place in places]
        operations = Operations(folder / "operations.log")
        storm = Storm(members, random.Random(plan.seed), plan.every_seconds)  # noqa: S311 - faults, not secrets
        await _weather(storm, places, operations, plan.seconds)
        opened = [await stack.enter_async_context(_open(place)) for place in places]
        seconds = await until_rest(opened)
        for member in members:
            member.process.check()
            await member.process.wait_until_ready()
        verdict = await judge(opened, operations)
        verdict.seconds = seconds
        mishaps = sum(member.proxy.mishaps for member in members)
        starts = sum(member.process.starts for member in members)
        return Outcome(dialect, storm.counted + Counter(mishaps=mishaps), starts, operations.retries, verdict)


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
async def _member(place: Place, seed: int) -> AsyncIterator[Member]:
    chance = random.Random(f"{seed} {place.node}")  # noqa: S311 - mishaps, not secrets
    member = Member(NodeProcess(place), Proxy(place.proxy_port, place.port, chance))
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


@asynccontextmanager
async def _databases(dialect: str, folder: Path) -> AsyncIterator[dict[str, str]]:
    if dialect == "sqlite":
        yield {node: f"sqlite:///{folder / f'{node}.db'}" for node in NODES}
        return
    with PostgresqlServer(find_installation(), settings=DURABLE) as server:
        connection: asyncpg.Connection[asyncpg.Record] = await connect(server)
        for node in NODES:
            await connection.execute(f'CREATE DATABASE "node{node}"')
        await connection.close()
        yield {node: server.url(f"node{node}") for node in NODES}
