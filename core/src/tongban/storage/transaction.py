"""One transaction, the same for raw SQL and for Piccolo queries."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from piccolo.engine.base import BaseTransaction

from tongban.storage import guard
from tongban.storage.errors import StorageError, translate

if TYPE_CHECKING:
    from tongban.storage.engine import NodeEngine


class Transaction(BaseTransaction):
    """Everything between BEGIN and COMMIT; a nested one joins the outer.

    It belongs to the task that opened it. When a statement fails, nothing more is taken until the block is left
    or a savepoint rolled back, and a block that swallowed the error raises at its end: on both databases nothing
    of it is kept.
    """

    __slots__ = ("_outer", "_savepoints", "boundary", "connection", "engine", "failure", "is_open", "owner")

    def __init__(self, engine: NodeEngine, boundary: str) -> None:
        self.engine = engine
        self.boundary = boundary
        self.connection: Any = None
        self.failure: BaseException | None = None
        self.is_open = False
        self.owner: asyncio.Task[Any] | None = None
        self._outer: Transaction | None = None
        self._savepoints = 0

    async def __aenter__(self) -> Transaction:  # noqa: PYI034 - a joined one gives the outer
        self._outer = guard.joined(self.engine)
        if self._outer is not None:
            return self._outer
        self.owner = asyncio.current_task()
        self.connection = await self.engine.begin()
        self.is_open = True
        guard.open_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> Literal[False]:
        if self._outer is None:
            await self._finish(error)
        return False

    async def _finish(self, error: BaseException | None) -> None:
        try:
            if error is None and self.failure is None:
                await self._commit()
            else:
                await self.engine.rollback(self.connection)
        finally:
            self._close()
        if error is None and self.failure is not None:
            raise StorageError(
                f"the transaction '{self.boundary}' was rolled back, for a statement in it failed: {self.failure}"
            ) from self.failure
        if error is None and self.engine.boundaries is not None:
            self.engine.boundaries.passing(self.boundary, "after")

    async def _commit(self) -> None:
        if self.engine.boundaries is not None:
            self.engine.boundaries.passing(self.boundary, "before")
        try:
            await self.engine.commit(self.connection)
        except BaseException as error:
            await self.engine.rollback(self.connection)
            if isinstance(error, Exception):
                raise translate(error) from error
            raise

    def _close(self) -> None:
        self.is_open = False
        self.connection = None
        guard.open_transaction.set(None)

    async def savepoint(self, name: str = "") -> Savepoint:
        """Begin a part of this transaction that may fail on its own."""
        self._savepoints += 1
        point = Savepoint(name or f"savepoint_{self._savepoints}", self)
        await self.engine.run(guard.usable(self).connection, f"SAVEPOINT {point.name}")
        return point


class Savepoint:
    """A point of a transaction to which it can go back."""

    __slots__ = ("name", "transaction")

    def __init__(self, name: str, transaction: Transaction) -> None:
        self.name = name
        self.transaction = transaction

    async def rollback_to(self) -> None:
        """Undo what came after, and take statements again."""
        await self.transaction.engine.run(self.transaction.connection, f"ROLLBACK TO SAVEPOINT {self.name}")
        self.transaction.failure = None

    async def release(self) -> None:
        """Keep what came after."""
        await self.transaction.engine.run(self.transaction.connection, f"RELEASE SAVEPOINT {self.name}")


class TransactionVariable:
    """The variable in which Piccolo looks for the transaction of the running task."""

    __slots__ = ("_engine",)

    def __init__(self, engine: NodeEngine) -> None:
        self._engine = engine

    def get(self) -> Transaction | None:
        """The transaction of this task, if it has one here."""
        return guard.joined(self._engine)
