"""The conditions of 结婚登记, rule by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tongban import PartyKind, Role, Sex
from tongban.identity.people import Party
from tongban.matters.rules import Findings, Objection
from tongban.testing.matters import fictitious_number, judge, parameters_of, with_report
from tongban_marriage.forms import RESIDENT_CARD
from tongban_marriage.matters import marry
from tongban_marriage.records import SlotRecord
from tongban_marriage.registration import registered_today
from tongban_marriage.testing import (
    MARRIED,
    TODAY,
    UNMARRIED,
    marriage_of,
    pair,
    person,
    registration,
    without_answer,
)

AGE = "未达到法定结婚年龄（男22周岁、女20周岁）"


def find(application: Any, on: date = TODAY) -> Findings:
    return judge(marry.rules, application, on=on, parameters=parameters_of("tongban_marriage", on))


def told(findings: Findings) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in findings.objections]


def born(man: str, woman: str) -> tuple[Party, Party]:
    return (
        person("男方", Role.APPLICANT, fictitious_number(date.fromisoformat(man), Sex.MALE)),
        person("女方", Role.CO_APPLICANT, fictitious_number(date.fromisoformat(woman), Sex.FEMALE)),
    )


def test_a_sound_couple_meets_no_objection() -> None:
    found = find(marriage_of(pair()))
    assert (told(found), found.undetermined) == ([], ())


@pytest.mark.parametrize(
    ("man", "woman", "day", "old_enough"),
    [
        ("2004-11-23", "1992-08-25", "2026-11-23", True),
        ("2004-11-24", "1992-08-25", "2026-11-23", False),
        ("1996-11-23", "2006-11-23", "2026-11-23", True),
        ("1996-11-23", "2006-11-24", "2026-11-23", False),
        ("2004-11-24", "2006-11-24", "2026-11-24", True),
        ("2004-02-29", "1992-08-25", "2026-02-28", False),
        ("2004-02-29", "1992-08-25", "2026-03-01", True),
    ],
)
def test_age_counts_on_the_day_of_the_appointment(man: str, woman: str, day: str, *, old_enough: bool) -> None:
    couple = born(man, woman)
    found = find(marriage_of(couple, day=date.fromisoformat(day)), on=date.fromisoformat(day))
    assert told(found) == ([] if old_enough else [("MR-01", AGE)])


def test_one_may_book_ahead_for_the_birthday_itself() -> None:
    couple = born("2004-12-01", "1992-08-25")
    assert told(find(marriage_of(couple, day=date(2026, 12, 1)))) == []
    early = find(marriage_of(couple, day=date(2026, 11, 30))).objections[0]
    assert early.remedy == "请在男方达到法定结婚年龄当日或以后办理，最早可预约2026-12-01"


def test_a_late_registration_is_judged_by_its_own_day() -> None:
    application = marriage_of(born("2004-11-24", "1992-08-25"), day=TODAY, slot=SlotRecord(capacity=1, taken=1, own=True))
    assert told(find(application, on=date(2026, 11, 24))) == []


@pytest.mark.parametrize(
    ("own", "other", "named"),
    [
        (MARRIED, UNMARRIED, ["吴浩"]),
        (UNMARRIED, MARRIED, ["李秋萍"]),
        (MARRIED, MARRIED, ["吴浩", "李秋萍"]),
        (None, None, []),
    ],
)
def test_whoever_is_married_is_named(own: Any, other: Any, named: list[str]) -> None:
    found = find(marriage_of(pair(), own=own, other=other))
    assert told(found) == [("MR-03", f"{name}已有配偶，不予登记") for name in named]


def test_who_declares_to_be_married_is_believed() -> None:
    assert told(find(marriage_of(pair(), own_status="married"))) == [("MR-03", "吴浩已有配偶，不予登记")]


@pytest.mark.parametrize("need", ["own_status", "other_status"])
def test_a_silent_register_leaves_the_marital_status_open(need: str) -> None:
    found = find(without_answer(marriage_of(pair()), need))
    assert told(found) == []
    assert [(each.rule, each.register) for each in found.undetermined] == [("MR-03", "marriage.status")]


def test_no_material_stands_in_for_the_check_of_the_marital_status() -> None:
    assert {type(source).__name__ for material in marry.materials for source in material.sources} == {"WindowCheck"}


@pytest.mark.parametrize("kinship", ["lineal", "siblings", "cousins", "uncle_aunt"])
def test_declared_kinship_forbids_marriage(kinship: str) -> None:
    found = find(marriage_of(pair(), kinship=kinship))
    assert told(found) == [("MR-04", "属于直系血亲或三代以内旁系血亲，禁止结婚")]


def test_nobody_is_represented() -> None:
    agent = Party(role=Role.AGENT, kind=PartyKind.PERSON, name="代办人", number="")
    assert told(find(marriage_of((agent, *pair())))) == [("MR-02", "须双方亲自到场办理")]
    assert told(find(marriage_of(pair(), in_person=False))) == [("MR-02", "须双方亲自到场办理")]


@pytest.mark.parametrize("field", ["own_id_type", "other_id_type"])
@pytest.mark.parametrize("kind", ["hong_kong_macao", "taiwan", "passport", "permanent"])
def test_other_papers_lead_to_another_office(field: str, kind: str) -> None:
    objections = find(marriage_of(pair(), **{field: kind})).objections
    assert _fields(objections) == [("MR-05", field, "请到省级人民政府民政部门或者其确定的婚姻登记机关办理")]


def test_without_a_resident_card_the_other_person_is_no_party() -> None:
    assert marry.other_parties is not None
    resident = marriage_of(pair()).answers
    assert [party.name for party in marry.other_parties(resident)] == ["李秋萍"]
    assert resident.other_id_type == RESIDENT_CARD
    assert marry.other_parties(marriage_of(pair(), other_id_type="passport").answers) == ()


def test_one_man_and_one_woman() -> None:
    assert told(find(marriage_of(pair("王小川", "吴浩")))) == [("MR-MAN-WOMAN", "结婚登记的双方应为一男一女")]


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        (SlotRecord(capacity=3, taken=2, own=False), []),
        (SlotRecord(capacity=3, taken=3, own=False), [("MR-FULL", "预约时间已满")]),
        (SlotRecord(capacity=3, taken=3, own=True), []),
        (SlotRecord(capacity=0, taken=0, own=False), [("MR-CLOSED", "所选登记机关在该时段不开放预约")]),
        (None, [("MR-CLOSED", "所选登记机关在该时段不开放预约")]),
    ],
)
def test_a_slot_must_be_open_and_have_room(slot: SlotRecord | None, expected: list[tuple[str, str]]) -> None:
    assert told(find(marriage_of(pair(), slot=slot))) == expected


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
    assert told(find(marriage_of(pair(), day=date.fromisoformat(day)))) == expected


@pytest.mark.parametrize(("day", "expected"), [(TODAY, []), (date(2026, 11, 22), ["MR-TODAY"])])
def test_registration_is_dated_on_the_spot(day: date, expected: list[str]) -> None:
    application = with_report(marriage_of(pair()), "register", registration(on=day))
    found = judge([registered_today], application, on=TODAY, parameters=parameters_of("tongban_marriage", TODAY))
    assert [each.rule for each in found.objections] == expected


def _fields(objections: tuple[Objection, ...]) -> list[tuple[str, str, str]]:
    return [(each.rule, each.field, each.message) for each in objections]
