"""The conditions of 结婚登记, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tongban import Party, PartyKind, Role, Sex, WindowCheck
from tongban.testing.judging import Judging, Record, evaluate, fictitious_number
from tongban.testing.judging import person as party
from tongban_marriage.matters import marry
from tongban_marriage.testing.builders import FREE, MARRIED, TODAY, UNMARRIED, couple, judging_of, registration_typed

AGE = "未达到法定结婚年龄（男22周岁、女20周岁）"


def born(man: str, woman: str) -> tuple[Party, Party]:
    return (
        party("男方", fictitious_number(date.fromisoformat(man), Sex.MALE)),
        party("女方", fictitious_number(date.fromisoformat(woman), Sex.FEMALE), role=Role.CO_APPLICANT),
    )


def told(judging: Judging) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in judging.findings.objections]


def test_a_sound_couple_meets_no_objection() -> None:
    judging = judging_of(couple())
    assert (told(judging), judging.findings.undetermined) == ([], ())


def test_schooling_may_be_left_empty_and_is_one_of_those_offered() -> None:
    typed = ("", "bachelor", "doctor")
    told_of = {each: judging_of(couple(), own_schooling=each).parsed.objections for each in typed}
    assert {key: [each.field for each in found] for key, found in told_of.items()} == {
        "": [],
        "bachelor": [],
        "doctor": ["own_schooling"],
    }


@pytest.mark.parametrize(
    ("man", "woman", "day", "old_enough"),
    [
        ("2004-11-23", "1995-06-18", "2026-11-23", True),
        ("2004-11-24", "1995-06-18", "2026-11-23", False),
        ("1996-11-23", "2006-11-23", "2026-11-23", True),
        ("1996-11-23", "2006-11-24", "2026-11-23", False),
        ("2004-11-24", "2006-11-24", "2026-11-24", True),
        ("2004-02-29", "1995-06-18", "2026-02-28", False),
        ("2004-02-29", "1995-06-18", "2026-03-01", True),
    ],
)
def test_age_counts_on_the_day_of_the_appointment(man: str, woman: str, day: str, *, old_enough: bool) -> None:
    judging = judging_of(born(man, woman), day=day, on=date.fromisoformat(day))
    assert told(judging) == ([] if old_enough else [("MR-01", AGE)])


def test_one_may_book_ahead_for_the_birthday_itself() -> None:
    pair = born("2004-12-01", "1995-06-18")
    assert told(judging_of(pair, day="2026-12-01")) == []
    early = judging_of(pair, day="2026-11-30").findings.objections[0]
    assert early.remedy == "请在男方达到法定结婚年龄当日或以后办理，最早可预约2026年12月1日"


def test_a_late_registration_is_judged_by_its_own_day() -> None:
    own: Record = {"capacity": 1, "taken": 1, "own": True}
    judging = judging_of(born("2004-11-24", "1995-06-18"), records={"slot": own}, on=date(2026, 11, 24))
    assert told(judging) == []


@pytest.mark.parametrize(
    ("own", "other", "named"),
    [
        (MARRIED, UNMARRIED, ["吴浩"]),
        (UNMARRIED, MARRIED, ["梁晓雯"]),
        (MARRIED, MARRIED, ["吴浩", "梁晓雯"]),
        (None, None, []),
    ],
)
def test_whoever_is_married_is_named(own: Record, other: Record, named: list[str]) -> None:
    judging = judging_of(couple(), records={"own_status": own, "other_status": other})
    assert told(judging) == [("MR-03", f"{name}已有配偶，不予登记") for name in named]


def test_who_declares_to_be_married_is_believed() -> None:
    assert told(judging_of(couple(), own_status="married")) == [("MR-03", "吴浩已有配偶，不予登记")]


@pytest.mark.parametrize("silent", ["own_status", "other_status"])
def test_a_silent_register_leaves_the_marital_status_open(silent: str) -> None:
    judging = judging_of(couple())
    records = {name: record for name, record in judging.records.items() if name != silent}
    found = replace(judging, records=records).findings
    assert found.objections == ()
    assert [(each.rule, each.register) for each in found.undetermined] == [("MR-03", "marriage.status")]


def test_no_material_stands_in_for_the_check_of_the_marital_status() -> None:
    assert all(isinstance(source, WindowCheck) for material in marry.materials for source in material.sources)


def test_nobody_demands_a_household_register() -> None:
    demanded = [material.name for material in marry.materials] + [item.text for item in marry.checks]
    assert not any("户口" in text for text in demanded)


@pytest.mark.parametrize("kinship", ["lineal", "siblings", "cousins", "uncle_aunt"])
def test_declared_kinship_forbids_marriage(kinship: str) -> None:
    assert told(judging_of(couple(), kinship=kinship)) == [("MR-04", "属于直系血亲或三代以内旁系血亲，禁止结婚")]


def test_who_will_not_come_in_person_is_refused() -> None:
    assert told(judging_of(couple(), in_person="")) == [("MR-02", "须双方亲自到场办理")]


def test_nobody_is_represented() -> None:
    application = judging_of(couple()).application
    agent = Party(role=Role.AGENT, kind=PartyKind.PERSON, name="代办人", number="510104198503109997")
    represented = replace(application, parties=(*application.parties, agent))
    found = evaluate(marry.rules, represented)
    assert [each.rule for each in found.objections] == ["MR-02"]


@pytest.mark.parametrize("field", ["own_id_type", "other_id_type"])
@pytest.mark.parametrize("kind", ["hong_kong_macao", "taiwan", "passport", "permanent"])
def test_other_papers_lead_to_another_office(field: str, kind: str) -> None:
    changed: dict[str, Any] = {field: kind}
    found = judging_of(couple(), **changed).findings.objections
    message = "请到省级人民政府民政部门或者其确定的婚姻登记机关办理"
    assert [(each.rule, each.field, each.message) for each in found] == [("MR-05", field, message)]


@pytest.mark.parametrize(("kind", "parties"), [("resident", 2), ("passport", 1)])
def test_only_a_resident_is_asked_about_as_the_other_party(kind: str, parties: int) -> None:
    assert len(judging_of(couple(), other_id_type=kind).application.parties) == parties


@pytest.mark.parametrize(("own", "other"), [("王小川", "吴浩"), ("郑月", "梁晓雯"), ("吴浩", "吴浩")])
def test_one_man_and_one_woman(own: str, other: str) -> None:
    assert told(judging_of(couple(own, other))) == [("MR-MAN-WOMAN", "结婚登记的双方应为一男一女")]


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        (FREE, []),
        ({"capacity": 3, "taken": 3, "own": False}, [("MR-FULL", "预约时间已满")]),
        ({"capacity": 3, "taken": 3, "own": True}, []),
        ({"capacity": 0, "taken": 0, "own": False}, [("MR-CLOSED", "所选登记机关在该时段不开放预约")]),
        (None, [("MR-CLOSED", "所选登记机关在该时段不开放预约")]),
    ],
)
def test_a_slot_must_be_open_and_have_room(slot: Record, expected: list[tuple[str, str]]) -> None:
    assert told(judging_of(couple(), records={"slot": slot})) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-22", [("MR-PAST", "预约日期已过")]),
        ("2026-11-23", []),
        ("2027-01-22", []),
        ("2027-01-23", [("MR-AHEAD", "最多可提前60日预约")]),
    ],
)
def test_an_appointment_lies_ahead_but_not_too_far(day: str, expected: list[tuple[str, str]]) -> None:
    assert told(judging_of(couple(), day=day)) == expected


@pytest.mark.parametrize(("day", "expected"), [(TODAY, []), (date(2026, 11, 22), ["登记日期应为放行的当日"])])
def test_registration_is_dated_on_the_spot(day: date, expected: list[str]) -> None:
    assert judging_of(couple(), reports={"register": registration_typed(on=day)}).step_messages("register") == expected


def test_the_certificate_number_is_entered_never_invented() -> None:
    without = judging_of(couple(), reports={"register": registration_typed(number="")})
    assert without.step_messages("register") == ["请填写“结婚证字号”"]


@pytest.mark.parametrize("applicant", [("吴浩", "梁晓雯"), ("梁晓雯", "吴浩")])
def test_the_proof_names_both_whoever_applied(applicant: tuple[str, str]) -> None:
    lines = judging_of(couple(*applicant), reports={"register": registration_typed()}).lines("marriage_registration")
    assert (lines["男方姓名"], lines["女方姓名"]) == ("吴浩", "梁晓雯")
    assert (lines["登记日期"], lines["结婚证字号"]) == ("2026年11月23日", "测试字号-1")
