"""A unit that a worker has left still pays back what it owes for the months before."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-27T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Units that workers have left"
STATEMENTS = (
    "CREATE INDEX housing_fund_past_payer_by_holder_number ON housing_fund_past_payer (holder_number, city, employer)",
    # Whoever has paid and pays no more, as far as the rows of months tell.
    """INSERT INTO housing_fund_past_payer (id, employer, holder_number, city)
    SELECT DISTINCT paid.account || '-' || paid.payer, paid.payer, paid.holder_number, paid.city
    FROM housing_fund_contribution AS paid JOIN housing_fund_account AS held ON held.number = paid.account
    WHERE paid.payer <> paid.holder_number AND paid.payer <> held.employer""",
)


class PastPayerRow(Table, tablename="housing_fund_past_payer"):
    """The table that is made."""

    id = Varchar(60, primary_key=True, secret=True)
    employer = Varchar(18)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    left_on = Varchar(10, null=True, default=None)


async def forwards() -> MigrationManager:
    """Make the table, with those that can be told."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def make() -> None:
        await PastPayerRow.create_table()
        for statement in STATEMENTS:
            await PastPayerRow.raw(statement)

    manager.add_raw(make)
    return manager
