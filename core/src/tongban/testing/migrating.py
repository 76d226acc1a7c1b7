"""Bringing a test's database to its tables, as `migrated_database_url` does once for each set of apps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from tongban.checks import CORE_APP
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate

Upgrade = Callable[[], Awaitable[object]]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database while it is in use."""
    database = open_database(url)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


@asynccontextmanager
async def before_upgrade(url: str, *apps: str, until: str) -> AsyncIterator[tuple[Database, Upgrade]]:
    """A database as the migration named `until` left it, and what brings it to the newest tables."""
    async with opened(url) as database:
        await migrate(database, [CORE_APP, *apps], until=until)
        yield database, lambda: migrate(database, [CORE_APP, *apps])


async def bring_up(url: str, apps: Sequence[object]) -> None:
    """Run the migrations of the Piccolo apps, core's first, and close the database again."""
    async with opened(url) as database:
        await migrate(database, [str(app) for app in apps])
