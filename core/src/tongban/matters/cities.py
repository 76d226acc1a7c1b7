"""Which city a division belongs to, by its code alone."""

from __future__ import annotations

from typing import Final

MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
UNDER_PROVINCE: Final = "90"  # 省直辖县级行政区划: each is a city of its own


def city_of(division: str) -> str:
    """The 6-digit code of the city that a division is or lies in; a municipality is one city."""
    if division[:2] in MUNICIPALITIES:
        return division[:2] + "0000"
    return division if division[2:4] == UNDER_PROVINCE else division[:4] + "00"
