"""The rules of 开具户籍类证明 as tables."""

from __future__ import annotations

import pytest

from tongban_household.matters import HUKOU_CERTIFICATE
from tongban_household.records import HouseholdRecord
from tongban_household.testing import PEOPLE, archive, asked, population, recorded

FATHER = {"relative_name": "张德福", "relative_number": PEOPLE["张德福"][0]}
STRANGER = {"relative_name": "王小川", "relative_number": PEOPLE["王小川"][0]}
MYSELF = {"relative_name": "张建国", "relative_number": PEOPLE["张建国"][0]}


@pytest.mark.parametrize(
    ("kind", "typed", "held", "rules"),
    [
        ("origin", {}, recorded("张建国"), ()),
        ("change", {}, recorded("张建国"), ()),
        ("former_name", {}, recorded("张建国"), ()),
        ("former_name", {}, archive("张建国"), ("HC-01",)),
        ("former_name", {}, archive("张建国", relation=""), ("HC-01",)),
        ("former_name", {}, None, ("HC-01",)),
        ("kinship", FATHER, recorded("张建国", relation="父亲"), ()),
        ("kinship", FATHER, recorded("张建国", relation="父亲", relative="张德富"), ("HC-NAME",)),
        ("cancellation", FATHER, recorded("张建国", relation="父亲", relative="陈桂英"), ("HC-NAME",)),
        ("cancellation", {**MYSELF, "relative_name": "张德福"}, recorded("张建国"), ("HC-NAME",)),
        ("kinship", FATHER, recorded("张建国", relation="父亲", booklet="同户"), ("HC-02",)),
        ("kinship", FATHER, recorded("张建国", relation="配偶"), ("HC-02",)),
        ("kinship", FATHER, recorded("张建国", relation="配偶", booklet="同户"), ("HC-02",)),
        ("kinship", STRANGER, archive("张建国", relation=""), ("HC-03",)),
        ("kinship", STRANGER, recorded("张建国", relation="叔父"), ("HC-03",)),
        ("kinship", STRANGER, None, ("HC-01",)),
        ("kinship", MYSELF, archive("张建国"), ("HC-KIN",)),
        ("unnatural_death", FATHER, recorded("张建国", relation="父亲"), ()),
        ("unnatural_death", FATHER, archive("张建国", relation="父亲"), ("HC-01",)),
        ("unnatural_death", STRANGER, archive("张建国", relation=""), ("HC-03",)),
        ("unnatural_death", MYSELF, archive("张建国"), ("HC-KIN",)),
        ("cancellation", FATHER, recorded("张建国", relation="父亲"), ()),
        ("cancellation", FATHER, archive("张建国", relation="父亲"), ("HC-01",)),
        ("cancellation", STRANGER, archive("张建国", relation=""), ("HC-03",)),
        ("cancellation", MYSELF, recorded("张建国"), ()),
        ("marriage", {}, recorded("张建国"), ("HC-02",)),
        ("identity", {}, None, ("HC-02",)),
        ("origin", {}, recorded("张建囯"), ("HC-APPLICANT",)),
        ("kinship", FATHER, recorded("张建囯", relation="父亲"), ("HC-APPLICANT",)),
    ],
)
def test_a_certificate_is_issued_only_of_own_recorded_facts_that_nothing_else_shows(
    kind: str, typed: dict[str, str], held: HouseholdRecord | None, rules: tuple[str, ...]
):
    judging = asked("张建国", {"population": population("张建国"), "archive": held}, cert_kind=kind, **typed)
    assert judging.broken == rules


@pytest.mark.parametrize(
    ("kind", "certificate"),
    [
        ("identity", "居民身份证"),
        ("residence", "居民户口簿"),
        ("marriage", "结婚证"),
        ("birth", "出生医学证明"),
        ("schooling", "学历证书"),
    ],
)
def test_what_a_certificate_shows_is_refused_without_asking_the_archive(kind: str, certificate: str):
    findings = asked("李秋萍", {"population": population("李秋萍")}, cert_kind=kind).findings
    (objection,) = findings.objections
    assert objection.message == f"该事项可由{certificate}证明，派出所不再开具"
    assert objection.field == "cert_kind"
    assert certificate in objection.remedy
    assert "公通字〔2016〕21号" in objection.basis
    assert findings.undetermined == ()


@pytest.mark.parametrize(
    ("held", "certificate"),
    [
        (recorded("张建国", relation="配偶"), "结婚证"),
        (recorded("张建国", relation="女儿", booklet="同户"), "居民户口簿"),
    ],
)
def test_kinship_that_a_certificate_shows_names_it(held: HouseholdRecord, certificate: str):
    judging = asked("张建国", {"population": None, "archive": held}, cert_kind="kinship", **FATHER)
    assert judging.messages == [f"该事项可由{certificate}证明，派出所不再开具"]


def test_another_hukou_place_than_the_registered_one_is_told_with_the_right_one():
    records = {"population": population("张建国"), "archive": recorded("张建国")}
    (objection,) = asked("张建国", records, hukou_place="510105").findings.objections
    assert (objection.rule, objection.field) == ("CM-06", "hukou_place")
    assert objection.message == "不属于本机关职权范围，请向四川省成都市锦江区公安派出所申请"
    assert "四川省成都市锦江区" in objection.remedy


def test_a_person_whom_the_population_base_does_not_know_may_name_the_place():
    assert asked("张建国", {"population": None, "archive": recorded("张建国")}).broken == ()


def test_silent_registers_leave_rules_open_and_object_to_nothing():
    findings = asked("张建国", {}, cert_kind="kinship", **FATHER).findings
    assert findings.objections == ()
    assert {each.rule for each in findings.undetermined} == {
        "HC-01",
        "HC-02",
        "HC-03",
        "HC-NAME",
        "HC-APPLICANT",
        "CM-06",
    }


@pytest.mark.parametrize(("agent", "messages"), [("张建国", ["代理人不得为申请人本人"]), ("张德福", [])])
def test_the_agent_is_another_person_than_the_applicant(agent: str, messages: list[str]):
    typed = {"handed_by": "agent", "agent_name": agent, "agent_number": PEOPLE[agent][0]}
    assert asked("张建国", {"population": None, "archive": recorded("张建国")}, **typed).messages == messages


def test_the_promised_term_is_three_working_days_and_cites_its_source():
    term = asked("张建国", {}).parameters[HUKOU_CERTIFICATE.promised_term]
    assert (term.value, term.unit) == (3, "工作日")
    assert "公通字〔2016〕21号" in term.reference


def test_every_rule_names_a_remedy_and_its_basis():
    for rule in HUKOU_CERTIFICATE.rules:
        assert rule.remedy
        assert rule.basis
