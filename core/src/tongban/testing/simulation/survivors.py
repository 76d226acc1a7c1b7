"""Seeds at whose end processes of every node die and none is started anew: what one had begun is for the others to do.

A process that starts looks at everything once more, and so hides what nobody else would ever have come back to.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from tongban.testing.simulation.province import Province
from tongban.testing.simulation.weather import Weather

PROCESSES: Final = 4
"""Of each node: every one that dies beside others may leave something behind."""

LAST_EFFECTS: Final = 5
"""After which all processes but one of each node die."""

LOST_ITEMS: Final = 0.3
"""At least: what is lost makes letters wait for those before them."""


def leaves_survivors(seed: int) -> bool:
    """Whether it is one of these: one of eight, all with plain letters and no restores."""
    return seed % 8 == 7


def prepare(weather: Weather) -> None:
    """Gaps in the streams, but no newer software, no newer trust list and no clock set back: each wakes everybody."""
    weather.lost_items = max(weather.lost_items, LOST_ITEMS)
    weather.upgrades = weather.rotations = weather.revocations = weather.expiries = weather.clock_jumps = 0.0


def doom(provinces: Sequence[Province], chance: random.Random) -> None:
    """Nothing starts any more; of each node all processes but one die, each after one of its next effects."""
    for process in (process for province in provinces for process in province.alive[1:]):
        process.effects_left = chance.randrange(1, LAST_EFFECTS)


async def keep_one(province: Province) -> None:
    """One that lives runs on, whatever came of the others; only where none lives one is started."""
    if not province.alive:
        await province.start()
    province.alive[0].effects_left = None
