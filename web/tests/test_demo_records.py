"""What the registers of the demonstration say of one person agrees, whichever plugin has them."""

from __future__ import annotations

import pytest

from tongban.testing.world import ALL, World
from tongban_marriage.testing import SAMPLES as MARRIAGES

SPOUSES = """SELECT person_number AS number FROM housing_fund_life_event WHERE kind = 'married'
UNION SELECT number FROM household_relation WHERE relation = '配偶'"""
STATUS = "SELECT number, status FROM marriage_status"


@pytest.fixture
def demonstration(world: World) -> World:
    """Three provinces with the plugins of the demonstration."""
    world.enable_everywhere("household", "housing_fund", "marriage")
    return world


@pytest.mark.parametrize("province", ALL)
def test_who_has_a_spouse_is_married_in_every_register(demonstration: World, province: str) -> None:
    database = demonstration.province(province).node.database
    status = {row["number"]: row["status"] for row in demonstration.run(database.fetch, STATUS)}
    spouses = [row["number"] for row in demonstration.run(database.fetch, SPOUSES)]
    assert {number: status.get(number) for number in spouses} == dict.fromkeys(spouses, "married")
    [wedding] = MARRIAGES
    couple = {demonstration.person(name).number for name in (wedding.by, wedding.co_applicant)}
    assert {status[number] for number in couple} == {"unmarried"}
