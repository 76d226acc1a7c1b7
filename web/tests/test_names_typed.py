"""Names that one person types for another: no paper bears one that is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller

from tongban.desk.drafts import Application
from tongban.matters.matter import Channel
from tongban.testing.world import World
from tongban_marriage.testing import SAMPLES

NUMBERS = {
    "张建国": "510104198503109997",
    "李秋萍": "500103199208259980",
    "张小雨": "510104202006019922",
}
ANSWERS = {"cert_kind": "origin", "purpose": "办理入学", "hukou_place": "510104", "handed_by": "self"}
CERTIFICATE = {
    "matter": "hh.cert.hukou",
    "office": "440106-hall",
    "answers": ANSWERS,
    "delivery": "electronic",
    "consent": True,
}
FIRM = "915101040000001239"


@pytest.fixture
def guangdong(world: World) -> Caller:
    return Caller.at(world, "440000")


def objections(caller: Caller, application: dict[str, Any]) -> dict[str, str]:
    told = caller.post("/api/v1/assessments", application).json()["objections"]
    return {each["message"]: each["field"] for each in told}


def for_ward(name: str, number: str) -> dict[str, Any]:
    return {**CERTIFICATE, "principal": {"name": name, "number": number, "capacity": "guardian"}}


@pytest.mark.parametrize("misnamed", ["王大锤", ""])
def test_a_co_applicant_confirms_only_under_the_name_of_their_own_sign_in(world: World, misnamed: str) -> None:
    [sample] = SAMPLES
    own = sample.co_applicant
    chongqing = Caller.at(world, "500000")
    answers = {**sample.answers, "other_name": misnamed or own}
    application = {"matter": sample.matter, "office": "500103-hall", "answers": answers, "consent": True}
    case = chongqing.sign_in(sample.by).post("/api/v1/cases", application).json()["id"]
    partner = chongqing.sign_in(own)
    answer = partner.act(case, act="confirm", consent=True)
    if not misnamed:
        assert answer.status_code == 200, answer.text
        return
    [objection] = answer.json()["objections"]
    assert (answer.status_code, objection["field"]) == (422, "other_name")
    assert f"“对方姓名”填写的是“{misnamed}”，与您登录的姓名“{own}”不一致" in objection["message"]
    assert partner.get(f"/api/v1/cases/{case}").json()["tasks"][0]["task"] == "confirm"


def test_a_co_applicant_whose_name_was_typed_with_spaces_confirms(world: World) -> None:
    [sample] = SAMPLES
    chongqing = Caller.at(world, "500000")
    answers = {**sample.answers, "other_name": " ".join(sample.co_applicant)}
    application = {"matter": sample.matter, "office": "500103-hall", "answers": answers, "consent": True}
    case = chongqing.sign_in(sample.by).post("/api/v1/cases", application).json()["id"]
    answer = chongqing.sign_in(sample.co_applicant).act(case, act="confirm", consent=True)
    assert answer.status_code == 200, answer.text


def test_a_guardian_cannot_give_a_ward_another_name(guangdong: Caller) -> None:
    guardian, number = guangdong.sign_in("张建国"), NUMBERS["张小雨"]
    assert objections(guardian, for_ward("张小雨", number)) == {}
    assert objections(guardian, for_ward("张 小雨", number)) == {}
    assert list(objections(guardian, for_ward("张大雨", number))) == ["申请人姓名与户籍档案的记载不一致"]
    assert guardian.post("/api/v1/cases", for_ward("张大雨", number)).status_code == 422


def test_only_a_guardian_is_told_whether_a_name_fits_the_number(guangdong: Caller) -> None:
    misnamed, wrong = for_ward("张建囯", NUMBERS["张建国"]), "申请人的姓名与公民身份号码不一致"
    assert wrong in objections(guangdong.sign_in("张德福"), misnamed)
    assert wrong not in objections(guangdong.sign_in("王小川"), misnamed)


@pytest.mark.parametrize(("name", "told"), [("王大锤", "agent_name"), ("李秋萍", None)])
def test_an_agent_whom_the_applicant_names_online_bears_the_name_of_the_number(
    guangdong: Caller, name: str, told: str | None
) -> None:
    answers = {**ANSWERS, "handed_by": "agent", "agent_number": NUMBERS["李秋萍"], "agent_name": name}
    found = objections(guangdong.sign_in("张建国"), {**CERTIFICATE, "answers": answers})
    assert found.get("经办人的姓名与公民身份号码不一致") == told


def test_whose_a_number_is_cannot_be_tried_out_by_naming_an_agent(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")

    def named(name: str, caller: Caller = applicant) -> dict[str, str]:
        answers = {**ANSWERS, "handed_by": "agent", "agent_number": NUMBERS["李秋萍"], "agent_name": name}
        return objections(caller, {**CERTIFICATE, "answers": answers})

    guessed = {**ANSWERS, "handed_by": "agent", "agent_number": NUMBERS["李秋萍"], "agent_name": "李一"}
    told = applicant.post("/api/v1/assessments", {**CERTIFICATE, "answers": guessed}).json()
    assert (told["undetermined"], told["evidence"]) == ([], []), "no register was asked, so none is silent"
    names, wrong = [f"李{each}" for each in "一二三四五"], "经办人的姓名与公民身份号码不一致"
    assert [wrong in named(name) for name in (*names, *names)] == [True] * 10
    assert [each for each in named("李秋萍").items() if "多次不一致" in each[0]] == [
        ("填写的姓名与公民身份号码多次不一致，请在15分钟后再试", "agent_name")
    ]
    assert wrong not in named("李秋萍", guangdong.sign_in("王小川"))


def test_the_guesses_of_one_agent_of_a_firm_are_neither_anothers_nor_other_ones_for_another_firm(world: World) -> None:
    node, wrong = world.province("440000").node, "经办人的姓名与公民身份号码不一致"

    def told(name: str, *, by: str, firm: str) -> str:
        written = Application(
            matter="hh.cert.hukou",
            edition=node.plugins.matter("hh.cert.hukou").edition,
            channel=Channel.ONLINE,
            office="440106-hall",
            person=world.person(by),
            typed={**ANSWERS, "handed_by": "agent", "agent_number": NUMBERS["李秋萍"], "agent_name": name},
        )
        draft = node.drafts.new(node.accounts.key(firm), written)
        assessed = world.run(lambda: node.applications.assess(draft, actor=world.actor(by)))
        return "；".join(each.message for each in assessed.objections)

    for name in ("李一", "李二", "李三", "李四", "李五"):
        assert wrong in told(name, by="张建国", firm=FIRM)
    assert "多次不一致" in told("李秋萍", by="张建国", firm="91500103MA60000000")
    assert "不一致" not in told("李秋萍", by="王小川", firm=FIRM)


def test_a_mandate_is_given_to_an_agent_by_the_name_of_the_number(world: World) -> None:
    representative = Caller.at(world, "510000").sign_in("王小川")
    mandate = {
        "agent": NUMBERS["张建国"],
        "matters": ["hf.employer_open"],
        "since": "2026-11-23",
        "until": "2027-05-31",
    }
    address = f"/api/v1/organisations/{FIRM}/mandates"
    refused = representative.post(address, {**mandate, "agent_name": "李四"})
    assert refused.status_code == 422
    [objection] = refused.json()["objections"]
    assert (objection["field"], objection["message"]) == ("agent_name", "经办人姓名与经办人公民身份号码不一致")
    assert representative.post(address, {**mandate, "agent_name": "张建国"}).status_code == 201
    told = [representative.post(address, {**mandate, "agent_name": f"李{each}"}).json() for each in "一二三五六"]
    [objection] = told[-1]["objections"]
    assert (objection["rule"], objection["field"]) == ("TOO-MANY", "agent_name")
