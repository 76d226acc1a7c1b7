"""The tables of core."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban.storage.piccolo_app import schemas
from tongban.storage.schema import create

ID = "2026-11-23T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of core"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def create_tables() -> None:
        await create(schemas())

    manager.add_raw(create_tables)
    return manager
