"""Divisions that move from node to node while cases are on their way, which the cases do not notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tongban.cases.state import State
from tongban.clock import milliseconds
from tongban.exchange.trust_documents import TrustDocument
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban.testing.world import World

DAYS_LATER = timedelta(days=4)


@pytest.fixture
def case(example_case: ExampleOnItsWay) -> ExampleOnItsWay:
    """A case between nodes that keep the lists that they use."""
    for node in example_case.world.nodes:
        example_case.world.run(node.trust_keeper.start)
    return example_case


def moved(world: World, division: str, to: str) -> None:
    """A new list gives a division to another node."""
    issued = milliseconds(world.clock.now())

    def change(document: TrustDocument) -> TrustDocument:
        nodes = [
            replace(node, divisions=(*node.divisions, division)) if node.id == NODES[to] else node
            for node in document.nodes
        ]
        return replace(document, nodes=tuple(nodes), issued=issued)

    world.publish(change)


def test_an_offer_that_was_written_before_the_division_moved_is_taken(case: ExampleOnItsWay):
    case.world.cut(NODES["四川"])
    case.hand_in("online")
    case.world.clock.advance(DAYS_LATER)
    moved(case.world, "4401", to="重庆")
    case.world.join(NODES["四川"])
    case.world.deliver()
    assert case.province("四川").case(case.case_id).state is State.RECEIVED


def test_a_place_that_is_drawn_in_after_the_division_moved_takes_part(case: ExampleOnItsWay):
    case.matter, case.partner = "示例联办事项", "重庆"
    case.hand_in("online")
    assert not knows(case, "重庆")
    case.world.clock.advance(DAYS_LATER)
    moved(case.world, "5101", to="广东")
    case.act("四川", "受理")
    case.world.deliver()
    assert knows(case, "重庆")


def knows(case: ExampleOnItsWay, name: str) -> bool:
    return NODES[name] in [each.node.settings.node for each in case.knowing()]
