"""A node that sends itself to work: letters through the production exchange, or the bare loop beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from chaos.node import exchange_of, serve
from chaos.notes import Note, write
from httpx import AsyncClient
from litestar import Litestar, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.status_codes import HTTP_200_OK

from tongban.assembly.foundation import Foundation
from tongban.exchange.exchange import Exchange
from tongban.exchange.outbox import Outbox
from tongban.operation.peers import PeerStanding, Standings
from tongban.storage import Database
from tongban_web.exchange_api import exchange_router

AT_ONCE: Final = 16
TABLES: Final = (
    "CREATE TABLE bench_effect (id VARCHAR(36) PRIMARY KEY, body VARCHAR(400))",
    "CREATE TABLE bench_receipt (id VARCHAR(36) PRIMARY KEY, receipt VARCHAR(400))",
)


@dataclass(slots=True)
class Running:
    """The courier as a task that can be stopped for a while."""

    database: Database
    exchange: Exchange
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Deliver."""
        self.stop()
        self._task = self.database.spawn(self.exchange.courier.run())

    def stop(self) -> None:
        """Deliver nothing more."""
        if self._task:
            self._task.cancel()


@dataclass(frozen=True, slots=True)
class Bench:
    """What the doors of this node need."""

    database: Database
    client: AsyncClient
    outbox: Outbox
    exchange: Exchange
    standings: Standings
    courier: Running


@post("/bench/flows", status_code=HTTP_200_OK)
async def flows(bench: NamedDependency[SkipValidation[Bench]], count: int, receiver: str) -> None:
    """Write so many notes, each in a commit of its own, as acts of people would."""

    async def one(_: int) -> None:
        await write(bench.database, bench.outbox, [Note(uuid4().hex, receiver, 1)])
        bench.exchange.courier.wake()

    await _several(count, one)


@get("/bench/page")
async def page(bench: NamedDependency[SkipValidation[Bench]]) -> list[PeerStanding]:
    """What the page on the exchange shows: how every peer stands."""
    with bench.exchange.shares.page():
        return await bench.standings.of_peers()


@post("/bench/courier", status_code=HTTP_200_OK)
async def turn_courier(bench: NamedDependency[SkipValidation[Bench]], wanted: str) -> None:
    """Start or stop what delivers this node's letters."""
    if wanted == "stop":
        bench.courier.stop()
    else:
        bench.courier.start()


@post("/bench/bare", status_code=HTTP_200_OK)
async def bare(bench: NamedDependency[SkipValidation[Bench]], item: str) -> str:
    """Store an item and a receipt for it in one commit, and answer with the receipt."""
    async with bench.database.transaction("bench.bare"):
        await bench.database.execute("INSERT INTO bench_effect (id, body) VALUES ($1, $2)", item, "x" * 300)
        await bench.database.execute("INSERT INTO bench_receipt (id, receipt) VALUES ($1, $2)", item, "r" * 300)
    return "r" * 300


@post("/bench/pushes", status_code=HTTP_200_OK)
async def pushes(bench: NamedDependency[SkipValidation[Bench]], count: int, url: str) -> None:
    """Store so many items, post each, and store the receipt that comes back."""

    async def one(_: int) -> None:
        item = uuid4().hex
        await bench.database.execute("INSERT INTO bench_effect (id, body) VALUES ($1, $2)", item, "x" * 300)
        answer = await bench.client.post(f"{url}/bench/bare", params={"item": item})
        answer.raise_for_status()
        await bench.database.execute("INSERT INTO bench_receipt (id, receipt) VALUES ($1, $2)", item, answer.text)

    await _several(count, one)


async def _several(count: int, one: Callable[[int], Awaitable[None]]) -> None:
    rest = iter(range(count))

    async def work() -> None:
        for number in rest:
            await one(number)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def application(base: Foundation) -> Litestar:
    """The exchange endpoint and the doors of the measurement."""
    exchange = exchange_of(base)
    standings = Standings(base.database, base.settings.node, base.trust, exchange.peers, base.clock)
    bench = Bench(
        base.database,
        base.client,
        Outbox(base.database, clock=base.clock),
        exchange,
        standings,
        Running(base.database, exchange),
    )

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        await base.database.start()
        bench.courier.start()
        try:
            yield
        finally:
            bench.courier.stop()
            await base.client.aclose()
            await base.database.stop()

    return Litestar(
        route_handlers=[exchange_router(), flows, page, turn_courier, bare, pushes],
        dependencies={
            "node": Provide(lambda: bench, sync_to_thread=False),
            "bench": Provide(lambda: bench, sync_to_thread=False),
        },
        lifespan=[running],
        logging_config=None,
        openapi_config=None,
    )


def main(settings_file: Path, log_file: Path) -> None:
    """The process of such a node."""
    serve(settings_file, log_file, application)
