"""What a supervisor sees of all cases, on both databases."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.acts import Actor
from tongban.cases.overview import Filter, Urgency
from tongban.cases.paper_contents import receipt_code
from tongban.cases.state import Case, State
from tongban.cases.tasks import PAUSED
from tongban.errors import NotFound
from tongban.testing.world import World

SUPERVISOR = Actor(kind="officer", officer="510000-supervisor")
HUKOU = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"}


@pytest.fixture(autouse=True)
def plugins(world: World) -> None:
    world.enable_everywhere("household")


def _apply(world: World) -> Case:
    handed = world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU)
    case = handed.case
    world.deliver()
    return case


def test_cases_are_counted_by_state_limit_and_pair(world: World):
    case = _apply(world)
    node = world.province("510000").node
    overview = world.run(node.overviews.counts, SUPERVISOR)
    assert overview.of_state(State.RECEIVED) == 1
    assert overview.of_urgency(Urgency.NORMAL) == 1
    assert overview.of_pair("440000", "510000") == (1, 0)
    listed = world.run(node.overviews.cases, Filter(receiving="440000", urgency=Urgency.NORMAL), SUPERVISOR)
    assert [each.number for each in listed] == [case.number]
    assert world.run(node.overviews.cases, Filter(state=State.REVIEW), SUPERVISOR) == []


@pytest.mark.parametrize(
    ("day", "urgency"), [("2026-11-25", Urgency.NEAR), ("2026-12-02", Urgency.OVERDUE)], ids=["near", "overdue"]
)
def test_a_case_nears_its_limit_and_passes_it(world: World, day: str, urgency: Urgency):
    _apply(world)
    world.today(day)
    node = world.province("510000").node
    assert world.run(node.overviews.counts, SUPERVISOR).of_urgency(urgency) == 1
    assert len(world.run(node.overviews.cases, Filter(urgency=urgency), SUPERVISOR)) == 1


def test_a_limit_in_a_year_without_calendar_is_counted_as_undetermined(world: World):
    world.today("2026-12-30")
    _apply(world)
    node = world.province("510000").node
    assert world.run(node.overviews.counts, SUPERVISOR).of_urgency(Urgency.UNDETERMINED) == 1
    assert len(world.run(node.overviews.cases, Filter(urgency=Urgency.UNDETERMINED), SUPERVISOR)) == 1


def test_a_suspended_case_is_paused_not_overdue_until_it_goes_on(world: World):
    case = _apply(world)
    police = world.province("510000").officer("510104-police")
    police.accept(case.id)
    police.act(case.id, a.Suspend(reason="expert", note="评审需要十日"))
    world.today("2026-12-10")
    node = world.province("510000").node
    counts = world.run(node.overviews.counts, SUPERVISOR)
    assert (counts.of_urgency(Urgency.PAUSED), counts.of_urgency(Urgency.OVERDUE)) == (1, 0)
    assert len(world.run(node.overviews.cases, Filter(urgency=Urgency.PAUSED), SUPERVISOR)) == 1
    for urgency in set(Urgency) - {Urgency.PAUSED}:
        assert world.run(node.overviews.cases, Filter(urgency=urgency), SUPERVISOR) == []
    (line,) = police.queue()
    assert (line.kind, line.due_on) == ("resume", PAUSED)
    police.act(case.id, a.Resume())
    assert [(line.kind, line.due_on) for line in police.queue()] == [("decide", "2026-12-14")]


def test_counts_are_kept_for_a_minute(world: World):
    node = world.province("510000").node
    world.run(node.overviews.counts, SUPERVISOR)
    before = node.database.statements
    world.run(node.overviews.counts, SUPERVISOR)
    assert node.database.statements - before == 1


def test_a_peer_that_is_down_shows_with_its_oldest_letter(world: World):
    node = world.province("440000").node
    world.cut("510000")
    _apply(world)
    standing = {each.node: each for each in world.run(node.operation.standings.of_peers)}["510000"]
    assert standing.failures > 0
    assert (standing.waiting, standing.oldest_at is not None) == (1, True)


def test_an_office_finds_its_case_by_number_and_by_receipt_code(world: World):
    case = _apply(world)
    reader = world.province("510000").node.reader
    officer = Actor(kind="officer", officer="510104-police-1")
    for text in (case.number, f" {case.number[:10].lower()} {case.number[10:]}", receipt_code(case.id)):
        assert world.run(reader.find, text, "510104-police", officer) == case.id
    with pytest.raises(NotFound):
        world.run(reader.find, case.number, "510100-hf", officer)
