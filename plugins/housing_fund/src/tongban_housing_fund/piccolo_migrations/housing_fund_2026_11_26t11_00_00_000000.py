"""A unit may pay later for a while; draws are found by the home that they were for."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.table import Table

ID = "2026-11-26T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Deferral of a unit, draws by home"
STATEMENTS = (
    "ALTER TABLE housing_fund_employer ADD COLUMN deferred_to VARCHAR(7) NOT NULL DEFAULT ''",
    "CREATE INDEX housing_fund_withdrawal_by_drawn_for ON housing_fund_withdrawal (drawn_for)",
)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """The table that is added to."""

    deferred_to = Varchar(7, default="")


async def forwards() -> MigrationManager:
    """Add the column and the index."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def add() -> None:
        for statement in STATEMENTS:
            await EmployerRow.raw(statement)

    manager.add_raw(add)
    return manager
