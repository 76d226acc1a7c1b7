"""How long a peer asked to be left alone, and when any process of the node probed it last."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The wait a peer asked for and its last probe"
SCHEMA = Schema(
    tables=(),
    ddl=(
        "ALTER TABLE tongban_peer ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE tongban_peer ADD COLUMN probed_at BIGINT NOT NULL DEFAULT 0",
    ),
)


async def forwards() -> MigrationManager:
    """Add both columns."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def add() -> None:
        await create([SCHEMA])

    manager.add_raw(add)
    return manager
