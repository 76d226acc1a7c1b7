"""A loan says what was repaid in the last year too; withdrawals for repayments say for which year."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt
from piccolo.table import Table

ID = "2026-11-26T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What was repaid in the last year"


class LoanRow(Table, tablename="housing_fund_loan"):
    """The table that is added to."""

    paid_last_year = BigInt(default=0)


async def forwards() -> MigrationManager:
    """Add the column."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        await LoanRow.raw("ALTER TABLE housing_fund_loan ADD COLUMN paid_last_year BIGINT NOT NULL DEFAULT 0")

    manager.add_raw(add)
    return manager
