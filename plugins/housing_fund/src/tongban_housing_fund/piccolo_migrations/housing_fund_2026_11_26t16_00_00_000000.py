"""What was moved on a loan can be taken back; of what was paid in a year, the year is told."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

ID = "2026-11-26T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Entries of loans, the year of what was paid"
STATEMENTS = (
    "ALTER TABLE housing_fund_loan ADD COLUMN paid_year VARCHAR(4) NOT NULL DEFAULT ''",
    "CREATE INDEX housing_fund_loan_entry_by_contract ON housing_fund_loan_entry (contract)",
)


class LoanEntryRow(Table, tablename="housing_fund_loan_entry"):
    """As it was first."""

    case_id = Varchar(36, primary_key=True)
    contract = Varchar(30)
    principal = BigInt()
    amount = BigInt()
    paid_on = Varchar(10)
    voucher = Varchar(40)
    arrived_on = Varchar(10)


class LoanRow(Table, tablename="housing_fund_loan"):
    """The table that is added to."""

    paid_year = Varchar(4, default="")


async def forwards() -> MigrationManager:
    """Make the table, the column and the index."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await LoanEntryRow.create_table()
        for statement in STATEMENTS:
            await LoanRow.raw(statement)

    manager.add_raw(add)
    return manager
