"""What a program sends under a name that there is not is refused by that name, with those there are."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller
from test_api import APPLICATION, HUKOU, PDF, RELATIVE, STANDING

from tongban.testing.world import World
from tongban_housing_fund.testing.samples import TRANSFER

AT_WINDOW: dict[str, Any] = {
    **APPLICATION,
    "answers": {**HUKOU, **RELATIVE, "handed_by": "self"},
    "delivery": "window",
    "window_checks": ["identity_card"],
    **STANDING,
}


@pytest.fixture
def clerk(world: World) -> Caller:
    return Caller.at(world, "440000").sign_in_staff("440106-hall-1")


@pytest.fixture
def chengdu(world: World) -> Caller:
    return Caller.at(world, "510000").sign_in_staff("510100-hf-1")


@pytest.fixture
def transfer(world: World) -> str:
    """A transfer that 成都 has accepted, and whose first step is to be reported."""
    case = world.province("440000").apply(
        TRANSFER.matter, by=TRANSFER.by, answers=TRANSFER.answers, pledges=TRANSFER.pledges
    )
    world.deliver()
    world.province("510000").officer("510100-hf").accept(case.case.id)
    return case.case.id


def refused(caller: Caller, case: str, **asked: Any) -> dict[str, tuple[str, str]]:
    """Message and remedy by field; the case is where it was."""
    before = caller.get(f"/api/v1/cases/{case}").json()["seq"]
    answer = caller.act(case, **asked)
    assert answer.status_code == 422, answer.text
    assert caller.get(f"/api/v1/cases/{case}").json()["seq"] == before
    return {each["field"]: (each["message"], each["remedy"]) for each in answer.json()["objections"]}


def test_a_value_that_the_form_of_a_step_does_not_have(chengdu: Caller, transfer: str) -> None:
    sound = TRANSFER.reports["contact_letter"]
    report = {"act": "report_step", "step": "contact_letter", "outcome": "done"}
    told = refused(chengdu, transfer, **report, values={**sound, "leter_no": "1"})
    assert list(told) == ["leter_no"]
    message, remedy = told["leter_no"]
    assert "没有“leter_no”这一项" in message
    assert all(name in remedy for name in sound)
    assert chengdu.act(transfer, **report, values=sound).status_code == 200


def test_a_value_with_a_step_that_was_not_done(chengdu: Caller, transfer: str) -> None:
    report = {"act": "report_step", "step": "contact_letter", "outcome": "failed", "reason": "对方账户已销户"}
    told = refused(chengdu, transfer, **report, values=TRANSFER.reports["contact_letter"])
    assert told.keys() == TRANSFER.reports["contact_letter"].keys()
    assert chengdu.act(transfer, **report).status_code == 200


def test_a_check_that_the_window_does_not_have(world: World, clerk: Caller) -> None:
    case = clerk.post("/api/v1/cases", AT_WINDOW).json()["id"]
    items = [key for key, _ in clerk.get("/api/v1/matters/hh.cert.hukou").json()["checks"]]
    told = refused(clerk, case, act="receive", checks=[*items, "identiy"])
    assert "没有“identiy”这一项" in told["checks"][0]
    assert all(key in told["checks"][1] for key in items)
    assert clerk.act(case, act="receive", checks=items).status_code == 200


def test_an_answer_and_a_material_that_the_notice_does_not_ask_for(world: World, clerk: Caller) -> None:
    case = clerk.post("/api/v1/cases", AT_WINDOW).json()["id"]
    point = {"field": "purpose", "reason": "请写明公证处名称"}
    assert clerk.act(case, act="ask_correction", points=[point]).status_code == 200
    corrected = {"act": "correct", "behalf": "applicant", "standing": STANDING["applicant"]}
    other = {"purpose": "成都市律政公证处继承公证", "cert_kind": "origin"}
    told = refused(clerk, case, **corrected, answers=other, pledges=["mandate"], brought=["nothing"])
    assert told.keys() == {"cert_kind", "pledges", "brought"}
    assert "purpose" in told["cert_kind"][1]
    answer = clerk.act(case, **corrected, answers={"purpose": other["purpose"]})
    assert answer.status_code == 200, answer.text


def test_an_original_of_a_material_that_the_matter_does_not_have(clerk: Caller) -> None:
    case = clerk.post("/api/v1/cases", AT_WINDOW).json()["id"]
    taken = {"act": "take_original", "name": "委托书", "condition": "完好，共1页"}
    told = refused(clerk, case, **taken, material="mandat")
    assert ("没有“mandat”这一项" in told["material"][0], "mandate" in told["material"][1]) == (True, True)
    assert clerk.act(case, **taken, material="mandate").status_code == 200


def test_somebody_who_does_not_come_along(clerk: Caller) -> None:
    answer = clerk.post("/api/v1/cases", {**AT_WINDOW, "present": ["witness"]})
    [objection] = answer.json()["objections"]
    assert (answer.status_code, objection["field"]) == (422, "present")
    assert ("“witness”" in objection["message"], "co_applicant" in objection["remedy"]) == (True, True)


def test_a_program_reads_in_the_case_under_which_names_a_correction_is_answered(world: World, clerk: Caller) -> None:
    case = clerk.post("/api/v1/cases", AT_WINDOW).json()["id"]
    address, reasons = f"/api/v1/cases/{case}", {"purpose": "请写明公证处名称", "mandate": "请补交", "other": "请说明"}
    assert clerk.get(address).json()["correction"] == []
    points = [{"field": field, "reason": reason} for field, reason in reasons.items()]
    assert clerk.act(case, act="ask_correction", points=points).status_code == 200
    applicant = Caller.at(world, "440000").sign_in("张建国")
    for caller in (clerk, applicant):
        asked = {each["field"]: each for each in caller.get(address).json()["correction"]}
        assert {field: each["reason"] for field, each in asked.items()} == reasons
        kinds = {"purpose": "answers", "mandate": "material", "other": "said"}
        assert {field: each["answered_in"] for field, each in asked.items()} == kinds
    headers = {"authorization": f"Bearer {applicant.token}"}
    files = {"data": ("委托书.pdf", PDF)}
    assert world.run(lambda: applicant.client.post(f"{address}/files/mandate", files=files, headers=headers)).is_success
    done = applicant.act(case, act="correct", answers={"purpose": "成都市律政公证处继承公证"}, said="情况属实")
    assert done.status_code == 200, done.text
    assert applicant.get(address).json()["correction"] == []


def test_a_place_is_asked_of_a_program_by_its_code_alone(world: World) -> None:
    named = {**APPLICATION, "answers": {**HUKOU, **RELATIVE, "handed_by": "self", "hukou_place": "四川省成都市锦江区"}}
    applicant = Caller.at(world, "440000").sign_in("张建国")
    answers = [applicant.post("/api/v1/assessments", named), applicant.post("/api/v1/cases", named)]
    assert [answer.status_code for answer in answers] == [200, 422]
    for answer in answers:
        [told] = [each for each in answer.json()["objections"] if each["field"] == "hukou_place"]
        assert told["remedy"] == "请填写6位行政区划代码，不要填写地名，如四川省成都市锦江区填写510104"
