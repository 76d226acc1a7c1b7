"""How many bytes of each peer were taken, day by day."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-28T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Bytes of peers taken in a day"
SCHEMA = Schema(
    tables=(),
    ddl=("CREATE TABLE tongban_taken_day (id VARCHAR(17) PRIMARY KEY NOT NULL, bytes BIGINT NOT NULL)",),
)


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def create_table() -> None:
        await create([SCHEMA])

    manager.add_raw(create_table)
    return manager
