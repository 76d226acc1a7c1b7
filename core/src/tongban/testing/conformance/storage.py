"""Migrations run forwards from nothing and from every released version to the tables declared, and keep all rows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from piccolo.table import Table

from tongban.checks import CORE_APP
from tongban.plugin_sources import origin
from tongban.storage import Database, StorageError
from tongban.storage.migrate import migrate
from tongban.storage.migrations import Migration, read
from tongban.storage.personal import tables_of
from tongban.storage.released import unfrozen, unlisted
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.columns import (
    Columns,
    columns_of,
    create_as_declared,
    differences,
    read_the_row,
    tables_there,
    write_a_row,
)
from tongban.testing.conformance.subject import Subject
from tongban.testing.databases import NewDatabase
from tongban.testing.migrating import opened

ADD = "make it so in piccolo_migrations/: in a further file, unless the last is in no released.txt yet"
KEEP = "keep what released versions wrote: put what is new into a further column, and leave the rest as it stands"
TAKE = "let every column take '1', or a day, so that a row can be seen to come over"
Got = TypeVar("Got")


def tables(subject: Subject) -> dict[str, type[Table]]:
    """The tables of the plugin by name."""
    # Piccolo keeps what a table is in `_meta`.
    return {table._meta.tablename: table for table in tables_of(subject.plugin.piccolo_apps)}  # noqa: SLF001


def columns_declared(table: type[Table]) -> tuple[str, ...]:
    """The names of the columns of a table, as the database has them."""
    return tuple(column._meta.db_column_name for column in table._meta.columns)  # noqa: SLF001 - as above


def from_nothing(subject: Subject, new_database: NewDatabase) -> Iterator[Fault]:
    """An empty database that does not come to the tables which the plugin declares."""
    if not subject.plugin.piccolo_apps:
        return
    try:
        declared = _run(new_database(), lambda database: _as_declared(database, subject))
        made = _run(new_database(), lambda database: _as_migrated(database, subject))
    except Exception as error:  # noqa: BLE001 - whatever a plugin's migration raises is what is looked for
        yield Fault(_origin(subject, error), f"migrating an empty database fails: {error}", "mend the migration")
        return
    for table, columns in declared.items():
        for column, what in differences(made[table], columns):
            yield Fault(subject.place(table), f"{table}.{column} {what}", ADD)


async def _as_declared(database: Database, subject: Subject) -> dict[str, Columns]:
    await create_as_declared(database, list(tables(subject).values()))
    return {name: await columns_of(database, name) for name in tables(subject)}


async def _as_migrated(database: Database, subject: Subject) -> dict[str, Columns]:
    await migrate(database, [CORE_APP, *subject.plugin.piccolo_apps])
    return {name: await columns_of(database, name) for name in tables(subject)}


def from_releases(subject: Subject, new_database: NewDatabase) -> Iterator[Fault]:
    """A released migration that changed, or a released version whose rows do not come over into this one."""
    try:
        own = [migration for app in subject.plugin.piccolo_apps for migration in read([app])]
    except Exception:  # noqa: BLE001 - a file that cannot be read is what `from_nothing` tells
        return
    for app in subject.plugin.piccolo_apps:
        found = (*unfrozen(app), *unlisted(app, subject.plugin.version))
        yield from (Fault(f"{each.path}:1", f"{each.path.name} {each.what}", each.remedy) for each in found)
    told: set[str] = set()
    # The last first: what it takes away is not said again of those before it.
    for before, after in reversed(list(pairwise(own))):
        for where, fault in _coming_over(subject, new_database, before, after):
            if where not in told:
                told.add(where)
                yield fault


def _coming_over(
    subject: Subject, new_database: NewDatabase, before: Migration, after: Migration
) -> Iterator[tuple[str, Fault]]:
    """What a database as `before` left it does not bring over, where it stood, and `after` as what took it away."""
    try:
        changed = _run(new_database(), lambda database: _changed(database, subject, before.name))
    except UnwritableError as error:
        what = f"no row can be written into {error.table} as {before.name} left it: {error.__cause__}"
        yield error.table, Fault(subject.place(error.table), what, TAKE)
    except Exception as error:  # noqa: BLE001 - whatever a plugin's migration raises is what is looked for
        what = f"a database as {before.name} left it cannot be migrated: {error}"
        yield before.name, Fault(_origin(subject, error), what, "give new columns a default; add, do not change")
    else:
        for where, what in changed.items():
            yield where, Fault(f"{after.path}:1", f"what stood in {where} {what}", KEEP)


@dataclass(slots=True)
class UnwritableError(Exception):
    """A table takes no made-up row."""

    table: str


async def _changed(database: Database, subject: Subject, until: str) -> dict[str, str]:
    """Tables and columns that do not hold any more what was written as the first migrations left them."""
    apps = [CORE_APP, *subject.plugin.piccolo_apps]
    await migrate(database, apps, until=until)
    before = {name: await _written(database, name) for name in await _there(database, subject)}
    await migrate(database, apps)
    left = await _there(database, subject)
    changed: dict[str, str] = {}
    for name, row in before.items():
        now = await read_the_row(database, name) if name in left else None
        if now is None:
            changed[name] = "is gone"
            continue
        gone = {f"{name}.{column}": "is gone with its column" for column in row.keys() - now.keys()}
        other = {f"{name}.{column}": f"has become {now[column]!r}" for column in row if now.get(column) != row[column]}
        changed |= {**other, **gone}
    return changed


async def _there(database: Database, subject: Subject) -> list[str]:
    """The plugin's tables that a database has: those declared in their order, then those that it has no class for."""
    own = {name for name in await tables_there(database) if name.startswith(f"{subject.name}_")}
    declared = [name for name in tables(subject) if name in own]
    return [*declared, *sorted(own.difference(declared))]


async def _written(database: Database, table: str) -> Mapping[str, object]:
    try:
        return await write_a_row(database, table)
    except StorageError as error:
        raise UnwritableError(table) from error


def _origin(subject: Subject, error: Exception) -> str:
    """Where a migration fails: the line that raised it, or the file that the message names."""
    named = re.search(r"\S+\.py\b", str(error))
    return origin(error, subject.folder) or f"{named[0] if named else subject.entry}:1"


def _run(url: str, work: Callable[[Database], Awaitable[Got]]) -> Got:
    async def session() -> Got:
        async with opened(url) as database:
            return await work(database)

    return asyncio.run(session())


_SHARED: dict[str, Any] = {"fixture": "new_database_url", "both_databases": True}
DECLARED = "an empty database comes to the tables as declared"
KEPT = "what released versions wrote comes over as it was"
CHECKS = (
    Check(id="migrations-new", sentence=DECLARED, find=from_nothing, **_SHARED),
    Check(id="migrations-released", sentence=KEPT, find=from_releases, **_SHARED),
)
