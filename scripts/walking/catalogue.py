"""Every walk there is."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.walking.certificate import certificates
from scripts.walking.ends import other_ends
from scripts.walking.fund import fund_walks
from scripts.walking.journeys import journeys
from scripts.walking.letters import waiting_letters
from scripts.walking.rooms import looks
from scripts.walking.walk import Walk


def every_walk() -> Iterator[Walk]:
    """The matters of the fund, their other ends, the journeys, and pages that belong to no case."""
    yield from (*fund_walks(), *other_ends(), *journeys(), *certificates(), *waiting_letters(), *looks())
