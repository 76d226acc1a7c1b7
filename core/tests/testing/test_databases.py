"""Each test has a real database of its own, on both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from anyio.from_thread import BlockingPortal

from tongban.testing.database_servers import PostgresqlDatabases, sqlite_file
from tongban.testing.databases import NewDatabase, NewMigratedDatabase
from tongban.testing.postgresql_installation import (
    Account,
    Installation,
    candidate_folders,
    unprivileged_account,
)
from tongban.testing.postgresql_server import PostgresqlServer

migrations_run: list[str] = []


async def execute(url: str, sql: str) -> list[tuple[object, ...]]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url))) as connection, connection:
            return connection.execute(sql).fetchall()
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def migrate(url: str, apps: Sequence[object]) -> None:
    migrations_run.append(url)
    for app in apps:
        await execute(url, f"CREATE TABLE {app} (name TEXT)")


async def test_a_database_is_of_the_dialect_named(database_url: str, database_dialect: str) -> None:
    assert urlsplit(database_url).scheme == database_dialect
    assert await execute(database_url, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("_time", [1, 2])
async def test_a_database_is_empty_for_every_test(database_url: str, _time: int) -> None:
    await execute(database_url, "CREATE TABLE person (name TEXT)")


async def test_two_nodes_have_two_databases(new_database_url: NewDatabase) -> None:
    one, other = new_database_url(), new_database_url()
    await execute(one, "CREATE TABLE person (name TEXT)")
    await execute(other, "CREATE TABLE person (name TEXT)")


async def test_migrated_databases_are_copies_of_one_migration(migrated_database_url: NewMigratedDatabase) -> None:
    before = len(migrations_run)
    one = migrated_database_url(migrate, ["person", "firm"])
    await execute(one, "INSERT INTO person VALUES ('张三')")
    other = migrated_database_url(migrate, ["person", "firm"])
    assert await execute(other, "SELECT * FROM person") == []
    assert len(migrations_run) == before + 1


async def test_other_apps_are_migrated_anew(migrated_database_url: NewMigratedDatabase) -> None:
    url = migrated_database_url(migrate, ["office"])
    assert await execute(url, "SELECT * FROM office") == []


def test_the_server_listens_on_no_port(postgresql_databases: PostgresqlDatabases) -> None:
    folder = postgresql_databases.server.home
    pid, *_ = (folder / "data" / "postmaster.pid").read_text().splitlines()
    assert int(pid) == postgresql_databases.server.process.pid
    assert (folder / ".s.PGSQL.5432").is_socket()
    assert "listen_addresses=" in Path(f"/proc/{pid}/cmdline").read_text().split("\0")


@pytest.mark.parametrize("folder", candidate_folders(), ids=str)
def test_each_postgresql_found_serves_and_leaves_nothing(folder: Path, database_portal: BlockingPortal) -> None:
    with PostgresqlServer(Installation(folder, unprivileged_account())) as server:
        with PostgresqlDatabases(server, database_portal) as databases:
            url = databases.create()
            assert database_portal.call(execute, url, "SELECT 1") == [(1,)]
        assert server.home.exists()
    assert not server.home.exists()
    assert server.process.returncode is not None


def test_the_header_names_the_unprivileged_user() -> None:
    text = str(Installation(Path("/usr/bin"), Account("nobody", 65534, 65534)))
    assert text == "/usr/bin, as nobody (uid 65534) because pytest runs as root"
