"""PostgreSQL may hang, in a statement or as a whole: nobody waits for it for ever, and what comes later is served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from tongban.storage import Database, Unavailable, open_database, patience
from tongban.storage.opening import open_without_limits
from tongban.testing.databases import on_postgresql

HANGING: Final = "SELECT CAST(pg_sleep(600) AS VARCHAR(9)) AS slept"


@pytest.fixture
def url(database_url: str) -> str:
    return f"{database_url}{'&' if '?' in database_url else '?'}statement_seconds=1"


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Database]:
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


@on_postgresql
async def test_a_statement_that_hangs_is_ended_and_its_transaction_undone(url: str) -> None:
    async with opened(open_database(url)) as database:
        await database.execute("CREATE TABLE note (id INTEGER)")
        with pytest.raises(Unavailable, match="statement_seconds"):
            await database.fetch(HANGING)
        with pytest.raises(Unavailable, match="pg_stat_activity"):
            async with database.transaction("test.hang"):
                await database.execute("INSERT INTO note VALUES (1)")
                await database.fetch(HANGING)
        assert await database.fetch("SELECT id FROM note") == []


@on_postgresql
async def test_who_holds_a_row_and_stands_still_holds_it_from_nobody_for_ever(url: str) -> None:
    async with opened(open_database(url)) as still, opened(open_without_limits(url)) as other:
        await other.execute("CREATE TABLE note (id INTEGER)")
        await other.execute("INSERT INTO note VALUES (1)")
        with pytest.raises(Unavailable):
            async with still.transaction("test.still"):
                await still.execute("UPDATE note SET id = 2")
                changed = await other.spawn(other.execute("UPDATE note SET id = 3"))
                assert changed == 1, "as soon as the other has lost it"
        assert [row["id"] for row in await still.fetch("SELECT id FROM note")] == [3]


class Silence:
    """A way to the server on which nothing comes through any more once it is told so, and nobody is told that."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        self._socket = str(Path(host) / f".s.PGSQL.{parts.port or 5432}") if host.startswith("/") else ""
        self._at = (host, parts.port or 5432)
        self.is_silent = False

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_connection = (
            asyncio.open_unix_connection(self._socket) if self._socket else asyncio.open_connection(*self._at)
        )
        there, back = await open_connection
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(self._copy(reader, back), self._copy(there, writer))
        for each in (writer, back):
            each.close()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if not self.is_silent:
                sink.write(data)
        if not self.is_silent:
            sink.close()


@on_postgresql
@pytest.mark.parametrize("is_in_transaction", [False, True])
async def test_a_server_that_has_gone_silent_is_waited_for_once_and_the_next_connection_is_new(
    url: str, monkeypatch: pytest.MonkeyPatch, *, is_in_transaction: bool
) -> None:
    monkeypatch.setattr(patience, "SILENT_SECONDS", 0.0)
    way = Silence(url)
    async with await asyncio.start_server(way.relay, "127.0.0.1", 0) as server:
        parts = urlsplit(url)
        port = server.sockets[0].getsockname()[1]
        path = f"{parts.path}?statement_seconds=1"
        user = f"{parts.username or 'postgres'}@"
        async with opened(open_database(f"postgresql://{user}127.0.0.1:{port}{path}")) as database:
            await database.fetch("SELECT 1 AS one")
            way.is_silent = True
            with pytest.raises(Unavailable, match="silent"):
                if is_in_transaction:
                    async with database.transaction("test.silence"):
                        await database.fetch("SELECT 1 AS one")
                else:
                    await database.fetch("SELECT 1 AS one")
            way.is_silent = False
            assert [row["one"] for row in await database.fetch("SELECT 1 AS one")] == [1]
