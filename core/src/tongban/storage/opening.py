"""From the setting `database` to a Database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from tongban.storage.database import Database
from tongban.storage.errors import StorageError
from tongban.storage.patience import STATEMENT_SECONDS, Patience
from tongban.storage.postgresql import PostgresqlEngine
from tongban.storage.sqlite import SqliteEngine, Synchronous


def open_database(url: str) -> Database:
    """The database at `url`, not yet started.

    `sqlite:///node.db` is a file beside the working directory, `sqlite:////var/lib/node.db` an absolute path;
    `?synchronous=normal` gives up the last commits at a power cut for speed. `postgresql://user@host/name`
    takes what asyncpg takes, `?pool_size=20` and `?statement_seconds=60`. Raises `StorageError` for any other address.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return Database(_sqlite(url))
    if scheme in ("postgresql", "postgres"):
        return Database(_postgresql(url))
    raise StorageError(f"settings.database = {url!r}: write sqlite:///path/to/node.db or postgresql://user@host/name")


def open_without_limits(url: str) -> Database:
    """The same for work that may rightly take hours, such as a migration: no statement is ended."""
    database = open_database(url)
    if isinstance(database.engine, PostgresqlEngine):
        database.engine.patience = Patience(0)
    return database


def _sqlite(url: str) -> SqliteEngine:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    synchronous = options.pop("synchronous", "full").lower()
    path = unquote(parts.path.removeprefix("/"))
    if options or synchronous not in ("full", "normal") or not path or parts.netloc:
        raise StorageError(
            f"settings.database = {url!r}: write sqlite:///path/to/node.db, with ?synchronous=full or normal if need be"
        )
    return SqliteEngine(path, synchronous=cast("Synchronous", synchronous))


def _postgresql(url: str) -> PostgresqlEngine:
    parts = urlsplit(url)
    options = parse_qsl(parts.query)
    size = _number(options, "pool_size", usual=20, least=1, means="a number of connections, such as 20")
    patience = _number(
        options, "statement_seconds", usual=STATEMENT_SECONDS, least=0, means="seconds, such as 60, or 0 for no limit"
    )
    rest = urlencode([option for option in options if option[0] not in {"pool_size", "statement_seconds"}])
    return PostgresqlEngine(urlunsplit(parts._replace(query=rest)), pool_size=size, patience=Patience(patience))


def _number(options: Sequence[tuple[str, str]], name: str, *, usual: int, least: int, means: str) -> int:
    given = dict(options).get(name, str(usual))
    if not given.isdigit() or int(given) < least:
        raise StorageError(f"settings.database: {name}={given!r} must be {means}")
    return int(given)
