"""公民身份号码: every rule, message and worked example."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric

from tongban.identity.numbers import (
    NumberFault,
    ResidentNumber,
    Sex,
    parse_resident_number,
    resident_check_character,
)
from tongban.routing.divisions import Divisions

TODAY = date(2026, 11, 23)

PEOPLE = [
    ("510104198503109997", "1985-03-10", "男", 41),
    ("500103199208259980", "1992-08-25", "女", 34),
    ("440106199611239974", "1996-11-23", "男", 30),
    ("33010619881201996X", "1988-12-01", "女", 37),
    ("320102197609309951", "1976-09-30", "男", 50),
    ("430102197611239935", "1976-11-23", "男", 50),
    ("430102197611249930", "1976-11-24", "男", 49),
    ("340102198504029943", "1985-04-02", "女", 41),
    ("420106200411249926", "2004-11-24", "女", 21),
    ("610104200411239915", "2004-11-23", "男", 22),
    ("370102200611239909", "2006-11-23", "女", 20),
    ("110101200611249926", "2006-11-24", "女", 19),
    ("520102196603159991", "1966-03-15", "男", 60),
    ("310101202605209983", "2026-05-20", "女", 0),
    ("130102196408019974", "1964-08-01", "男", 62),
    ("500103199506189968", "1995-06-18", "女", 31),
]


def read(divisions: Divisions, text: str) -> ResidentNumber:
    number = parse_resident_number(text, on=TODAY, divisions=divisions)
    assert isinstance(number, ResidentNumber), number
    return number


def fault(divisions: Divisions, text: str, *, born: date | None = None, sex: Sex | None = None) -> NumberFault:
    found = parse_resident_number(text, on=TODAY, divisions=divisions, born=born, sex=sex)
    assert isinstance(found, NumberFault), found
    return found


@pytest.mark.parametrize(("text", "born", "sex", "age"), PEOPLE)
def test_a_number_tells_birth_sex_and_age(divisions: Divisions, text: str, born: str, sex: str, age: int) -> None:
    number = read(divisions, text)
    assert (number.text, number.born.isoformat(), number.sex, number.age(TODAY)) == (text, born, sex, age)
    assert number.division == text[:6]


@pytest.mark.parametrize(("body", "check"), [("11010519491231002", "X"), ("51010419850310999", "7")])
def test_worked_check_characters(body: str, check: str) -> None:
    assert resident_check_character(body) == check


def test_a_small_x_and_blanks_around_are_accepted_and_stored_clean(divisions: Divisions) -> None:
    assert read(divisions, " 33010619881201996x ").text == "33010619881201996X"


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("51010419850310999", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("5101041985031099977", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("5101O4198503109997", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("51010419850310X997", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("５10104198503109997", "ID-01", "公民身份号码格式不正确，应为18位"),
        ("990104198503109996", "ID-02", "公民身份号码地址码不存在"),
        ("660000198503109997", "ID-02", "公民身份号码地址码不存在"),
        ("510104198502309997", "ID-03", "公民身份号码中的出生日期无效"),
        ("510104189912319998", "ID-03", "公民身份号码中的出生日期无效"),
        ("510104202611249999", "ID-03", "公民身份号码中的出生日期无效"),
        ("510104000003109997", "ID-03", "公民身份号码中的出生日期无效"),
        ("510104198503109990", "ID-04", "公民身份号码校验位错误"),
    ],
)
def test_the_first_broken_rule_is_told(divisions: Divisions, text: str, rule: str, message: str) -> None:
    assert fault(divisions, text) == NumberFault(rule, message)


def test_a_child_born_today_has_a_valid_number(divisions: Divisions) -> None:
    assert read(divisions, with_check("51010420261123998")).age(TODAY) == 0


def test_an_abolished_county_is_accepted_even_for_a_later_birth(divisions: Divisions) -> None:
    assert read(divisions, with_check("51010219950310998")).division == "510102"


@pytest.mark.parametrize(
    ("born", "sex", "message"),
    [
        (None, Sex.FEMALE, "性别与公民身份号码不一致"),
        (date(1985, 3, 11), None, "出生日期与公民身份号码不一致"),
        (date(1985, 3, 11), Sex.MALE, "出生日期与公民身份号码不一致"),
        (date(1985, 3, 11), Sex.FEMALE, "性别、出生日期与公民身份号码不一致"),
    ],
)
def test_what_is_said_elsewhere_must_agree(
    divisions: Divisions, born: date | None, sex: Sex | None, message: str
) -> None:
    assert fault(divisions, "510104198503109997", born=born, sex=sex) == NumberFault("ID-05", message)


def test_agreeing_birth_and_sex_pass(divisions: Divisions) -> None:
    number = parse_resident_number(
        "510104198503109997", on=TODAY, divisions=divisions, born=date(1985, 3, 10), sex=Sex.MALE
    )
    assert isinstance(number, ResidentNumber)


bodies = st.from_regex(r"[0-9]{17}", fullmatch=True)


@given(bodies)
def test_check_characters_agree_with_an_independent_library(body: str) -> None:
    assert resident_check_character(body) == ric.calc_check_digit(body + "0")


@given(bodies, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_changes_the_check_character(body: str, position: int, digit: str) -> None:
    assume(body[position] != digit)
    wrong = body[:position] + digit + body[position + 1 :]
    assert resident_check_character(wrong) != resident_check_character(body)


@given(bodies, st.integers(0, 15))
def test_two_swapped_digits_change_the_check_character(body: str, position: int) -> None:
    left, right = body[position], body[position + 1]
    assume(left != right)
    wrong = body[:position] + right + left + body[position + 2 :]
    assert resident_check_character(wrong) != resident_check_character(body)


@given(st.text(max_size=20))
def test_any_text_gets_a_number_or_a_fault(divisions: Divisions, text: str) -> None:
    assert isinstance(parse_resident_number(text, on=TODAY, divisions=divisions), NumberFault | ResidentNumber)


def with_check(body: str) -> str:
    return body + resident_check_character(body)
