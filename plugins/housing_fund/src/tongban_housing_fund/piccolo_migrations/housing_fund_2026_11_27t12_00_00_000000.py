"""What a withdrawal has drawn is remembered as a transfer's is: of money still on its way it is all principal."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What withdrawals on their way have drawn"
# An account that is being closed is held by its case, and may be another's; else it is the one that the holder has.
STATEMENT = """INSERT INTO housing_fund_moved_out (case_id, account, principal, interest)
SELECT paid.case_id, MIN(held.number), paid.amount, 0
FROM housing_fund_withdrawal AS paid JOIN housing_fund_account AS held ON held.held_by = paid.case_id
OR (paid.purpose <> 'close' AND held.holder_number = paid.holder_number AND held.city = paid.city
AND held.status <> 'closed')
WHERE paid.paid_on <> '' AND paid.arrived_on IS NULL GROUP BY paid.case_id, paid.amount"""


class MovedOutRow(Table, tablename="housing_fund_moved_out"):
    """The table that is added to."""


async def forwards() -> MigrationManager:
    """Enter what was drawn and may come back."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def enter() -> None:
        await MovedOutRow.raw(STATEMENT)

    manager.add_raw(enter)
    return manager
