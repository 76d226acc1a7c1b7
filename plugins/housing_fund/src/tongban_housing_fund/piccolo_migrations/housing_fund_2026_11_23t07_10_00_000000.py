"""One account for each person, and for each unit, in a city (条例第十三条)."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tongban_housing_fund.tables import AccountRow

ID = "2026-11-23T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One account for each holder in a city"

INDEXES = (
    "CREATE UNIQUE INDEX housing_fund_account_holder ON housing_fund_account (holder_number, city)",
    "CREATE UNIQUE INDEX housing_fund_employer_unit ON housing_fund_employer (number, city)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def create_indexes() -> None:
        for index in INDEXES:
            await AccountRow.raw(index)

    manager.add_raw(create_indexes)
    return manager
