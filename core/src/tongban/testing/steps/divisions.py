"""Steps on 行政区划."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban.routing.divisions import DivisionCodeError, Divisions
from tongban.testing.specs.values import divisions

CHAPTER: Final = "行政区划"


@dataclass(slots=True)
class DivisionQuestion:
    """A code asked about, the day it is asked for, and what was answered."""

    code: str = ""
    on: date | None = None
    answer: str = ""


@pytest.fixture
def known_divisions() -> Divisions:
    """Divisions down to the county, as installed."""
    return divisions()


@pytest.fixture
def division_question() -> DivisionQuestion:
    """What a scenario asks about a division."""
    return DivisionQuestion()


@given(parsers.parse('行政区划代码为 "{code}"'))
def division_code(division_question: DivisionQuestion, code: str) -> None:
    division_question.code = code


@given(parsers.parse('以 "{day}" 的行政区划为准'))
def division_day(division_question: DivisionQuestion, day: str) -> None:
    division_question.on = date.fromisoformat(day)


@when("查询该行政区划")
def ask_division(division_question: DivisionQuestion, known_divisions: Divisions) -> None:
    try:
        division_question.answer = known_divisions.full_name(division_question.code, on=division_question.on)
    except DivisionCodeError as error:
        division_question.answer = str(error)


@then(parsers.parse('行政区划名称应为 "{name}"'))
def division_name(division_question: DivisionQuestion, name: str) -> None:
    assert division_question.answer == name


@then("应查不到该行政区划")
def division_unknown(division_question: DivisionQuestion) -> None:
    assert not division_question.answer


@then(parsers.parse('行政区划查询应提示 "{message}"'))
def division_message(division_question: DivisionQuestion, message: str) -> None:
    assert message in division_question.answer


@then(parsers.parse('该代码在 "{day}" 应已停用'))
def division_abolished(division_question: DivisionQuestion, known_divisions: Divisions, day: str) -> None:
    assert not known_divisions.was_valid(division_question.code, date.fromisoformat(day))


@then(parsers.parse('其下级应包括 "{names}"'))
def division_children(division_question: DivisionQuestion, known_divisions: Divisions, names: str) -> None:
    below = {division.name for division in known_divisions.children(division_question.code)}
    assert set(names.split("、")) <= below


@then(parsers.parse('其下级不应出现 "{names}"'))
def division_no_children(division_question: DivisionQuestion, known_divisions: Divisions, names: str) -> None:
    below = {division.name for division in known_divisions.children(division_question.code)}
    assert not set(names.split("、")) & below


@then("其下不应再设县级")
def division_without_counties(division_question: DivisionQuestion, known_divisions: Divisions) -> None:
    assert known_divisions.children(division_question.code) == ()
