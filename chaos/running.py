"""One run on one kind of database: nodes, net, driver, storm, rest, judgement."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg

from chaos import node
from chaos.faults import Disk, Member, Storm
from chaos.judging import Verdict, judge, under_way, until_rest
from chaos.layout import NODES, Place, lay_out
from chaos.limited_backends import SEGMENT_MEGABYTES, LimitedBackends
from chaos.load import Operations, drive
from chaos.notes import make_tables
from chaos.process import Main, NodeProcess
from chaos.proxy import Proxy
from chaos.small_disk import mounted
from tongban.checks import CORE_APP
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate
from tongban.testing.database_servers import connect
from tongban.testing.postgresql_installation import find_installation
from tongban.testing.postgresql_server import PostgresqlServer

DURABLE: Final = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
"""A database that is to survive the death of its processes must not put commits off."""

PROCESSES: Final = {"sqlite": 1, "postgresql": 2}
"""Of each node, on one database: all of them receive and send, and each may be killed."""

OVERTAKEN: Final = "letters stored by two processes at once"


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard; the seed decides which fault strikes whom, not what the operating system makes of it."""

    seconds: float
    seed: int
    every_seconds: float
    main: Main = node.main
    """What the processes of the nodes do."""


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

    failed: Counter[str] = field(default_factory=Counter)
    """How many of a kind were tried in vain, as this machine does not let them strike."""


async def run(dialect: str, plan: Plan, folder: Path) -> Outcome:
    """Raises `Ended` if a process ended that nobody killed."""
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(_databases(dialect, folder))
        urls = {name: store.url for name, store in stores.items()}
        places = lay_out(folder, urls, processes=PROCESSES[dialect])
        for place in places:
            await _prepare(place)
        members = [await stack.enter_async_context(_member(place, plan, stores[place.node].disk)) for place in places]
        operations = Operations(folder / "operations.log")
        storm = Storm(members, random.Random(plan.seed), plan.every_seconds)  # noqa: S311 - faults, not secrets
        await _weather(storm, places, operations, plan.seconds)
        opened = [await stack.enter_async_context(_open(place)) for place in places]
        waiting = await under_way(opened)
        seconds = await until_rest(opened, since=storm.over_at)
        for member in members:
            for process in member.processes:
                process.check()
            await member.wait_until_ready()
        verdict = await judge(opened, operations)
        verdict.seconds, verdict.waiting = seconds, waiting
        mishaps = sum(member.proxy.mishaps for member in members)
        starts = sum(process.starts for member in members for process in member.processes)
        faults = storm.counted + Counter(mishaps=mishaps)
        if PROCESSES[dialect] > 1:
            faults[OVERTAKEN] = sum(map(_overtaken, places))
        return Outcome(dialect, plan.seconds, faults, starts, operations.retries, verdict, storm.planned, storm.failed)


def _overtaken(place: Place) -> int:
    """How often a process of the node found that another had just stored a letter that it was storing."""
    return place.log_file.read_text("utf-8", "replace").count('"event": "letters_stored_by_another"')


async def _weather(storm: Storm, places: Sequence[Place], operations: Operations, seconds: float) -> None:
    for member in storm.members:
        await member.wait_until_ready()
    stop = asyncio.Event()
    driver = asyncio.create_task(drive(places, operations, stop))
    try:
        await storm.rage(seconds)
    finally:
        stop.set()
        await driver
        operations.write()


@asynccontextmanager
async def _member(place: Place, plan: Plan, disk: Disk | None) -> AsyncIterator[Member]:
    chance = random.Random(f"{plan.seed} {place.node}")  # noqa: S311 - mishaps, not secrets
    processes = tuple(NodeProcess(place, port, main=plan.main) for port in place.ports)
    member = Member(processes, Proxy(place.proxy_port, place.ports, chance), disk)
    await member.proxy.start()
    for process in processes:
        process.start()
    try:
        yield member
    finally:
        for process in processes:
            process.kill()
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
    disk: Disk | None = None


@asynccontextmanager
async def _databases(dialect: str, folder: Path) -> AsyncIterator[dict[str, _Store]]:
    if dialect == "sqlite":
        yield {name: _Store(f"sqlite:///{folder / f'{name}.db'}") for name in NODES}
        return
    installation = find_installation()
    account = installation.account
    owner = (account.uid, account.gid) if account else (os.getuid(), os.getgid())
    with ExitStack() as stack:
        disks = {name: stack.enter_context(mounted(*owner)) for name in NODES}
        creation = ("--wal-segsize", SEGMENT_MEGABYTES)
        server = stack.enter_context(PostgresqlServer(installation, settings=DURABLE, creation=creation))
        connection: asyncpg.Connection[asyncpg.Record] = await connect(server)
        for name, disk in disks.items():
            if disk is None:
                await connection.execute(f'CREATE DATABASE "node{name}"')
                continue
            await connection.execute(f"CREATE TABLESPACE space{name} LOCATION '{disk.space}'")
            await connection.execute(f'CREATE DATABASE "node{name}" TABLESPACE space{name}')
        await connection.close()
        urls = {name: server.url(f"node{name}") for name in disks}
        yield {name: _Store(urls[name], disk or LimitedBackends(urls[name], account)) for name, disk in disks.items()}
