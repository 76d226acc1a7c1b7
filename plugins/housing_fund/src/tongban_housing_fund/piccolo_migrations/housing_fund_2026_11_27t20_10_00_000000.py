"""All owners of a home are found by the home: what any of them has drawn to renovate it counts."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T20:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Homes by their own number"


class HomeRow(Table, tablename="housing_fund_home"):
    """The table that gets an index."""


async def forwards() -> MigrationManager:
    """Make the index."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def make() -> None:
        await HomeRow.raw("CREATE INDEX housing_fund_home_by_home ON housing_fund_home (home)")

    manager.add_raw(make)
    return manager
