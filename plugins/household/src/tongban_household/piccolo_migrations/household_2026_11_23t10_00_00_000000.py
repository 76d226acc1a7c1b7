"""The tables of 户籍."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban_household.tables import TABLES

ID = "2026-11-23T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of household"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="household", description=DESCRIPTION)

    async def create_tables() -> None:
        for table in TABLES:
            await table.create_table().run()

    manager.add_raw(create_tables)
    return manager
