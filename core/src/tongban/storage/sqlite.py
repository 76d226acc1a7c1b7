"""The SQLite engine: one writer, readers beside it; statements run in the event loop, and commits beside it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from piccolo.engine.sqlite import SQLiteEngine, TransactionType
from piccolo.querystring import QueryString

from tongban.storage import guard
from tongban.storage.beside import ConnectionsBeside
from tongban.storage.engine import NodeEngine
from tongban.storage.errors import Unavailable, is_busy
from tongban.storage.statements import Arguments, Row, for_sqlite
from tongban.storage.transaction import Transaction, TransactionVariable

SWITCH_SECONDS: Final = 0.0005

Synchronous = Literal["full", "normal"]
Answer = tuple[list[Row], int]
Part = TypeVar("Part")
Kind = TypeVar("Kind", bound=sqlite3.Connection)


class Writer(sqlite3.Connection):
    """The connection that writes, and whose turn it is: a transaction that outlives `stop` gives back its own turn."""

    turn: asyncio.Lock


class SqliteEngine(NodeEngine, SQLiteEngine):
    """Piccolo's SQLite engine with connections that stay open.

    A statement takes 5 to 60 µs, less than a hop to a thread, so it runs in the event loop; whatever may take
    long goes through `report`. A commit waits for the disk, often 5 ms and now and then 100, and so does a statement
    that commits by itself: that is done in a thread, lest nobody is served meanwhile, and in one of the engine's own,
    for those of the process may all hang in somebody's look-up of a name. Other processes may use the same
    file: while one of them writes, this one waits without blocking the loop, up to `patience` seconds (`Unavailable`
    then).
    """

    dialect = "sqlite"
    clock_sql = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    utf8_sql = "CAST({column} AS BLOB)"

    def __init__(self, path: str, *, synchronous: Synchronous = "full", patience: float = 30.0) -> None:
        super().__init__(path=path)
        self.prepare()
        self.current_transaction = TransactionVariable(self)  # type: ignore[assignment]
        self.synchronous = synchronous
        self.patience = patience
        self._on_its_way: asyncio.Future[Any] | None = None
        self._disk: ThreadPoolExecutor | None = None
        self._writer: Writer | None = None
        self._reader: sqlite3.Connection | None = None
        self._beside: ConnectionsBeside | None = None
        self._typed_reader: sqlite3.Connection | None = None

    async def check_version(self) -> None:
        """SQLite comes with Python; nothing to ask."""

    async def start(self) -> None:
        if self._writer is not None:
            return
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        _keep_to_oneself(Path(self.path))
        # What comes back from the disk waits for a busy event loop that long, else 5 ms, as long as the disk took.
        sys.setswitchinterval(min(SWITCH_SECONDS, sys.getswitchinterval()))
        self._disk = ThreadPoolExecutor(1, "sqlite")
        self._writer = self._connect_writer(asyncio.Lock())
        self._typed_reader = self._connect_reader(types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
        # Piccolo's converters cost 1 µs for each integer, so raw SQL reads without them.
        self._reader = self._connect_reader(types=0)
        self._beside = ConnectionsBeside(self._connect_for_reports)

    async def stop(self) -> None:
        if self._on_its_way is not None:
            await asyncio.wait({self._on_its_way})
        for connection in (self._reader, self._typed_reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._typed_reader = self._writer = None
        if self._beside is not None:
            self._beside.close()
            self._beside = None
        if self._disk is not None:
            self._disk.shutdown()
            self._disk = None

    async def start_connection_pool(self, **_: object) -> None:
        await self.start()

    async def close_connection_pool(self, **_: object) -> None:
        await self.stop()

    def transaction(  # type: ignore[override]
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> Transaction:
        return Transaction(self, "storage.piccolo")

    async def begin(self) -> Writer:
        writer = await self._in_turn()
        try:
            self.statements += 1
            await self._patiently(writer, "BEGIN IMMEDIATE", ())
        except BaseException:
            writer.turn.release()
            raise
        return writer

    async def commit(self, connection: Writer) -> None:
        self.statements += 1
        await self._to_disk(connection, "COMMIT", ())
        connection.turn.release()

    async def rollback(self, connection: Writer) -> None:
        try:
            if connection.in_transaction:
                self.statements += 1
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            connection.close()
            if self._writer is connection:  # and not stopped meanwhile
                self._writer = self._connect_writer(connection.turn)
        finally:
            connection.turn.release()

    async def run(self, connection: sqlite3.Connection, sql: str, arguments: Arguments = ()) -> Answer:
        return _run(connection, for_sqlite(sql).sql, arguments)

    async def run_alone(self, sql: str, arguments: Arguments) -> Answer:
        statement = for_sqlite(sql)
        if statement.reads:
            return await self._patiently(_started(self._reader), statement.sql, arguments)
        return await self._write_alone(statement.sql, arguments)

    async def run_many(self, connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
        connection.executemany(for_sqlite(sql).sql, rows)

    async def report(self, sql: str, arguments: Arguments) -> list[Row]:
        return await asyncio.to_thread(_report, _started(self._beside), for_sqlite(sql).sql, arguments)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        sql, arguments = querystring.compile_string(engine_type=self.engine_type)
        return await self._run_for_piccolo(sql, arguments)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        return await self._run_for_piccolo(ddl, [])

    async def _run_for_piccolo(self, sql: str, arguments: list[Any]) -> list[dict[str, Any]]:
        if guard.joined(self) is None and for_sqlite(sql).reads:
            self.statements += 1
            rows, _ = await self._patiently(_started(self._typed_reader), sql, arguments)
        else:
            rows, _ = await self.send(sql, arguments)
        return [dict(row) for row in rows]

    async def _write_alone(self, sql: str, arguments: Arguments) -> Answer:
        writer = await self._in_turn()
        try:
            return await self._patiently(writer, sql, arguments, self._to_disk)
        finally:
            writer.turn.release()

    async def _in_turn(self) -> Writer:
        """The writer, for this task alone until it releases the turn."""
        turn = _started(self._writer).turn
        await turn.acquire()
        writer = self._writer
        if writer is None or writer.turn is not turn:
            turn.release()
            raise Unavailable("the database was stopped: await database.start() again")
        return writer

    async def _to_disk(self, connection: sqlite3.Connection, sql: str, arguments: Arguments) -> Answer:
        """What waits for the disk; whoever is cancelled meanwhile goes only when it is done, one way or the other."""
        if self.synchronous != "full":
            return _run(connection, sql, arguments)
        # No task: who ends a process cancels all tasks, and a thread goes on all the same.
        loop, disk = asyncio.get_running_loop(), _started(self._disk)
        self._on_its_way = doing = loop.run_in_executor(disk, _run, connection, sql, arguments)
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            await _ended(doing)
            raise
        finally:
            self._on_its_way = None

    async def _patiently(
        self,
        connection: sqlite3.Connection,
        sql: str,
        arguments: Arguments,
        beside: Callable[[sqlite3.Connection, str, Arguments], Awaitable[Answer]] | None = None,
    ) -> Answer:
        for pause in _pauses(self.patience):
            try:
                return await beside(connection, sql, arguments) if beside else _run(connection, sql, arguments)
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
            await asyncio.sleep(pause)
        raise Unavailable(
            f"another process has held {self.path} for {self.patience:.0f} s; see which one writes to it, "
            "or use PostgreSQL"
        )

    def _connect_writer(self, turn: asyncio.Lock) -> Writer:
        writer = self._connect(sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES, kind=Writer)
        writer.turn = turn
        return writer

    def _connect(self, types: int, kind: type[Kind]) -> Kind:
        connection = sqlite3.connect(
            self.path,
            factory=kind,
            timeout=0,
            isolation_level=None,
            detect_types=types,
            cached_statements=512,
            check_same_thread=False,  # one at a time uses it all the same
        )
        connection.row_factory = sqlite3.Row
        # busy_timeout comes first: switching to WAL needs the file for itself for a moment.
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA synchronous={self.synchronous}")
        connection.execute("PRAGMA busy_timeout=0")
        return connection

    def _connect_reader(self, types: int) -> sqlite3.Connection:
        connection = self._connect(types, kind=sqlite3.Connection)
        connection.execute("PRAGMA query_only=ON")
        return connection

    def _connect_for_reports(self) -> sqlite3.Connection:
        """What goes through a table once finds nothing again in memory."""
        connection = self._connect_reader(types=0)
        connection.execute("PRAGMA cache_size=-500")
        return connection


def _run(connection: sqlite3.Connection, sql: str, arguments: Arguments) -> Answer:
    cursor = connection.execute(sql, arguments)
    rows = cursor.fetchall()
    return rows, max(cursor.rowcount, 0)


def _report(beside: ConnectionsBeside, sql: str, arguments: Arguments) -> list[Row]:
    with beside.lent() as connection:
        return _run(connection, sql, arguments)[0]


async def _ended(doing: asyncio.Future[Any]) -> None:
    """Waits for what cannot be called off, however often this task is cancelled."""
    while not doing.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({doing})


def _started(part: Part | None) -> Part:
    if part is None:
        raise Unavailable("the database is not started: await database.start() first")
    return part


def _pauses(patience: float) -> Iterator[float]:
    waited, pause = 0.0, 0.0005
    while waited < patience:
        yield pause
        waited, pause = waited + pause, min(pause * 1.5, 0.05)


_PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "temp_store=MEMORY")


def _keep_to_oneself(path: Path) -> None:
    """The file holds personal data: made anew, nobody but its owner reads it; SQLite gives its companions the mode."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
