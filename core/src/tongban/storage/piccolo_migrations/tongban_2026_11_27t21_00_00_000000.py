"""The law of a case stands in a column of its own, so that what is shown of the case is read without it."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-27T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The law beside the other parts of a fact"
SCHEMA = Schema(
    tables=(),
    only={
        "postgresql": ("ALTER TABLE tongban_fact ADD COLUMN law BYTEA",),
        "sqlite": ("ALTER TABLE tongban_fact ADD COLUMN law BLOB",),
    },
)


async def forwards() -> MigrationManager:
    """Add the column; what was written before stays where it is."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def add() -> None:
        await create([SCHEMA])

    manager.add_raw(add)
    return manager
