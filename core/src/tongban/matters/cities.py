"""What the code of a division says by itself: how much of it means something, and which city it belongs to."""

from __future__ import annotations

from typing import Final

MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
UNDER_PROVINCE: Final = "90"  # 省直辖县级行政区划: each is a city of its own


def plain_code(code: str) -> str:
    """The shortest of 6, 9 and 12 digits that means the same division: a county's 6, a township's 9, a village's 12."""
    if code[9:].strip("0"):
        return code
    return code[:9] if code[6:9].strip("0") else code[:6]


def city_of(division: str) -> str:
    """The 6-digit code of the city that a division is or lies in; a municipality is one city."""
    if division[:2] in MUNICIPALITIES:
        return division[:2] + "0000"
    return division[:6] if division[2:4] == UNDER_PROVINCE else division[:4] + "00"
