"""Whoever may not take an act is told that alone, whatever they filled in: nothing of what the case or a form holds."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from caller import Caller

from tongban.testing.world import World
from tongban_housing_fund.testing.samples import TRANSFER

ABOUT_NOTHING = [{"field": "nothing", "reason": "请写明"}]
FAULTY: tuple[dict[str, Any], ...] = (
    {"act": "ask_correction", "points": ABOUT_NOTHING},
    {"act": "decline", "reasons": ABOUT_NOTHING},
    {"act": "refuse", "reasons": ABOUT_NOTHING},
    {"act": "report_step", "step": "contact_letter", "outcome": "done", "values": {}},
    {"act": "return_original", "original": "none"},
)


@pytest.fixture
def transfer(world: World) -> str:
    """张建国's transfer, come in at 广东 and taken in by 成都."""
    handed = world.province("440000").apply(
        TRANSFER.matter, by=TRANSFER.by, answers=TRANSFER.answers, pledges=TRANSFER.pledges
    )
    world.deliver()
    world.province("510000").officer("510100-hf").accept(handed.case.id)
    world.deliver()
    return handed.case.id


def _refused(answer: httpx.Response) -> tuple[int, list[str]]:
    return answer.status_code, [each["rule"] for each in answer.json().get("objections", ())]


@pytest.mark.parametrize("asked", FAULTY, ids=lambda asked: asked["act"])
def test_who_applies_is_told_that_the_act_is_not_theirs(world: World, transfer: str, asked: dict[str, Any]) -> None:
    applicant = Caller.at(world, "440000").sign_in(TRANSFER.by)
    assert _refused(applicant.act(transfer, **asked)) == (422, ["CM-02"])


@pytest.mark.parametrize("asked", FAULTY, ids=lambda asked: asked["act"])
def test_so_is_an_officer_of_another_place_of_the_case(world: World, transfer: str, asked: dict[str, Any]) -> None:
    pays = Caller.at(world, "500000").sign_in_staff("500000-hf-1")
    assert _refused(pays.act(transfer, **asked)) == (422, ["CM-02"])


def test_so_is_a_clerk_who_corrects_for_nobody(world: World, transfer: str) -> None:
    clerk = Caller.at(world, "440000").sign_in_staff("440106-hall-1")
    assert _refused(clerk.act(transfer, act="correct", answers={"mobile": "1"})) == (422, ["CM-02"])


@pytest.mark.parametrize("name", ["张建国", "李秋萍"])
def test_a_party_who_hands_a_result_over_does_not_learn_whose_a_number_is(
    world: World, transfer: str, name: str
) -> None:
    applicant = Caller.at(world, "440000").sign_in(TRANSFER.by)
    asked = {"act": "hand_over", "name": name, "number": world.person(TRANSFER.by).number}
    assert _refused(applicant.act(transfer, **asked)) == (422, ["DELIVERY-HOW"])
