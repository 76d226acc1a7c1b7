"""Gherkin steps on the conditions of marriage, judged without a node."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_bdd import given, parsers, then, when

from tongban import Party, Role, Sex
from tongban.testing.judging import Judging, fictitious_number
from tongban.testing.judging import person as party
from tongban_marriage.testing.builders import judging_of

REGISTERED = "登记"


class Condition:
    """Two people born on given days, and what is said about their marriage."""

    people: tuple[Party, Party]
    judging: Judging


@pytest.fixture
def marriage_condition() -> Condition:
    """The condition that a scenario looks at."""
    return Condition()


@given(parsers.parse('男方 "{man}"、女方 "{woman}"'))
def born_on(marriage_condition: Condition, man: str, woman: str) -> None:
    marriage_condition.people = (
        party("男方", fictitious_number(date.fromisoformat(man), Sex.MALE)),
        party("女方", fictitious_number(date.fromisoformat(woman), Sex.FEMALE), role=Role.CO_APPLICANT),
    )


@when(parsers.parse('于 "{day}" 办理结婚登记'))
def register_on(marriage_condition: Condition, day: str) -> None:
    marriage_condition.judging = judging_of(marriage_condition.people, day=day, on=date.fromisoformat(day))


@when(parsers.parse('于 "{on}" 提前预约 "{day}" 登记结婚'))
def book_on(marriage_condition: Condition, on: str, day: str) -> None:
    marriage_condition.judging = judging_of(marriage_condition.people, day=day, on=date.fromisoformat(on))


@then(parsers.parse('结婚登记结果应为 "{result}"'))
def judged(marriage_condition: Condition, result: str) -> None:
    assert marriage_condition.judging.messages == ([] if result == REGISTERED else [result])


@then(parsers.parse('结婚登记的办法应提示 "{remedy}"'))
def advised(marriage_condition: Condition, remedy: str) -> None:
    assert [each.remedy for each in marriage_condition.judging.findings.objections] == [remedy]
