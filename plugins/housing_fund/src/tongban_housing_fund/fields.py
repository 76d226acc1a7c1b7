"""Kinds of form field that only housing fund matters have, and which city's centre a division belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import tongban as tb

MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
UNDER_PROVINCE: Final = "90"  # 省直辖县级行政区划: each is a city of its own


@dataclass(frozen=True, slots=True)
class City(tb.Place):
    """A city, whose centre it is about."""

    level: str = "prefecture"


@dataclass(frozen=True, slots=True)
class YesNo(tb.Choice):
    """A flag of the national transfer platform: 1 是, 2 否."""

    options: tuple[tuple[str, str], ...] = (("1", "是"), ("2", "否"))


YES: Final = "1"


def city_of(division: str) -> str:
    """The 6-digit code of the city whose centre serves a division; a municipality is one city."""
    if division[:2] in MUNICIPALITIES:
        return division[:2] + "0000"
    return division if division[2:4] == UNDER_PROVINCE else division[:4] + "00"
