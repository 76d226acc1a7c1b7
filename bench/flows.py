"""`python -m bench.flows`: complete flows per second between two nodes, beside a bare loop in the same run.

A flow is created in its commit, signed, encrypted, sent, verified, applied in the commit of its receipt, and its
receipt is kept. The bare loop stores an item, posts it, stores it there with a receipt row, and stores the receipt
here: no signature, no encryption, no order, nothing that survives a fault. Both go through the same server, client and
database.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

import httpx
from chaos.layout import Place, lay_out
from chaos.notes import make_tables

from bench import flow_node
from tongban.checks import CORE_APP
from tongban.exchange.http_transport import HEALTH_PATH
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate
from tongban.testing.database_servers import connect
from tongban.testing.postgresql_installation import find_installation
from tongban.testing.postgresql_server import PostgresqlServer

NODES: Final = ("440000", "510000")
FLOWS: Final = 1_000
ROUNDS: Final = 3
POLL_SECONDS: Final = 0.02
AIMS: Final[Mapping[str, float]] = {"postgresql": 0.5, "sqlite": 0.3}
DURABLE: Final = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


@dataclass(slots=True)
class Figures:
    """Flows and bare posts per second, run by run."""

    dialect: str
    flows: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return median(self.flows) / median(self.bare)

    def line(self) -> str:
        """For the terminal."""
        flows, bare = median(self.flows), median(self.bare)
        aim = AIMS[self.dialect]
        return f"{self.dialect}: {flows:.0f} flows/s, bare loop {bare:.0f}/s: {self.ratio:.0%} (aim {aim:.0%})"


async def measure(dialect: str, *, count: int, rounds: int, folder: Path) -> Figures:
    """The two by turns, after one short run of each that does not count."""
    figures = Figures(dialect)
    async with _nodes(dialect, folder) as (here, there, database):
        for number in range(rounds + 1):
            wanted = count if number else count // 5
            bare = wanted / await _bare(here, there, wanted)
            flows = wanted / await _flows(here, there, wanted, database)
            if number:
                figures.bare.append(bare)
                figures.flows.append(flows)
    return figures


async def _bare(here: Place, there: Place, count: int) -> float:
    began = time.perf_counter()
    await ask(f"{here.url}/bench/pushes", {"count": count, "url": there.url})
    return time.perf_counter() - began


async def _flows(here: Place, there: Place, count: int, database: Database) -> float:
    began = time.perf_counter()
    await ask(f"{here.url}/bench/flows", {"count": count, "receiver": there.node})
    while await database.fetch(  # noqa: ASYNC110 - it is another process that works
        "SELECT 1 FROM tongban_outbox WHERE settled_at IS NULL LIMIT 1"
    ):
        await asyncio.sleep(POLL_SECONDS)
    return time.perf_counter() - began


async def ask(url: str, parameters: Mapping[str, str | int]) -> None:
    """Have a door of the node do its work."""
    async with httpx.AsyncClient(trust_env=False, timeout=600) as client:
        answer = await client.post(url, params=parameters)
    if not answer.is_success:
        raise SystemExit(f"{url} answered {answer.status_code}: {answer.text}")


@asynccontextmanager
async def _nodes(dialect: str, folder: Path) -> AsyncIterator[tuple[Place, Place, Database]]:
    async with places(dialect, folder, NODES) as ((here, there), database), running(here), running(there):
        yield here, there, database


@asynccontextmanager
async def places(dialect: str, folder: Path, nodes: Sequence[str]) -> AsyncIterator[tuple[tuple[Place, ...], Database]]:
    """Nodes that do not run yet, and the database of the first."""
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(_databases(dialect, folder, nodes))
        laid_out = lay_out(folder, urls, proxied=False)
        for place in laid_out:
            await _prepare(place)
        database = open_database(laid_out[0].database)
        await database.start()
        stack.push_async_callback(database.stop)
        yield laid_out, database


@asynccontextmanager
async def running(place: Place) -> AsyncIterator[None]:
    """The node answers inside."""
    process = multiprocessing.get_context("spawn").Process(
        target=flow_node.main, args=(place.settings_file, place.log_file), daemon=True
    )
    process.start()
    try:
        await _ready(place)
        yield
    finally:
        process.terminate()
        process.join()


async def _prepare(place: Place) -> None:
    database = open_database(place.database)
    await database.start()
    await migrate(database, (CORE_APP,))
    await make_tables(database)
    for table in flow_node.TABLES:
        await database.execute(table)
    await database.stop()


async def _ready(place: Place) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
        for _ in range(1_200):
            with suppress(httpx.HTTPError):
                if (await client.get(place.url + HEALTH_PATH)).is_success:
                    return
            await asyncio.sleep(0.05)
    raise SystemExit(f"{place.node} did not start, see {place.log_file}")


@asynccontextmanager
async def _databases(dialect: str, folder: Path, nodes: Sequence[str]) -> AsyncIterator[dict[str, str]]:
    if dialect == "sqlite":
        yield {node: f"sqlite:///{folder / f'{node}.db'}" for node in nodes}
        return
    home = Path(tempfile.mkdtemp(prefix="tongban-flows-postgresql-"))
    # Test servers live in memory; this one waits for a disk as a province's would.
    with PostgresqlServer(find_installation(), settings=DURABLE, home=home) as server:
        connection = await connect(server)
        for node in nodes:
            await connection.execute(f'CREATE DATABASE "node{node}"')
        await connection.close()
        yield {node: server.url(f"node{node}") for node in nodes}


def run(dialects: Sequence[str], *, count: int = FLOWS, rounds: int = ROUNDS) -> list[Figures]:
    """Each kind of database in turn."""
    found = []
    for dialect in dialects:
        with tempfile.TemporaryDirectory(prefix="tongban-flows-") as folder:
            found.append(asyncio.run(measure(dialect, count=count, rounds=rounds, folder=Path(folder))))
        print(found[-1].line(), flush=True)
    return found


def main() -> int:
    """Measure and print; the exit status is 0 only where every aim is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.flows", description=__doc__)
    parser.add_argument("--flows", type=int, default=FLOWS, help="flows of each run")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each kind")
    parser.add_argument("--on", choices=tuple(AIMS), action="append", help="only this kind of database")
    line = parser.parse_args()
    found = run(line.on or tuple(AIMS), count=line.flows, rounds=line.rounds)
    return 0 if all(each.ratio >= AIMS[each.dialect] for each in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
