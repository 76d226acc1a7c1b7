"""Clocks that go wrong: one machine's that jumps, and all calendars at once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tongban.testing.simulation.faults import Fault
from tongban.testing.simulation.province import Province

JUMPS: Final = (-86_400, -400, 60, 400)
"""Seconds by which a clock is then wrong."""

LEAP: Final = timedelta(days=20)


def jump(province: Province, chance: random.Random) -> None:
    """The clock of one machine is set wrong."""
    before = province.clock.now()
    province.clock.ahead = timedelta(seconds=chance.choice(JUMPS))
    after = province.clock.now()
    if after != before:
        province.weather.note(Fault.CLOCK_AHEAD if after > before else Fault.CLOCK_BACK)


def leap(provinces: Sequence[Province]) -> None:
    """Weeks pass at once, for everybody."""
    (loop,) = {province.loop for province in provinces}
    before = [province.clock.now() for province in provinces]
    loop.leaped += LEAP.total_seconds()
    after = [province.clock.now() for province in provinces]
    if all(now - then == LEAP for then, now in zip(before, after, strict=True)):
        provinces[0].weather.note(Fault.WEEKS_GONE)
