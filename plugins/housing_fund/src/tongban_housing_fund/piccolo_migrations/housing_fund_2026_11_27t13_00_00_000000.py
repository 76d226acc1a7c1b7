"""A name and a number of a worker are held against what 公安 confirms of them."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-27T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Names and numbers of persons"


class PersonRow(Table, tablename="housing_fund_person"):
    """The table that is made."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(100, secret=True)


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def make() -> None:
        await PersonRow.create_table()

    manager.add_raw(make)
    return manager
