"""Divisions that move from node to node while cases are on their way, which the cases do not notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tongban.cases.state import State
from tongban.clock import milliseconds
from tongban.exchange.refusals import Refused
from tongban.exchange.trust_documents import TrustDocument
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban.testing.world import World

DAYS_LATER = timedelta(days=4)
TEN_DAYS = timedelta(days=10)


@pytest.fixture
def case(example_case: ExampleOnItsWay) -> ExampleOnItsWay:
    """A case between nodes that keep the lists that they use."""
    kept(example_case.world)
    return example_case


def kept(world: World) -> None:
    """Every node keeps the list in use."""
    for node in world.nodes:
        world.run(node.trust_keeper.start)


def moved(world: World, division: str, to: str, issued: int | None = None) -> None:
    """A new list gives a division to another node, and to that one alone; it is issued now if not said."""
    issued = milliseconds(world.clock.now()) if issued is None else issued

    def change(document: TrustDocument) -> TrustDocument:
        nodes = []
        for node in document.nodes:
            left = tuple(each for each in node.divisions if each != division)
            nodes.append(replace(node, divisions=(*left, division) if node.id == NODES[to] else left))
        return replace(document, nodes=tuple(nodes), issued=issued)

    world.publish(change)
    kept(world)


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


@pytest.mark.parametrize(("days_ago", "answer"), [(0, "awaited"), (1, "no"), (5, "no"), (8, "yes"), (12, "yes")])
def test_a_division_lost_earlier_counts_until_three_days_after_and_no_longer(
    case: ExampleOnItsWay, days_ago: int, answer: str
) -> None:
    lost_ten_days_ago(case.world)
    moved(case.world, "5001", to="广东")
    assert served(case, "广东", days_ago=days_ago) == answer


@pytest.mark.parametrize(("days_ago", "answer"), [(0, "awaited"), (5, "no"), (8, "yes")])
def test_the_list_in_use_alone_counts_once_every_node_has_it(case: ExampleOnItsWay, days_ago: int, answer: str) -> None:
    lost_ten_days_ago(case.world)
    assert served(case, "广东", days_ago=days_ago) == answer


def test_a_list_that_came_here_late_counts_since_it_was_issued(case: ExampleOnItsWay) -> None:
    lost = milliseconds(case.world.clock.now())
    case.world.clock.advance(TEN_DAYS)
    moved(case.world, "5101", to="重庆", issued=lost)
    moved(case.world, "5001", to="广东")
    assert [served(case, "四川", days_ago=days) for days in (6, 8)] == ["no", "yes"]


def lost_ten_days_ago(world: World) -> None:
    """广东 got 5101 and lost it to 重庆 ten days later, which was ten days ago."""
    for holder in ("广东", "重庆"):
        moved(world, "5101", to=holder)
        world.clock.advance(TEN_DAYS)


def served(case: ExampleOnItsWay, name: str, *, days_ago: int) -> str:
    """Whether 四川 believes that a node could number cases of 510100 on an earlier day."""
    context = case.province("四川").node.cases.context
    day = case.world.clock.today() - timedelta(days=days_ago)

    async def asked() -> str:
        try:
            return "yes" if await context.was_served_by(NODES[name], "510100", day) else "no"
        except Refused:
            return "awaited"

    return case.world.run(asked)


def knows(case: ExampleOnItsWay, name: str) -> bool:
    return NODES[name] in [each.node.settings.node for each in case.knowing()]
