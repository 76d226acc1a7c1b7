"""What can go wrong in storage, told the same way for both databases."""

from __future__ import annotations

import sqlite3

import asyncpg


class StorageError(Exception):
    """A statement or a connection failed; the driver's error is the cause."""


class Duplicate(StorageError):
    """A unique index refused a row; `table` is the table that holds it."""

    def __init__(self, message: str, table: str = "") -> None:
        super().__init__(message)
        self.table = table


class Unavailable(StorageError):
    """The database cannot be reached or is held by another process; trying again later may help."""


class Unstorable(StorageError):
    """A value that no column can hold: NUL in a text, half a character, a number beyond 64 bits."""


class TransactionGuardError(RuntimeError):
    """Something was awaited inside a transaction that must not be."""


_UNREACHABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    OSError,
    TimeoutError,
)
_ENDED = (asyncpg.QueryCanceledError, asyncpg.IdleInTransactionSessionTimeoutError)
_UNFIT = (asyncpg.DataError, OverflowError, UnicodeEncodeError)
DRIVER_ERRORS = (sqlite3.Error, sqlite3.Warning, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, *_UNFIT)


def translate(error: BaseException) -> StorageError:
    """The storage error that stands for a driver's error; raise it `from` the driver's."""
    if isinstance(error, StorageError):
        return error
    _leave_values_out(error)
    if isinstance(error, asyncpg.UniqueViolationError):
        return Duplicate(str(error), error.table_name or "")
    if isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error):
        return Duplicate(str(error), str(error).partition(": ")[2].partition(".")[0])
    if why := _unavailable(error):
        return Unavailable(why)
    if isinstance(error, _UNFIT):
        return Unstorable(f"{type(error).__name__}: a value does not fit its column")
    return StorageError(f"{type(error).__name__}: {error}")


def _unavailable(error: BaseException) -> str:
    """What to do where trying again later may help; nothing where it does not."""
    if isinstance(error, TimeoutError):
        return "PostgreSQL has gone silent: see that it runs, the network to it, and settings.database"
    if isinstance(error, _ENDED):
        return (
            f"PostgreSQL ended what took too long: {error}; see what it waited for, SELECT * FROM pg_stat_activity, or "
            "give it longer with ?statement_seconds= in settings.database"
        )
    if isinstance(error, _UNREACHABLE) or is_busy(error) or _has_no_room(error):
        return f"the database cannot be reached or written: {error}; check settings.database and its disk"
    return ""


def _has_no_room(error: BaseException) -> bool:
    if isinstance(error, asyncpg.DiskFullError):
        return True
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _FULL


def _leave_values_out(error: BaseException) -> None:
    """PostgreSQL's driver quotes the row or value at fault, which may be an identity number, and errors are logged."""
    if isinstance(error, asyncpg.PostgresError):
        error.detail = None
    if isinstance(error, asyncpg.DataError):
        error.args = (type(error).__name__,)


def is_busy(error: BaseException) -> bool:
    """Whether SQLite refused because another process holds the file."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _BUSY


_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
