"""Bringing a database to the tables of this version, and telling when it is not there."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration as Recorded

from tongban.storage.additive import refuse_unless_additive
from tongban.storage.current import registered
from tongban.storage.database import Database
from tongban.storage.errors import StorageError
from tongban.storage.migrations import Migration, MigrationError, read

_LOCK = 0x746F6E6762616E  # "tongban"


async def migrate(database: Database, apps: Sequence[str], *, until: str = "") -> list[str]:
    """Run every migration that has not run yet, all in one transaction; the names of those that ran.

    `apps` are dotted paths of `piccolo_app` modules, core's first; `until` names the last migration to run, as an older
    version would have stopped there. Of two processes that start together the second
    waits and finds nothing to do. Raises `MigrationError`, and then nothing has changed.
    """
    migrations = _until(until, read(apps))
    with database.bind(), registered(apps), redirect_stdout(io.StringIO()):
        async with database.transaction("storage.migrate"):
            if database.dialect == "postgresql":
                await database.fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)
            await Recorded.create_table(if_not_exists=True)
            waiting = await _waiting(database, migrations)
            for migration in waiting:
                await _run(database, migration)
    return [migration.name for migration in waiting]


async def pending(database: Database, apps: Sequence[str]) -> list[str]:
    """The names of the migrations that have not run yet, in order; changes nothing."""
    migrations = read(apps)
    if await _has_record(database):
        migrations = await _waiting(database, migrations)
    return [migration.name for migration in migrations]


async def require_migrated(database: Database, apps: Sequence[str]) -> None:
    """Raise `MigrationError`, which names the remedy, if a migration has not run yet."""
    waiting = await pending(database, apps)
    if waiting:
        raise MigrationError(f"the database lacks {', '.join(waiting)}: run `tongban migrate`, then start again")


def _until(last: str, migrations: list[Migration]) -> list[Migration]:
    names = [migration.name for migration in migrations]
    return migrations[: names.index(last) + 1] if last else migrations


async def _waiting(database: Database, migrations: list[Migration]) -> list[Migration]:
    rows = await database.fetch("SELECT app_name, name FROM migration")
    done = {(row["app_name"], row["name"]) for row in rows}
    return [migration for migration in migrations if (migration.app, migration.id) not in done]


async def _run(database: Database, migration: Migration) -> None:
    try:
        manager = await migration.module.forwards()
        if isinstance(manager, MigrationManager):
            if database.dialect == "sqlite":
                refuse_unless_additive(manager, migration.path)
            await manager.run()
        await Recorded.insert(Recorded(name=migration.id, app_name=migration.app)).run()
    except MigrationError:
        raise
    except StorageError as error:
        raise MigrationError(f"{migration.path} failed, nothing was changed: {error}") from error


async def _has_record(database: Database) -> bool:
    catalogue = {
        "sqlite": "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'migration'",
        "postgresql": "SELECT 1 AS found WHERE to_regclass('migration') IS NOT NULL",
    }
    return await database.fetch_one(catalogue[database.dialect]) is not None
