"""What a need asks a register with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from tongban.identity.people import Role
from tongban.matters.application import Application
from tongban.matters.forms import Form
from tongban.matters.needs import COMPETENT, Needs
from tongban.matters.rules import MissingEvidence
from tongban.testing.judging import person


class Found(msgspec.Struct, frozen=True):
    name: str


def need(by: tuple[str, ...] | dict[str, str]) -> Needs[Found]:
    return Needs(key="one", register="some.register", title="登记", at=COMPETENT, record=Found, by=by)


def test_a_tuple_narrows_by_answers_under_their_own_names() -> None:
    assert need(("city",)).criteria == {"city": "city"}


def test_a_mapping_gives_answers_the_names_that_the_register_knows() -> None:
    assert need({"city": "out_city"}).criteria == {"city": "out_city"}


def test_a_need_with_a_mapping_can_be_kept_in_a_set() -> None:
    assert len({need({"city": "out_city"}), need({"city": "out_city"})}) == 1


HEIR = person("李秋萍", "500103199208259980")
HOLDER = person("马超", "130102196408019974", role=Role.DECEASED)
OF_THE_HOLDER = replace(need(("city",)), about=(Role.DECEASED, Role.APPLICANT))


def test_a_need_is_about_the_first_of_its_roles_that_the_case_has() -> None:
    assert OF_THE_HOLDER.subject({}, (HEIR, HOLDER)) == HOLDER
    assert OF_THE_HOLDER.subject({}, (HEIR,)) == HEIR
    assert replace(OF_THE_HOLDER, about=Role.CO_APPLICANT).subject({}, (HEIR,)) is None


def test_a_need_that_the_answers_do_not_call_for_has_no_subject() -> None:
    asked = replace(need(("city",)), asked_when=("reason", ("deceased",)))
    assert asked.subject({"reason": "deceased"}, (HEIR,)) == HEIR
    assert asked.subject({"reason": "retired"}, (HEIR,)) is None
    assert asked.subject({}, (HEIR,)) is None


def test_a_need_between_two_cities_has_no_subject_within_one() -> None:
    between = replace(need(("city",)), apart=("old", "new"))
    assert between.subject({"old": "510104", "new": "440106"}, (HEIR,)) == HEIR
    assert between.subject({"old": "510104", "new": "510106"}, (HEIR,)) is None


def test_what_is_not_to_be_asked_is_held_by_no_register_and_leaves_no_rule_open() -> None:
    day = date(2026, 11, 23)
    applied = Application(id="test", answers=Form(), parties=(HEIR,), on=day, today=day)
    assert applied.record(replace(OF_THE_HOLDER, about=Role.CO_APPLICANT)) is None
    with pytest.raises(MissingEvidence):
        applied.record(OF_THE_HOLDER)
