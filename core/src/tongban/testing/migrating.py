"""Bringing a test's database to its tables, as `migrated_database_url` does once for each set of apps."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.storage import open_database
from tongban.storage.migrate import migrate


async def bring_up(url: str, apps: Sequence[object]) -> None:
    """Run the migrations of the Piccolo apps, core's first, and close the database again."""
    database = open_database(url)
    await database.start()
    try:
        await migrate(database, [str(app) for app in apps])
    finally:
        await database.stop()
