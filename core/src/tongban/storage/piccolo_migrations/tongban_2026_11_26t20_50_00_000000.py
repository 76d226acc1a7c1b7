"""How much of each peer is refused in a day, so that nobody fills the disk with what is refused."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T20:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Refusals by peer and day"
SCHEMA = Schema(
    tables=(),
    ddl=(
        """CREATE TABLE tongban_refused_day (
    id VARCHAR(17) PRIMARY KEY NOT NULL, letters BIGINT NOT NULL, bytes BIGINT NOT NULL)""",
    ),
)


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def make() -> None:
        await create([SCHEMA])

    manager.add_raw(make)
    return manager
