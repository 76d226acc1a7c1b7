"""Who applies for a minor is told by what this matter sees that they are the guardian."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.matters.matter import Matter
from tongban.node import Node
from tongban.testing.world import World
from tongban_web import view_data as v
from tongban_web.views.wards import ward_fields
from tongban_web.views.window import start_fields

ELSEWHERE = "监护关系（民政登记）"


@pytest.fixture
def node(world: World) -> Node:
    world.enable_everywhere("household", "marriage")
    return world.province("510000").node


@pytest.fixture
def own(node: Node) -> Matter:
    return node.plugins.matter("hh.cert.hukou")


@pytest.fixture
def other(own: Matter) -> Matter:
    """A matter that asks another register who is the guardian."""
    assert own.guardianship
    need = replace(own.guardianship.need, title=ELSEWHERE)
    return replace(own, id="hh.other", guardianship=replace(own.guardianship, need=need))


def _guardian(fields: tuple[v.Field, ...], value: str) -> str:
    return "".join(option.hint for field in fields for option in field.options if option.value == value)


def test_on_the_start_of_a_matter_its_own_register_is_named(own: Matter, other: Matter) -> None:
    assert "“监护关系（户籍档案）”" in _guardian(ward_fields(own, {}), "ward")
    assert "户籍档案" not in _guardian(ward_fields(other, {}), "ward")
    assert ELSEWHERE in _guardian(ward_fields(other, {}), "ward")


def test_at_the_window_the_registers_of_its_matters_are_named(own: Matter, other: Matter) -> None:
    assert "户籍档案" not in _guardian(start_fields([other], {}, ()), "guardian")
    told = _guardian(start_fields([own, other], {}, ()), "guardian")
    assert "“监护关系（户籍档案）”" in told
    assert f"“{ELSEWHERE}”" in told


def test_where_no_matter_knows_guardians_nobody_is_offered_to_be_one(node: Node) -> None:
    fields = start_fields([node.plugins.matter("mr.marry")], {}, ())
    assert "guardian" not in {option.value for field in fields for option in field.options}
