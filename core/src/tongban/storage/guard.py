"""Inside a transaction only its own database is awaited."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, TypeVar

from tongban.storage.errors import StorageError, TransactionGuardError

if TYPE_CHECKING:
    from tongban.storage.transaction import Transaction

Result = TypeVar("Result")

open_transaction: contextvars.ContextVar[Transaction | None] = contextvars.ContextVar(
    "tongban_open_transaction", default=None
)


def outside_transaction(what: str) -> None:
    """Refuse to go on inside a transaction; called by everything that does network or slow work.

    `what` says what was about to happen ("call the courier"). Raises `TransactionGuardError`, which names
    the calling module.
    """
    transaction = open_transaction.get()
    if transaction is not None and transaction.is_open:
        caller = sys._getframe(1).f_globals.get("__name__", "unknown")  # noqa: SLF001 - inspect.stack() reads files
        raise TransactionGuardError(
            f"{caller}: {what} inside the transaction '{transaction.boundary}'. Do it before the transaction opens, "
            "or record the intention in a table and do it after the commit."
        )


def joined(engine: object) -> Transaction | None:
    """The open transaction of this task on `engine`, if there is one.

    A task that was started inside a transaction does not inherit it: as long as that transaction is open the
    task may not use the database unless `spawn` started it (`TransactionGuardError`), for with `gather` the
    two would wait for each other. The same error stands for a second database inside a transaction.
    """
    transaction = open_transaction.get()
    if transaction is None or not transaction.is_open:
        return None
    if transaction.engine is not engine:
        raise TransactionGuardError(
            f"another database was used inside the transaction '{transaction.boundary}'; finish one before the other"
        )
    if transaction.owner is not asyncio.current_task():
        raise TransactionGuardError(
            f"a task started inside the transaction '{transaction.boundary}' used the database while it is open. Await "
            "statements one after another instead of gathering them, or start background work with database.spawn()."
        )
    return transaction


def usable(transaction: Transaction) -> Transaction:
    """`transaction`, unless one of its statements has failed."""
    if transaction.failure is not None:
        raise StorageError(
            f"the transaction '{transaction.boundary}' already failed ({transaction.failure}); leave it, or put what "
            "may fail inside database.savepoint()"
        ) from transaction.failure
    return transaction


def spawn(work: Coroutine[object, object, Result]) -> asyncio.Task[Result]:
    """Start a task that does not belong to the transaction it is started in."""
    context = contextvars.copy_context()
    context.run(open_transaction.set, None)
    return asyncio.get_running_loop().create_task(work, context=context)
