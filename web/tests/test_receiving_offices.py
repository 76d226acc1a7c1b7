"""Where an application may be handed in: an office of another node, or one that takes nothing in, loses it."""

from __future__ import annotations

import pytest
from caller import Caller

from tongban.testing.world import World
from tongban_marriage.testing import SAMPLES

APPLICATION = {
    "matter": "hh.cert.hukou",
    "office": "440106-hall",
    "answers": {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"},
    "delivery": "electronic",
    "consent": True,
}
NOT_HERE = ("510104-hall", "440106-police", "440100-hf", "nope", "")


@pytest.fixture
def applicant(world: World) -> Caller:
    return Caller.at(world, "440000").sign_in("张建国")


@pytest.mark.parametrize("office", NOT_HERE)
def test_only_an_office_that_takes_it_in_here_receives_an_application(applicant: Caller, office: str) -> None:
    application = {**APPLICATION, "office": office}
    kept = applicant.post("/api/v1/drafts", application).json()["id"]
    answers = [applicant.post("/api/v1/cases", application), applicant.post(f"/api/v1/drafts/{kept}/submissions", {})]
    for answer in answers:
        assert answer.status_code == 422
        [objection] = answer.json()["objections"]
        assert objection["field"] == "office"
        assert "收件地" in objection["message"]
        assert "广州市天河区政务服务中心（440106-hall）" in objection["remedy"]
    assert applicant.get("/api/v1/cases").json()["cases"] == []


def test_registers_are_not_asked_at_a_place_that_receives_nothing(applicant: Caller) -> None:
    told = applicant.post("/api/v1/assessments", {**APPLICATION, "office": "510104-hall"}).json()
    assert not told["ready"]
    assert {each["outcome"] for each in told["evidence"]} == {"unanswered"}


def test_the_registry_chosen_receives_what_it_registers_on_the_spot(world: World) -> None:
    [sample] = SAMPLES
    applicant = Caller.at(world, "500000").sign_in(sample.by)
    application = {"matter": sample.matter, "answers": sample.answers, "consent": True}
    elsewhere = applicant.post("/api/v1/cases", {**application, "office": "510104-marriage"})
    assert "office" in {each["field"] for each in elsewhere.json()["objections"]}
    handed = applicant.post("/api/v1/cases", {**application, "office": "500103-marriage"})
    assert handed.status_code == 201, handed.text
    assert {place["name"] for place in handed.json()["places"]} == {"重庆市渝中区民政局婚姻登记处"}
