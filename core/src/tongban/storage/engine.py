"""What both engines do for a node, besides serving Piccolo."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, Literal

from tongban.storage import guard
from tongban.storage.boundaries import Boundaries
from tongban.storage.errors import DRIVER_ERRORS, translate
from tongban.storage.insertions import Insertion
from tongban.storage.statements import Arguments, Row
from tongban.storage.transaction import Transaction

Dialect = Literal["sqlite", "postgresql"]


MANY: Final = "storage.execute_many"


class NodeEngine(ABC):
    """Raw statements and transactions on one database; `statements` counts all that were sent."""

    dialect: Dialect
    clock_sql: str
    utf8_sql: str
    statements: int
    boundaries: Boundaries | None

    def prepare(self) -> None:
        """Set the counter to nought and read the crash boundaries from the environment."""
        self.statements = 0
        self.boundaries = Boundaries.from_environment()

    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @abstractmethod
    async def begin(self) -> Any:
        """A connection of one's own, in a transaction."""

    @abstractmethod
    async def commit(self, connection: Any) -> None:
        """Commit and give the connection back; if it raises, the connection still has to be rolled back."""

    @abstractmethod
    async def rollback(self, connection: Any) -> None:
        """Roll back and give the connection back, whatever state it is in."""

    @abstractmethod
    async def run(self, connection: Any, sql: str, arguments: Arguments = ()) -> tuple[list[Row], int]:
        """The rows and the number of affected rows of one statement on a connection from `begin`."""

    @abstractmethod
    async def run_alone(self, sql: str, arguments: Arguments) -> tuple[list[Row], int]:
        """The same in a transaction of its own."""

    @abstractmethod
    async def run_many(self, connection: Any, sql: str, rows: Sequence[Sequence[object]]) -> None: ...

    @abstractmethod
    async def report(self, sql: str, arguments: Arguments) -> list[Row]: ...

    async def send(self, sql: str, arguments: Arguments) -> tuple[list[Row], int]:
        """One statement, in this task's transaction if there is one."""
        self.statements += 1
        return await self._send(sql, arguments)

    async def send_shared(self, sql: str, arguments: Arguments, *, within: float | None = None) -> list[Row]:
        """The rows of a query; whoever asks it at the same time may be answered by the same statement.

        A server has so many seconds to answer it; what is inside the process is waited for as ever.
        """
        return (await self.send(sql, arguments))[0]

    async def _send(self, sql: str, arguments: Arguments) -> tuple[list[Row], int]:
        transaction = guard.joined(self)
        try:
            if transaction is None:
                return await self.run_alone(sql, arguments)
            return await self.run(guard.usable(transaction).connection, sql, arguments)
        except DRIVER_ERRORS as error:
            if transaction is not None:
                transaction.failure = error
            raise translate(error) from error

    async def send_together(self, boundary: str, insertions: list[Insertion]) -> None:
        """Rows of several tables in one commit; together they count as one statement."""
        self.statements += 1 if guard.joined(self) else -1  # BEGIN and COMMIT count themselves
        async with Transaction(self, boundary) as transaction:
            for into, records in insertions:
                await self._run_many(transaction, into.one_row, records)

    async def send_report(self, sql: str, arguments: Arguments) -> list[Row]:
        """A query that may take long, beside everything else."""
        self.statements += 1
        try:
            return await self.report(sql, arguments)
        except DRIVER_ERRORS as error:
            raise translate(error) from error

    async def send_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """One statement for many rows; all or none of them, and together they count as one."""
        self.statements += 1 if guard.joined(self) else -1  # BEGIN and COMMIT count themselves
        async with Transaction(self, MANY) as transaction:
            await self._run_many(transaction, sql, rows)

    async def _run_many(self, transaction: Transaction, sql: str, rows: Sequence[Sequence[object]]) -> None:
        try:
            await self.run_many(guard.usable(transaction).connection, sql, rows)
        except DRIVER_ERRORS as error:
            transaction.failure = error
            raise translate(error) from error
