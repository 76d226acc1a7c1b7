"""What an officer may do now is what the decisions would take."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.options import options
from tongban.cases.state import Case
from tongban.errors import Conflict
from tongban.testing.world import Desk, World

HUKOU = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"}


@pytest.fixture(autouse=True)
def plugins(world: World) -> None:
    world.enable_everywhere("household")


def _offered(desk: Desk, case: Case) -> set[str]:
    at = a.Moment(at=0, on="2026-11-23")
    return {each.act for each in options(case, desk.actor, at) if each.obstacle is None}


def _at_the_window(world: World) -> Case:
    handed = world.province("440000").apply(
        "hh.cert.hukou", by="张建国", answers=HUKOU, channel="window", window_checks=("identity_card",)
    )
    return handed.case


def test_the_window_receives_and_does_not_decide(world: World):
    case = _at_the_window(world)
    offered = _offered(world.province("440000").officer("440106-hall"), case)
    assert {"receive", "take_original", "ask_correction", "ask"} <= offered
    assert not offered & {"accept", "grant", "refuse", "decline", "extend"}


def test_the_competent_officer_decides_and_only_the_approver_extends(world: World):
    case = _at_the_window(world)
    world.province("440000").officer("440106-hall").receive(case.id)
    world.deliver()
    police = world.province("510000")
    case = police.case(case.id)
    assert {"accept", "decline", "ask_correction"} <= _offered(police.officer("510104-police"), case)
    police.officer("510104-police").accept(case.id)
    case = police.case(case.id)
    assert {"grant", "refuse", "suspend", "add_evidence"} <= _offered(police.officer("510104-police"), case)
    assert "extend" not in _offered(police.officer("510104-police"), case)
    assert "extend" in _offered(police.officer("510104-police", number=2), case)


def test_another_office_is_offered_nothing(world: World):
    case = _at_the_window(world)
    assert _offered(world.province("440000").officer("440100-hf"), case) == set()


def test_a_clerk_acting_for_the_applicant_is_offered_the_applicants_acts(world: World):
    case = _at_the_window(world)
    clerk = world.province("440000").officer("440106-hall", behalf="applicant", standing="张建国")
    assert "withdraw" in _offered(clerk, case)


def test_a_case_that_went_on_is_a_conflict(world: World):
    case = _at_the_window(world)
    desk = world.province("440000").officer("440106-hall")
    desk.receive(case.id)
    with pytest.raises(Conflict):
        world.run(desk.node.cases.act, case.id, a.Ask(question="q", text="在吗"), desk.actor, seen=case.seq)
