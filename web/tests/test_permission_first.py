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
    {"act": "receive", "checks": []},
    {"act": "forward", "waybill": ""},
    {"act": "extend", "days": 999, "reason": ""},
    {"act": "ask_correction", "points": ABOUT_NOTHING},
    {"act": "decline", "reasons": ABOUT_NOTHING},
    {"act": "refuse", "reasons": ABOUT_NOTHING},
    {"act": "report_step", "step": "contact_letter", "outcome": "done", "values": {}},
    {"act": "report_step", "step": "no_such_step", "outcome": "done", "values": {"no_such_field": "1"}},
    {"act": "clear", "step": "no_such_step"},
    {"act": "establish", "need": "no_such_need", "values": {"no_such_field": "1"}},
    {"act": "return_original", "original": "none"},
)


@pytest.fixture
def transfer(world: World) -> str:
    """张建国's transfer, come in at 广东, accepted in 成都, and told to 重庆, which is to pay out."""
    handed = world.province("440000").apply(
        TRANSFER.matter, by=TRANSFER.by, answers=TRANSFER.answers, pledges=TRANSFER.pledges
    )
    world.deliver()
    chengdu = world.province("510000").officer("510100-hf")
    chengdu.accept(handed.case.id)
    chengdu.report(handed.case.id, "contact_letter", typed=TRANSFER.reports["contact_letter"])
    world.deliver()
    return handed.case.id


def _refused(answer: httpx.Response) -> tuple[int, list[str]]:
    return answer.status_code, [each["rule"] for each in answer.json().get("objections", ())]


def test_who_applies_and_an_officer_of_another_place_are_told_that_the_act_is_not_theirs(
    world: World, transfer: str
) -> None:
    applicant = Caller.at(world, "440000").sign_in(TRANSFER.by)
    pays = Caller.at(world, "500000").sign_in_staff("500000-hf-1")
    for caller in (applicant, pays):
        for asked in FAULTY:
            is_told = caller is pays and asked.get("step") == "no_such_step"
            rule = "CASE-STEP" if is_told else "CM-02"
            assert _refused(caller.act(transfer, **asked)) == (422, [rule]), asked["act"]


def test_whoever_is_no_party_does_not_learn_that_a_case_has_no_such_step(world: World, transfer: str) -> None:
    nobody = Caller.at(world, "440000").sign_in("王小川")
    for asked in FAULTY:
        assert nobody.act(transfer, **asked).status_code == 404, asked["act"]


def test_of_a_case_that_is_past_it_the_window_hears_that_and_nothing_to_put_right(world: World, transfer: str) -> None:
    """Also where the case is another place's by now, which alone decides."""
    window = Caller.at(world, "440000").sign_in_staff("440106-hall-1")
    for asked in ({"act": "receive", "checks": []}, {"act": "ask_correction", "points": ABOUT_NOTHING}):
        assert _refused(window.act(transfer, **asked)) == (422, ["CASE-STATE"]), asked["act"]


def test_so_is_a_clerk_who_corrects_for_nobody(world: World, transfer: str) -> None:
    clerk = Caller.at(world, "440000").sign_in_staff("440106-hall-1")
    assert _refused(clerk.act(transfer, act="correct", answers={"mobile": "1"})) == (422, ["CM-02"])


def test_a_party_who_hands_a_result_over_does_not_learn_whose_a_number_is(world: World, transfer: str) -> None:
    applicant, number = Caller.at(world, "440000").sign_in(TRANSFER.by), world.person(TRANSFER.by).number
    for name in ("张建国", "李秋萍"):
        asked = {"act": "hand_over", "name": name, "number": number}
        assert _refused(applicant.act(transfer, **asked)) == (422, ["DELIVERY-HOW"]), name
