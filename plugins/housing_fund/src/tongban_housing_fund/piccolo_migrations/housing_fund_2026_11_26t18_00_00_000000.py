"""An account still says which months were paid before a gap."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-26T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The months paid before a gap"
STATEMENTS = (
    "ALTER TABLE housing_fund_account ADD COLUMN earlier_from VARCHAR(7) NOT NULL DEFAULT ''",
    "ALTER TABLE housing_fund_account ADD COLUMN earlier_through VARCHAR(7) NOT NULL DEFAULT ''",
)


class AccountRow(Table, tablename="housing_fund_account"):
    """The table that is added to."""

    earlier_from = Varchar(7, default="")
    earlier_through = Varchar(7, default="")


async def forwards() -> MigrationManager:
    """Add the columns."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        for statement in STATEMENTS:
            await AccountRow.raw(statement)

    manager.add_raw(add)
    return manager
