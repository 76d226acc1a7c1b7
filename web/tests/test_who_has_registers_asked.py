"""Registers are asked for an act only on behalf of whoever may take it, while the case as it stands takes it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from caller import Caller

from tongban.testing.samples import Sample
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import TRANSFER
from tongban_marriage.testing import SAMPLES

[MARRIAGE] = SAMPLES
PAY_OUT: dict[str, Any] = {"step": "pay_out", "outcome": "done", "values": TRANSFER.reports["pay_out"]}
ACTS: tuple[dict[str, Any], ...] = (
    {"act": "accept"},
    {"act": "refresh"},
    {"act": "grant"},
    {"act": "clear", "step": "pay_out"},
    {"act": "report_step", **PAY_OUT},
)


@pytest.fixture
def wedding(world: World) -> str:
    """吴浩 has named 梁晓雯, who has not confirmed."""
    return _applied(world, "500000", MARRIAGE)


@pytest.fixture
def transfer(world: World) -> str:
    """张建国's transfer, come in at 广东: accepted in 成都, not cleared yet for 重庆 to pay out."""
    case = _applied(world, "440000", TRANSFER)
    world.deliver()
    chengdu = world.province("510000").officer("510100-hf")
    chengdu.accept(case)
    chengdu.report(case, "contact_letter", typed=TRANSFER.reports["contact_letter"])
    world.deliver()
    return case


def _applied(world: World, node: str, sample: Sample) -> str:
    handed = world.province(node).apply(sample.matter, by=sample.by, answers=sample.answers, pledges=sample.pledges)
    return handed.case.id


def _asked(world: World, case: str) -> int:
    """How many look-ups for the case are written down, at all nodes."""
    return sum(len(world.run(node.lookups.of_application, case)) for node in world.nodes)


def _refused(answer: httpx.Response) -> tuple[int, list[str]]:
    return answer.status_code, [each["rule"] for each in answer.json().get("objections", ())]


def test_who_applies_learns_nothing_of_somebody_named_by_taking_an_officers_act(world: World, wedding: str) -> None:
    applicant = Caller.at(world, "500000").sign_in(MARRIAGE.by)
    for asked in ({"act": "accept"}, {"act": "refresh"}, {"act": "grant"}, {"act": "clear", "step": "register"}):
        assert _refused(applicant.act(wedding, **asked)) == (422, ["CM-02"]), asked["act"]
    number = world.person(MARRIAGE.co_applicant).number
    assert world.run(world.province("500000").node.lookups.about, number) == []


def test_neither_a_party_nor_the_place_that_received_a_case_has_anybody_looked_up(world: World, transfer: str) -> None:
    guangdong, before = Caller.at(world, "440000"), _asked(world, transfer)
    for caller in (guangdong.sign_in(TRANSFER.by), guangdong.sign_in_staff("440106-hall-1")):
        for asked in ACTS:
            assert _refused(caller.act(transfer, **asked)) == (422, ["CM-02"]), asked["act"]
    assert _asked(world, transfer) == before


def test_nobody_is_asked_for_an_officer_who_has_not_seen_the_last_of_a_case(world: World, transfer: str) -> None:
    decides = Caller.at(world, "510000").sign_in_staff("510100-hf-1")
    pays = Caller.at(world, "500000").sign_in_staff("500000-hf-1")
    before = _asked(world, transfer)
    for asked in ACTS:
        stale = (pays if asked["act"] == "report_step" else decides).act(transfer, **asked, seen=1)
        assert (stale.status_code, "有了新的进展" in stale.text) == (409, True), asked["act"]
    assert _asked(world, transfer) == before


def test_nobody_is_asked_about_a_case_whose_state_does_not_take_the_act(world: World, transfer: str) -> None:
    decides = Caller.at(world, "510000").sign_in_staff("510100-hf-1")
    pays = Caller.at(world, "500000").sign_in_staff("500000-hf-1")
    before = _asked(world, transfer)
    assert _refused(pays.act(transfer, **ACTS[-1])) == (422, ["CASE-STEP"]), "it is not cleared"
    world.province("440000").withdraw(transfer, by=TRANSFER.by)
    world.deliver()
    for asked in ACTS[:3]:
        assert _refused(decides.act(transfer, **asked)) == (422, ["CASE-STATE"]), asked["act"]
    assert _asked(world, transfer) == before
