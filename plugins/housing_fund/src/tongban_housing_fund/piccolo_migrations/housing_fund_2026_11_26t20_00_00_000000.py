"""A home says since when it is registered to its owner."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-26T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Since when a home is registered to its owner"


class HomeRow(Table, tablename="housing_fund_home"):
    """The table that is added to."""

    registered_on = Varchar(10, null=True, default=None)


async def forwards() -> MigrationManager:
    """Add the column."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await HomeRow.raw("ALTER TABLE housing_fund_home ADD COLUMN registered_on VARCHAR(10) DEFAULT NULL")

    manager.add_raw(add)
    return manager
