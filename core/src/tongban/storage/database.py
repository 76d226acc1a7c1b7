"""The database of one node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from tongban.storage import guard
from tongban.storage.current import Bound, serve_piccolo
from tongban.storage.engine import Dialect, NodeEngine
from tongban.storage.errors import StorageError
from tongban.storage.folding import side_by_side, told_apart
from tongban.storage.insertions import Insertion, by_table
from tongban.storage.sharing import Shared
from tongban.storage.statements import Row, Statement, reads
from tongban.storage.transaction import Transaction

Result = TypeVar("Result")


class Database:
    """Raw SQL and named transactions, the same on SQLite and PostgreSQL.

    Placeholders are $1, $2, …; arguments are None, int, str or bytes. Unique violations raise `Duplicate`, an
    unreachable or locked database `Unavailable`, every other failure `StorageError`. A statement outside a
    transaction commits by itself.
    """

    def __init__(self, engine: NodeEngine) -> None:
        self.engine = engine
        self.dialect: Dialect = engine.dialect
        self._commits: dict[str, Shared[Sequence[Insertion], None]] = {}
        serve_piccolo()

    @property
    def clock_sql(self) -> str:
        """The database's own clock as an SQL expression (Unix milliseconds), by which all processes' leases run."""
        return self.engine.clock_sql

    def utf8_sql(self, column: str) -> str:
        """A column of text as an SQL expression for its bytes."""
        return self.engine.utf8_sql.format(column=column)

    @property
    def statements(self) -> int:
        """How many statements were sent, BEGIN and COMMIT included.

        `execute_many` counts its statement once, and `write` what it sends together: on SQLite, which is inside the
        process, those statements are several, but nothing is waited for between them.
        """
        return self.engine.statements

    async def start(self) -> None:
        """Open the connections; in the event loop that will use them."""
        await self.engine.start()

    async def stop(self) -> None:
        """Close the connections."""
        await self.engine.stop()

    def bind(self) -> Bound:
        """Inside this block, and in tasks started there, Piccolo Table classes use this database."""
        return Bound(self.engine)

    def spawn(self, work: Coroutine[object, object, Result]) -> asyncio.Task[Result]:
        """Start a task that does not belong to the transaction it is started in."""
        return guard.spawn(work)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part of the open transaction that may fail: if it raises, only this part is undone."""
        transaction = guard.joined(self.engine)
        if transaction is None:
            raise StorageError("savepoint() outside a transaction: open database.transaction(...) first")
        point = await transaction.savepoint()
        try:
            yield
        except BaseException:
            await point.rollback_to()
            raise
        await point.release()

    def transaction(self, boundary: str) -> Transaction:
        """A commit boundary with a name ("case.submit"), used with `async with`; a nested one joins the outer."""
        return Transaction(self.engine, boundary)

    async def fetch(self, sql: str, *arguments: object) -> list[Row]:
        """All rows of a query, or of a statement with RETURNING."""
        return (await self.engine.send(sql, arguments))[0]

    async def fetch_one(self, sql: str, *arguments: object) -> Row | None:
        """The first row, or None."""
        rows = (await self.engine.send(sql, arguments))[0]
        return rows[0] if rows else None

    async def fetch_shared(self, sql: str, *arguments: object) -> list[Row]:
        """All rows of a query; tasks that ask it at the same time share a statement.

        The cheapest way to look up by a key what every request looks up.
        """
        return await self.engine.send_shared(sql, arguments)

    async def fetch_each(
        self, queries: Sequence[Statement], *, within: float | None = None
    ) -> list[dict[str, Any] | None]:
        """The first row of each of several queries by column name, or None, all asked with one statement.

        As with `fetch_shared`, tasks that ask the same queries at the same time share it; raises `Unavailable` where a
        server takes longer than so many seconds for it.
        """
        if not queries:
            return []
        asked = side_by_side(queries)
        (row,) = await self.engine.send_shared(asked.sql, asked.arguments, within=within)
        values = tuple(row)
        return [
            None if values[start] is None else dict(zip(names, values[start + 1 :], strict=False))
            for start, names in told_apart(tuple(row.keys()), len(queries))
        ]

    async def execute(self, sql: str, *arguments: object) -> int:
        """Run a statement; the number of rows it affected."""
        return (await self.engine.send(sql, arguments))[1]

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each row of arguments, all or none."""
        await self.engine.send_many(sql, rows)

    async def write(self, boundary: str, insertions: Sequence[Insertion]) -> None:
        """Insert rows of several tables in a commit with a name, all or none: the cheapest way to write.

        Tasks that write under the same name at the same time share the commit. On PostgreSQL it is a single statement,
        so that BEGIN and COMMIT cost nothing. Inside a transaction the rows join it.
        """
        if not insertions:
            return
        if guard.joined(self.engine) is not None:
            await self.engine.send_together(boundary, by_table(insertions))
            return
        if boundary not in self._commits:
            self._commits[boundary] = Shared(partial(self._commit, boundary))
        await self._commits[boundary].send(insertions)

    async def _commit(self, boundary: str, written: list[Sequence[Insertion]]) -> list[None]:
        await self.engine.send_together(boundary, by_table(chain.from_iterable(written)))
        return [None] * len(written)

    async def report(self, sql: str, *arguments: object) -> list[Row]:
        """The rows of a slow query, outside any transaction and without holding up others."""
        guard.outside_transaction("run a report")
        if not reads(sql):
            raise StorageError(f"a report only reads, this does not: {sql}")
        return await self.engine.send_report(sql, arguments)
