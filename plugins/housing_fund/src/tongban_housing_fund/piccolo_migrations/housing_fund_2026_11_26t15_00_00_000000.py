"""Withdrawals say since when they are held and for which year; a closed account, a month paid short may have a second."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

ID = "2026-11-26T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Withdrawals held since a day, for a year, one by one"
STATEMENTS = (
    "ALTER TABLE housing_fund_withdrawal ADD COLUMN of_year VARCHAR(4) NOT NULL DEFAULT ''",
    "ALTER TABLE housing_fund_withdrawal ADD COLUMN held_on VARCHAR(10) NOT NULL DEFAULT ''",
    "UPDATE housing_fund_withdrawal SET of_year = drawn_for, drawn_for = '' WHERE purpose = 'property_fee'",
    "UPDATE housing_fund_account SET employer = '' WHERE status = 'closed'",
    "DROP INDEX housing_fund_account_holder",
    "CREATE UNIQUE INDEX housing_fund_account_open ON housing_fund_account (holder_number, city) "
    "WHERE status <> 'closed'",
    "CREATE INDEX housing_fund_account_by_holder_number ON housing_fund_account (holder_number, city)",
    # No case paid what was brought in from elsewhere: of several such payments of a month, the later ones get a name.
    """UPDATE housing_fund_contribution SET case_id = 'imported-' || (SELECT count(*) FROM housing_fund_contribution AS
    other WHERE other.account = housing_fund_contribution.account AND other.month = housing_fund_contribution.month
    AND other.id < housing_fund_contribution.id) WHERE case_id = '' AND EXISTS (SELECT 1 FROM housing_fund_contribution
    AS other WHERE other.account = housing_fund_contribution.account AND other.month = housing_fund_contribution.month
    AND other.case_id = '' AND other.id < housing_fund_contribution.id)""",
    "DROP INDEX housing_fund_contribution_month",
    "CREATE UNIQUE INDEX housing_fund_contribution_of_case ON housing_fund_contribution (account, month, case_id)",
    "CREATE INDEX housing_fund_contribution_by_payer ON housing_fund_contribution (payer, city, holder_number)",
)
HELD_SINCE_TODAY = "UPDATE housing_fund_withdrawal SET held_on = {} WHERE paid_on = ''"


class QueueRow(Table, tablename="housing_fund_queue"):
    """The table that is added."""

    act = Varchar(20, primary_key=True)
    turn = BigInt(default=0)


async def forwards() -> MigrationManager:
    """Add the columns and the table."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await QueueRow.create_table()
        for statement in STATEMENTS:
            await QueueRow.raw(statement)
        await QueueRow.raw(HELD_SINCE_TODAY, datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())

    manager.add_raw(add)
    return manager
