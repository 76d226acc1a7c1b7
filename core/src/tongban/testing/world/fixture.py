"""The fixture through which specs and tests get a world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tongban.checks import CORE_APP
from tongban.settings import Settings
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up
from tongban.testing.world.three_provinces import World

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal


@pytest.fixture
def world(
    database_portal: BlockingPortal,
    migrated_database_url: NewMigratedDatabase,
    tmp_path: Path,
    node_settings: Settings | None,
) -> Iterator[World]:
    """Three provinces, opened at the first use, on both databases."""
    made = World(
        database_portal,
        tmp_path,
        lambda apps: migrated_database_url(bring_up, (CORE_APP, *apps)),
        like=node_settings,
    )
    yield made
    made.close()
