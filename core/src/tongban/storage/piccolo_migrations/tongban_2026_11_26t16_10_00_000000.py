"""Limits and timers of open cases are reckoned once more at the next start: what stands still is kept otherwise now."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.schema import Schema, create

ID = "2026-11-26T16:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Limits reckoned once more"
SCHEMA = Schema(tables=(), ddl=("DELETE FROM tongban_reckoned",))


async def forwards() -> MigrationManager:
    """Forget with which calendar limits were reckoned."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def forget() -> None:
        await create([SCHEMA])

    manager.add_raw(forget)
    return manager
