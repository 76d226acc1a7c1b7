"""From the setting `database` to a Database."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from tongban.storage.database import Database
from tongban.storage.errors import StorageError
from tongban.storage.postgresql import PostgresqlEngine
from tongban.storage.sqlite import SqliteEngine, Synchronous


def open_database(url: str) -> Database:
    """The database at `url`, not yet started.

    `sqlite:///node.db` is a file beside the working directory, `sqlite:////var/lib/node.db` an absolute path;
    `?synchronous=normal` gives up the last commits at a power cut for speed. `postgresql://user@host/name`
    takes what asyncpg takes, and `?pool_size=20`. Raises `StorageError` for any other address.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return Database(_sqlite(url))
    if scheme in ("postgresql", "postgres"):
        return Database(_postgresql(url))
    raise StorageError(f"settings.database = {url!r}: write sqlite:///path/to/node.db or postgresql://user@host/name")


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
    size = dict(options).get("pool_size", "20")
    if not size.isdigit() or int(size) < 1:
        raise StorageError(f"settings.database: pool_size={size!r} must be a number of connections, such as 20")
    rest = urlencode([option for option in options if option[0] != "pool_size"])
    return PostgresqlEngine(urlunsplit(parts._replace(query=rest)), pool_size=int(size))
