"""Look-ups name the officer and the office that asked."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who asked a register"
SCHEMA = Schema(
    tables=(),
    ddl=(
        "ALTER TABLE tongban_query_log ADD COLUMN officer VARCHAR(64) NOT NULL DEFAULT ''",
        "ALTER TABLE tongban_query_log ADD COLUMN office VARCHAR(100) NOT NULL DEFAULT ''",
        "CREATE INDEX tongban_query_log_window ON tongban_query_log (at) WHERE officer <> '' AND consent <> ''",
    ),
)


async def forwards() -> MigrationManager:
    """Add the columns and the index."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def add() -> None:
        await create([SCHEMA])

    manager.add_raw(add)
    return manager
