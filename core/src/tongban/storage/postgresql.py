"""The PostgreSQL engine: a pool that is always there and transactions that never leak a connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from tongban.storage import guard
from tongban.storage.engine import MANY, NodeEngine
from tongban.storage.errors import DRIVER_ERRORS, Unavailable, translate
from tongban.storage.folding import fold
from tongban.storage.insertions import Insertion
from tongban.storage.lookups import Lookups
from tongban.storage.patience import Patience
from tongban.storage.pool import ConnectionPool
from tongban.storage.statements import Arguments, Row, Statement, returns_rows
from tongban.storage.transaction import Transaction, TransactionVariable

Answer = tuple[list[Row], int]
Result = TypeVar("Result")
Sent = TypeVar("Sent")

LZ4: Final = "lz4"
"""How facts and letters are compressed where the server can: as it does by itself, that is a fifth of writing them."""


class PostgresqlEngine(NodeEngine, PostgresEngine):
    """Piccolo's PostgreSQL engine, always with a pool of up to `pool_size` connections."""

    dialect = "postgresql"
    clock_sql = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    utf8_sql = "convert_to({column}, 'UTF8')"

    def __init__(self, url: str, *, pool_size: int = 20, patience: Patience = Patience()) -> None:  # noqa: B008 - frozen
        super().__init__(config={"dsn": url})
        self.prepare()
        self.current_transaction = TransactionVariable(self)  # type: ignore[assignment]
        self.pool_size = pool_size
        self.patience = patience
        self.connections: ConnectionPool | None = None
        self._compression: dict[str, str] = {}
        self._lookups = Lookups(self.send)

    async def check_version(self) -> None:
        """The pool asks when it starts."""

    async def start(self) -> None:
        if self.connections is not None:
            return
        try:
            connection = await self._connect()
            self._compression = {row["name"]: LZ4 for row in await connection.fetch(_COMPRESSION, LZ4)}
        except (OSError, asyncpg.PostgresError) as error:
            raise Unavailable(f"PostgreSQL does not answer: {error}; check settings.database") from error
        await connection.close()
        self.connections = ConnectionPool(self._connect, size=self.pool_size)

    async def stop(self) -> None:
        if self.connections is not None:
            pool, self.connections = self.connections, None
            await pool.close()

    async def start_connection_pool(self, **_: object) -> None:
        await self.start()

    async def close_connection_pool(self, **_: object) -> None:
        await self.stop()

    def transaction(self, allow_nested: bool = True) -> Transaction:  # type: ignore[override]
        return Transaction(self, "storage.piccolo")

    async def begin(self) -> Any:
        connection = await self._acquire()
        try:
            self.statements += 1
            await self._answered(connection, connection.execute("BEGIN"))
        except BaseException as error:
            await self.rollback(connection)
            if isinstance(error, Exception):
                raise translate(error) from error
            raise
        return connection

    async def commit(self, connection: Any) -> None:
        self.statements += 1
        await self._answered(connection, connection.execute("COMMIT"))
        self._pool().release(connection)

    async def rollback(self, connection: Any) -> None:
        try:
            if connection.is_in_transaction():
                self.statements += 1
                await self._answered(connection, connection.execute("ROLLBACK"))
        except BaseException:  # noqa: BLE001 - also when cancelled: a connection in doubt is not used again
            self._pool().drop(connection)
        else:
            self._pool().release(connection)

    async def run(self, connection: Any, sql: str, arguments: Arguments = ()) -> Answer:
        if returns_rows(sql):
            rows = await self._answered(connection, connection.fetch(sql, *arguments))
            return rows, len(rows)
        return [], _affected(await self._answered(connection, connection.execute(sql, *arguments)))

    async def run_alone(self, sql: str, arguments: Arguments) -> Answer:
        return await self._borrowing(self.run, sql, arguments)

    async def run_many(self, connection: Any, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await self._answered(connection, connection.executemany(sql, rows))

    async def send_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if guard.joined(self) is not None:
            await super().send_many(sql, rows)
            return
        # The driver sends the rows of one call as one commit, planned once however many they are.
        self.statements += 1
        with self._boundary(MANY):
            try:
                await self._borrowing(self.run_many, sql, rows)
            except DRIVER_ERRORS as error:
                raise translate(error) from error

    async def send_shared(self, sql: str, arguments: Arguments, *, within: float | None = None) -> list[Row]:
        if guard.joined(self) is not None:
            return await super().send_shared(sql, arguments, within=within)
        return await self._lookups.find(sql, arguments, within=within)

    async def send_together(self, boundary: str, insertions: list[Insertion]) -> None:
        try:
            together = fold([Statement(each.into.from_columns, each.by_column) for each in insertions])
        except DRIVER_ERRORS as error:  # what cannot be put into JSON, the driver would not take either
            raise translate(error) from error
        if guard.joined(self) is not None:
            await self.send(together.sql, together.arguments)
            return
        # A statement by itself is a transaction, and so a boundary.
        with self._boundary(boundary):
            await self.send(together.sql, together.arguments)

    @contextmanager
    def _boundary(self, name: str) -> Iterator[None]:
        if self.boundaries is not None:
            self.boundaries.passing(name, "before")
        yield
        if self.boundaries is not None:
            self.boundaries.passing(name, "after")

    async def report(self, sql: str, arguments: Arguments) -> list[Row]:
        return (await self.run_alone(sql, arguments))[0]

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Row]:
        sql, arguments = querystring.compile_string(engine_type=self.engine_type)
        return (await self.send(sql, arguments))[0]

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Row]:
        return (await self.send(ddl, ()))[0]

    async def _borrowing(self, work: Callable[[Any, str, Sent], Awaitable[Result]], sql: str, sent: Sent) -> Result:
        pool, connection = self._pool(), await self._acquire()
        try:
            result = await work(connection, sql, sent)
        except DRIVER_ERRORS:
            pool.release(connection)
            raise
        except BaseException:
            pool.drop(connection)
            raise
        pool.release(connection)
        return result

    async def _answered(self, connection: Any, asked: Awaitable[Result]) -> Result:
        """What the server says; where it says nothing in time, the connection is of no use any more."""
        try:
            return await asked
        except TimeoutError:
            connection.terminate()
            raise
        except asyncpg.InternalClientError as error:  # the server's last word came while nothing was asked
            connection.terminate()
            raise ConnectionResetError("the server has ended the connection") from error
        except asyncpg.InterfaceError as error:
            if connection.is_closed():
                raise ConnectionResetError("the server has ended the connection") from error
            raise

    async def _acquire(self) -> Any:
        try:
            return await self._pool().acquire()
        except (OSError, asyncpg.PostgresError) as error:
            raise translate(error) from error

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            self.config["dsn"],
            statement_cache_size=1024,
            max_cached_statement_lifetime=0,
            command_timeout=self.patience.for_an_answer,
            server_settings={
                "application_name": "tongban",
                # Left to itself the server plans a queue anew each time, at thrice the cost of reading it.
                "plan_cache_mode": "force_generic_plan",
                **self._compression,
                **self.patience.server_settings,
            },
        )

    def _pool(self) -> ConnectionPool:
        if self.connections is None:
            raise Unavailable("the database is not started: await database.start() first")
        return self.connections


def _affected(status: str) -> int:
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


_COMPRESSION: Final = "SELECT name FROM pg_settings WHERE name = 'default_toast_compression' AND $1 = ANY(enumvals)"
