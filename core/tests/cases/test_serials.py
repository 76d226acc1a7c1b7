"""Serials of case numbers: none is lost to applications that come at once, and their end is told in words."""

from __future__ import annotations

import asyncio

from tongban.cases.number import LAST_SERIAL
from tongban.cases.serials import AT_ONCE, Serials
from tongban.testing.world import World
from tongban_household.testing import SAMPLES

GUANGDONG = "440000"
PAIR, TODAY = "440106510104", "20261123"


def test_applications_that_come_at_once_share_one_reservation(world: World) -> None:
    store = world.province(GUANGDONG).node.cases.store
    serials = Serials(store)

    async def at_once() -> list[int]:
        return await asyncio.gather(*(serials.next(PAIR, TODAY) for _ in range(AT_ONCE)))

    assert sorted(world.run(at_once)) == list(range(1, AT_ONCE + 1))
    assert next(iter(world.run(store.take_serials, PAIR + TODAY, 1))) == AT_ONCE + 1


def test_each_day_and_each_pair_of_places_counts_by_itself(world: World) -> None:
    serials = Serials(world.province(GUANGDONG).node.cases.store)
    others = ((PAIR, TODAY), (PAIR, TODAY), (PAIR[::-1], TODAY), (PAIR, "20261124"))
    assert [world.run(serials.next, *other) for other in others] == [1, 2, 1, 1]


def test_whoever_hands_in_when_no_number_is_left_is_told_so(world: World) -> None:
    sample = next(each for each in SAMPLES if each.matter == "hh.cert.hukou")
    hall = world.province(GUANGDONG)
    world.run(hall.node.cases.store.take_serials, PAIR + TODAY, LAST_SERIAL)
    [told] = hall.apply(sample.matter, by=sample.by, answers=sample.answers).objections
    assert "今日的办件编号已用完" in told.message
    assert "明日再提交" in told.remedy
