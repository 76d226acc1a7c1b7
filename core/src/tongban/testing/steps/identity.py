"""Steps on 公民身份号码 and 统一社会信用代码."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban.identity.credit_code import Body, CreditCode, parse_credit_code
from tongban.identity.numbers import NumberFault, ResidentNumber, Sex, parse_resident_number
from tongban.routing.divisions import Divisions

CHAPTER: Final = "身份号码"


@dataclass(slots=True)
class NumberCheck:
    """What was typed, what the form says elsewhere, and what came of it."""

    on: date = field(default=date(2026, 11, 23))
    number: str = ""
    born: date | None = None
    sex: Sex | None = None
    body: Body | None = None
    result: ResidentNumber | CreditCode | NumberFault | None = None


@pytest.fixture
def number_check() -> NumberCheck:
    """What a scenario checks about a number."""
    return NumberCheck()


@given(parsers.parse('填写的公民身份号码为 "{number}"'))
def resident_number(number_check: NumberCheck, number: str) -> None:
    number_check.number = number


@given(parsers.parse('填写的统一社会信用代码为 "{code}"'))
def credit_code(number_check: NumberCheck, code: str) -> None:
    number_check.number = code


@given(parsers.parse('号码核验日期为 "{day}"'))
def check_day(number_check: NumberCheck, day: str) -> None:
    number_check.on = date.fromisoformat(day)


@given(parsers.parse('填写的性别为 "{sex}"'))
def stated_sex(number_check: NumberCheck, sex: str) -> None:
    number_check.sex = Sex(sex)


@given(parsers.parse('填写的出生日期为 "{day}"'))
def stated_birth(number_check: NumberCheck, day: str) -> None:
    number_check.born = date.fromisoformat(day)


@given(parsers.parse('填写的主体类型为 "{body}"'))
def stated_body(number_check: NumberCheck, body: str) -> None:
    number_check.body = Body(body)


@when("核验公民身份号码")
def check_resident_number(number_check: NumberCheck, known_divisions: Divisions) -> None:
    number_check.result = parse_resident_number(
        number_check.number,
        on=number_check.on,
        divisions=known_divisions,
        born=number_check.born,
        sex=number_check.sex,
    )


@when("核验统一社会信用代码")
def check_credit_code(number_check: NumberCheck) -> None:
    number_check.result = parse_credit_code(number_check.number, body=number_check.body)


@then("号码应通过核验")
def number_accepted(number_check: NumberCheck) -> None:
    assert isinstance(number_check.result, ResidentNumber | CreditCode), number_check.result


@then(parsers.parse('号码应记为 "{text}"'))
def number_stored(number_check: NumberCheck, text: str) -> None:
    assert isinstance(number_check.result, ResidentNumber | CreditCode), number_check.result
    assert number_check.result.text == text


@then(parsers.parse('号码应判定出生日期为 "{day}"、性别为 "{sex}"'))
def number_says(number_check: NumberCheck, day: str, sex: str) -> None:
    assert isinstance(number_check.result, ResidentNumber), number_check.result
    assert (number_check.result.born.isoformat(), number_check.result.sex) == (day, sex)


@then(parsers.parse("按号码计算应为 {years:d} 周岁"))
def number_age(number_check: NumberCheck, years: int) -> None:
    assert isinstance(number_check.result, ResidentNumber), number_check.result
    assert number_check.result.age(number_check.on) == years


@then(parsers.parse('代码应判定主体类型为 "{body}"'))
def code_body(number_check: NumberCheck, body: str) -> None:
    assert isinstance(number_check.result, CreditCode), number_check.result
    assert number_check.result.body == Body(body)


@then(parsers.parse('号码核验应提示 "{message}"'))
def number_refused(number_check: NumberCheck, message: str) -> None:
    assert isinstance(number_check.result, NumberFault), number_check.result
    assert number_check.result.message == message
