"""An account says when its base was last changed: that is done once a year."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-27T21:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "When the base of an account was last changed"


class AccountRow(Table, tablename="housing_fund_account"):
    """The table that is added to."""

    base_since = Varchar(10, null=True, default=None)


async def forwards() -> MigrationManager:
    """Add the column."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await AccountRow.raw("ALTER TABLE housing_fund_account ADD COLUMN base_since VARCHAR(10) DEFAULT NULL")

    manager.add_raw(add)
    return manager
