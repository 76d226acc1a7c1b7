"""Where tests get databases from: one implementation for SQLite, one for PostgreSQL."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

import anyio
import asyncpg
from asyncpg.exceptions import PostgresError

from tongban.testing.postgresql_server import PostgresqlServer, PostgresqlStartError

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

START_LIMIT_SECONDS = 60


class DatabaseServer(Protocol):
    """Gives out databases by URL, as a node's setting `database` names them."""

    def create(self) -> str:
        """Make an empty database."""

    def copy(self, template: str) -> str:
        """Make a database with all that the template holds; nobody may be connected to the template."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""


class SqliteDatabases:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    def create(self) -> str:
        """Name a file that does not exist yet, which to SQLite is an empty database."""
        return f"sqlite:///{self.folder / f'node{next(self.numbers)}.sqlite'}"

    def copy(self, template: str) -> str:
        """Copy the file, after SQLite has moved its write-ahead log into it."""
        url = self.create()
        with closing(sqlite3.connect(sqlite_file(template))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(sqlite_file(template), sqlite_file(url))
        return url

    def drop(self, url: str) -> None:
        """Delete the file and what SQLite put beside it."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{sqlite_file(url)}{suffix}").unlink(missing_ok=True)


class PostgresqlDatabases:
    """Databases of a private server, made and dropped over one administrative connection."""

    def __init__(self, server: PostgresqlServer, portal: BlockingPortal) -> None:
        self.server = server
        self.portal = portal
        self.numbers = count(1)

    def __enter__(self) -> Self:
        self.connection = self.portal.call(connect, self.server)
        # Since 15 the server copies through its log unless told to copy files, which takes half the time.
        self.strategy = " STRATEGY FILE_COPY" if self.connection.get_server_version() >= (15,) else ""
        return self

    def __exit__(self, *_: object) -> None:
        self.portal.call(self.connection.close)

    def create(self) -> str:
        """Make an empty database."""
        return self._create("template0")

    def copy(self, template: str) -> str:
        """Make a copy within the server."""
        return self._create(database_name(template))

    def drop(self, url: str) -> None:
        """Remove a database and end the connections to it."""
        self.portal.call(self.connection.execute, f'DROP DATABASE "{database_name(url)}" WITH (FORCE)')

    def _create(self, template: str) -> str:
        name = f"node{next(self.numbers)}"
        self.portal.call(self.connection.execute, f'CREATE DATABASE "{name}" TEMPLATE "{template}"{self.strategy}')
        return self.server.url(name)


async def connect(server: PostgresqlServer) -> asyncpg.Connection[asyncpg.Record]:
    """Connect to a server that was just started, as soon as it answers."""
    with anyio.move_on_after(START_LIMIT_SECONDS):
        while server.process is not None and server.process.poll() is None:
            try:
                return await asyncpg.connect(server.url("postgres"))
            except (OSError, PostgresError):
                await anyio.sleep(0.02)
    message = f"PostgreSQL did not start: {server.log.read_text(errors='replace').strip()}"
    raise PostgresqlStartError(message)


def sqlite_file(url: str) -> Path:
    """Take the file out of a URL like `sqlite:////absolute/path`."""
    return Path(url.removeprefix("sqlite:///"))


def database_name(url: str) -> str:
    """Take the database out of a URL like `postgresql://postgres@/name?host=…`."""
    return urlsplit(url).path.removeprefix("/")
