"""The tables of version 0.1.0. A later version adds a file beside this one, which stays as it is."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Varchar
from piccolo.table import Table

ID = "2026-11-25T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of gas"


class AccountRow(Table, tablename="gas_account"):
    """As it was first."""

    account = Varchar(20, primary_key=True)
    owner = Varchar(18, secret=True)
    holder = Varchar(18, secret=True)
    owed = Integer()
    checked_on = Varchar(10)


async def forwards() -> MigrationManager:
    """Make the tables."""
    manager = MigrationManager(migration_id=ID, app_name="gas", description=DESCRIPTION)

    async def create() -> None:
        await AccountRow.create_table().run()

    manager.add_raw(create)
    return manager
