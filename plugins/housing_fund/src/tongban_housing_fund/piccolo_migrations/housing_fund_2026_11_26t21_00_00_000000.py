"""What a transfer has moved out of an account is kept, so that it can be put back."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

ID = "2026-11-26T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What a transfer has moved out"


class MovedOutRow(Table, tablename="housing_fund_moved_out"):
    """As it was first."""

    case_id = Varchar(36, primary_key=True)
    account = Varchar(20)
    principal = BigInt()
    interest = BigInt()


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await MovedOutRow.create_table()

    manager.add_raw(add)
    return manager
