"""An index for the letters of one peer that wait for others."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "An index for waiting letters"
SCHEMA = Schema(
    tables=(),
    ddl=("CREATE INDEX tongban_inbox_waiting ON tongban_inbox (sender) WHERE state = 'parked'",),
)


async def forwards() -> MigrationManager:
    """Make the index."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def create_index() -> None:
        await create([SCHEMA])

    manager.add_raw(create_index)
    return manager
