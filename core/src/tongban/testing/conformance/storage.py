"""Migrations run forwards from nothing and from every released version, and keep what was written."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

from tongban.plugin_sources import origin
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate
from tongban.storage.migrations import Migration, read
from tongban.storage.released import unfrozen, unlisted
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.rows import columns_of, write_a_row
from tongban.testing.conformance.subject import Subject
from tongban.testing.databases import NewDatabase

ADD = "add it in piccolo_migrations/: in a further file, unless the last is in no released.txt yet"
CORE = "tongban.storage.piccolo_app"
Got = TypeVar("Got")


def from_nothing(subject: Subject, new_database: NewDatabase) -> Iterator[Fault]:
    """An empty database that does not come to the tables which the plugin declares."""
    if not subject.plugin.piccolo_apps:
        return
    try:
        found = _run(new_database(), lambda database: _tables_after(database, subject))
    except Exception as error:  # noqa: BLE001 - whatever a plugin's migration raises is what is looked for
        yield Fault(_origin(subject, error), f"migrating an empty database fails: {error}", "mend the migration")
        return
    for table, (declared, made) in found.items():
        for column in sorted(declared - made):
            what = f"the migrations do not make {table}.{column}"
            yield Fault(subject.place(table), what, ADD)


async def _tables_after(database: Database, subject: Subject) -> dict[str, tuple[set[str], set[str]]]:
    await migrate(database, [CORE, *subject.plugin.piccolo_apps])
    return {name: (declared, set(await columns_of(database, name))) for name, declared in declared(subject).items()}


def declared(subject: Subject) -> dict[str, set[str]]:
    """The tables of the plugin with their columns."""
    from importlib import import_module

    tables = [table for app in subject.plugin.piccolo_apps for table in import_module(app).APP_CONFIG.table_classes]
    # Piccolo keeps what a table is in `_meta`.
    return {table._meta.tablename: {c._meta.db_column_name for c in table._meta.columns} for table in tables}  # noqa: SLF001


def from_releases(subject: Subject, new_database: NewDatabase) -> Iterator[Fault]:
    """A released migration that changed, or a released version whose rows do not come over into this one."""
    try:
        own = [migration for app in subject.plugin.piccolo_apps for migration in read([app])]
    except Exception:  # noqa: BLE001 - a file that cannot be read is what `from_nothing` tells
        return
    for app in subject.plugin.piccolo_apps:
        found = (*unfrozen(app), *unlisted(app, subject.plugin.version))
        yield from (Fault(f"{each.path}:1", f"{each.path.name} {each.what}", each.remedy) for each in found)
    for released in range(1, len(own)):
        try:
            lost = _run(new_database(), lambda database, n=released: _kept(database, subject, own, n))  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001 - as above
            what = f"a database as {own[released - 1].name} left it cannot be migrated: {error}"
            yield Fault(_origin(subject, error), what, "give new columns a default; add, do not change")
            continue
        for table in lost:
            yield Fault(
                f"{own[released].path}:1", f"what stood in {table} is gone", "keep the rows of released versions"
            )


def _origin(subject: Subject, error: Exception) -> str:
    """Where a migration fails: the line that raised it, or the file that the message names."""
    named = re.search(r"\S+\.py\b", str(error))
    return origin(error, subject.folder) or f"{named[0] if named else subject.entry}:1"


async def _kept(database: Database, subject: Subject, own: Sequence[Migration], released: int) -> list[str]:
    """Tables whose row, written as the first migrations left them, the later ones lose."""
    apps = [CORE, *subject.plugin.piccolo_apps]
    await migrate(database, apps, until=own[released - 1].name)
    before = [name for name in declared(subject) if await columns_of(database, name)]
    for name in before:
        await write_a_row(database, name)
    await migrate(database, apps)
    return [name for name in before if await database.fetch_one(f"SELECT 1 AS found FROM {name}") is None]


def _run(url: str, work: Callable[[Database], Awaitable[Got]]) -> Got:
    async def session() -> Got:
        database = open_database(url)
        await database.start()
        try:
            return await work(database)
        finally:
            await database.stop()

    return asyncio.run(session())


_SHARED: dict[str, Any] = {"fixture": "new_database_url", "both_databases": True}
CHECKS = (
    Check(id="migrations-new", sentence="an empty database comes to its tables", find=from_nothing, **_SHARED),
    Check(id="migrations-released", sentence="every released version comes over", find=from_releases, **_SHARED),
)
