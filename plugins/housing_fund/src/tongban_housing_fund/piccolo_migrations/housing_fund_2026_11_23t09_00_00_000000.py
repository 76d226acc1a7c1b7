"""The tables of 住房公积金."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban_housing_fund.tables import INDEXES, TABLES, AccountRow

ID = "2026-11-23T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of housing_fund"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def create_tables() -> None:
        for table in TABLES:
            await table.create_table()
        for index in INDEXES:
            await AccountRow.raw(index)

    manager.add_raw(create_tables)
    return manager
