"""How long to wait before the next attempt: exponential, with full jitter."""

from __future__ import annotations

import random
from typing import Final

SHORTEST_MILLISECONDS: Final = 1_000
LONGEST_MILLISECONDS: Final = 5 * 60 * 1_000
EAGER_ATTEMPTS: Final = 24
EAGER_MILLISECONDS: Final = 5_000
FURTHEST_MILLISECONDS: Final = 2 * 60 * 60 * 1_000
"""Nothing is planned further ahead, by whatever transport: what seems to be was planned by a wrong clock."""


def soon(chance: random.Random) -> int:
    """Milliseconds to wait for one letter that a peer did not answer; how often a silent peer is tried is its own."""
    return int(chance.uniform(SHORTEST_MILLISECONDS, 3 * SHORTEST_MILLISECONDS))


def is_due(next_at: int, now: int) -> bool:
    """Whether an attempt planned for `next_at` may be made: also where the clock has been set back since."""
    return not now < next_at <= now + FURTHEST_MILLISECONDS


def delay(failures: int, chance: random.Random) -> int:
    """Milliseconds to wait after the n-th failure in a row (n ≥ 1): between 0 and 1 s, 2 s, 4 s … at most 5 min."""
    ceiling = min(LONGEST_MILLISECONDS, SHORTEST_MILLISECONDS << min(failures - 1, 20))
    return int(chance.uniform(0, ceiling))


def again(attempts: int, chance: random.Random, *, longest: int = LONGEST_MILLISECONDS) -> int:
    """Milliseconds to wait after the n-th attempt (n ≥ 1) with one letter or stream whose peer is well.

    Never under a second, lest it spin; at most five for the first two dozen attempts, so that what was only a fault of
    the moment is over at once; then twice as long each time, up to `longest`.
    """
    eager = min(EAGER_MILLISECONDS, SHORTEST_MILLISECONDS << min(attempts, 20))
    ceiling = min(longest, eager << min(max(attempts - EAGER_ATTEMPTS, 0), 20))
    return int(chance.uniform(SHORTEST_MILLISECONDS, ceiling))
