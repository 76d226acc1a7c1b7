"""Lists say what the days until a last day are counted in; the limits of open cases are reckoned once more to know it."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T20:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What limits are counted in"
SCHEMA = Schema(
    tables=(),
    ddl=(
        "ALTER TABLE tongban_case ADD COLUMN due_unit VARCHAR(8) NOT NULL DEFAULT ''",
        "ALTER TABLE tongban_task ADD COLUMN due_unit VARCHAR(8) NOT NULL DEFAULT ''",
        "DELETE FROM tongban_reckoned",
    ),
)


async def forwards() -> MigrationManager:
    """Add the columns, and forget with which calendar limits were reckoned."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def add() -> None:
        await create([SCHEMA])

    manager.add_raw(add)
    return manager
