"""A guardian who corrects in time is heard, although the ward comes of age while the letter is on its way."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases.state import State
from tongban.errors import NotFound
from tongban.identity.people import Role
from tongban.testing.world import World

GUANGDONG, SICHUAN = "440000", "510000"
GUARDIAN, WARD = "张建国", "张小雨"
OLD, NUMBER = "510104202006019922", "510104200812019928"
"""The ward as the demonstration has her, and born on 1 December 2008."""
ANSWERS = {"cert_kind": "origin", "purpose": "办理入学", "hukou_place": "510104", "handed_by": "self"}
_KNOWN = {
    "household_population": ("number",),
    "household_member": ("number",),
    "household_entry": ("number",),
    "household_relation": ("number", "relative"),
}


@pytest.fixture
def case(world: World) -> str:
    """A case of a ward of seventeen, handed in by her guardian, who is asked for a correction."""
    for node in world.nodes:
        for table, columns in _KNOWN.items():
            for column in columns:
                sql = f"UPDATE {table} SET {column} = $1 WHERE {column} = $2"
                world.run(node.database.execute, sql, NUMBER, OLD)
    world.people.append(replace(world.people[0], name=WARD, number=NUMBER))
    made = world.province(GUANGDONG).apply(
        "hh.cert.hukou", by=WARD, through=GUARDIAN, capacity="guardian", answers=ANSWERS
    )
    world.deliver()
    world.province(SICHUAN).officer("510104-police").ask_correction(made.case.id, "purpose", "不清楚")
    world.deliver()
    return made.case.id


def correct(world: World, case: str) -> None:
    """The guardian writes something else."""
    corrections, actor = world.province(GUANGDONG).node.corrections, world.actor(GUARDIAN, role=Role.GUARDIAN.value)
    world.run(corrections.correct, case, actor, typed={"purpose": "办理护照"})


def test_a_correction_of_the_evening_before_counts_though_it_arrives_on_the_birthday(world: World, case: str) -> None:
    world.today("2026-11-30")
    world.cut(SICHUAN)
    correct(world, case)
    world.deliver()
    world.today("2026-12-01")
    world.join(SICHUAN)
    world.deliver()
    assert world.province(SICHUAN).case(case).state is State.CORRECTED


def test_on_the_birthday_the_guardian_corrects_nothing_any_more(world: World, case: str) -> None:
    world.today("2026-12-01")
    with pytest.raises(NotFound):
        correct(world, case)
    world.deliver()
    assert world.province(SICHUAN).case(case).state is State.CORRECTION
