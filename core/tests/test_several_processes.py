"""Several processes of a node on one PostgreSQL: whichever is asked, and nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tongban.cases.state import State
from tongban.node import Node, open_node
from tongban.testing.world import Province, World

GUANGDONG, SICHUAN = "440000", "510000"
HUKOU = {
    "cert_kind": "kinship",
    "purpose": "办理继承公证",
    "hukou_place": "510104",
    "relative_name": "张德福",
    "relative_number": "51010419580206991X",
    "handed_by": "self",
}


@pytest.fixture(params=["postgresql"])
def database_dialect(request: pytest.FixtureRequest) -> str:
    """SQLite stays on one host with one process."""
    return str(request.param)


@pytest.fixture
def beside(world: World) -> Iterator[Province]:
    """Another process of 四川; from now on letters of others come to it."""
    first = world.province(SICHUAN).node
    second = open_node(first.settings, clock=world.clock, transport=lambda _: world.loopback)
    world.run(second.database.start)
    world.loopback.takes[SICHUAN] = second.exchange.inbox.take
    yield Province(world, second)
    world.run(second.stop)


def handed_in(world: World) -> str:
    hall = world.province(GUANGDONG)
    return hall.apply("hh.cert.hukou", by="张建国", answers=HUKOU, delivery="electronic").case.id


def facts(world: World, node: Node, case: str) -> list[str]:
    return [str(fact.head) for fact in world.run(node.cases.store.facts, case)]


def test_a_case_goes_on_whichever_process_is_asked(world: World, beside: Province) -> None:
    case = handed_in(world)
    world.deliver()
    first = world.province(SICHUAN)
    assert beside.case(case).state is State.RECEIVED
    first.officer("510104-police").ask_correction(case, "purpose", "不清楚")
    assert beside.case(case).state is State.CORRECTION
    world.run(beside.node.exchange.courier.deliver_due)
    assert world.province(GUANGDONG).case(case).state is State.CORRECTION
    told = [facts(world, node, case) for node in (first.node, beside.node, world.province(GUANGDONG).node)]
    assert told == [told[0]] * 3


def test_what_is_due_is_done_once_however_many_processes_look(world: World, beside: Province) -> None:
    case = handed_in(world)
    world.deliver()
    world.clock.advance(timedelta(days=60))
    first = world.province(SICHUAN).node

    async def both() -> None:
        for _ in range(3):
            nodes = (first, beside.node)
            await asyncio.gather(*(node.timekeeper.run_due() for node in nodes))
            await asyncio.gather(*(node.exchange.courier.deliver_due() for node in nodes))
            await asyncio.gather(*(node.reconciler.due(GUANGDONG) for node in nodes))

    world.run(both)
    world.deliver()
    state = beside.case(case)
    assert state.deemed, "the days of the notice have passed"
    told = [facts(world, node, case) for node in (first, beside.node, world.province(GUANGDONG).node)]
    assert told == [told[0]] * 3
    assert len(told[0]) == len(set(told[0])) == state.seq
