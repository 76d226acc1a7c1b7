"""The world of a spec: provinces in one process that steps speak to like people do, sync and at a fixed date."""

from __future__ import annotations

from tongban.testing.world.desk import Desk
from tongban.testing.world.fixture import world
from tongban.testing.world.handed import Handed
from tongban.testing.world.province import Province
from tongban.testing.world.three_provinces import ALL, World

__all__ = ["ALL", "Desk", "Handed", "Province", "World", "world"]
