"""A node that knows people, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from tongban.clock import FixedClock
from tongban.storage import Database, open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    opened = open_database(migrated_database_url(bring_up, ["tongban.storage.piccolo_app"]))
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(date(2026, 11, 23))
