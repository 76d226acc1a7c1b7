"""A number that can be nobody's is told to whoever sent it, for every party of every matter, and nothing breaks."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from bad_answers import BAD_NUMBERS, samples
from caller import Caller
from test_bad_answers import body

from tongban.desk.receiving_offices import takes_in
from tongban.identity.people import Role
from tongban.matters.matter import Channel, Matter
from tongban.matters.parties import PartyNamed
from tongban.testing.samples import Sample
from tongban.testing.world import World

ALL = samples()
OF_PERSONS = [each for each in ALL if not each.organisation]
CODES = ("915101040000001230", "91510104000000123I", "９１５１０１０４０００００１２３９", *BAD_NUMBERS)


@pytest.fixture
def guangdong(world: World) -> Caller:
    return Caller.at(world, "440000")


def told(caller: Caller, application: dict[str, object], **more: object) -> list[dict[str, Any]]:
    """What is in the way of handing it in."""
    answer = caller.post("/api/v1/cases", {**application, **more})
    assert answer.status_code == 422, (application["matter"], more, answer.text[:400])
    objections: list[dict[str, Any]] = answer.json()["objections"]
    return objections


def of_party(objections: list[dict[str, Any]]) -> set[str]:
    return {each["field"] for each in objections if each["rule"].startswith("PARTY:")}


def clerks(caller: Caller) -> dict[str, Caller]:
    """The clerk of a window of this province for each matter."""
    offices = [each for each in caller.node.directory.offices if each.division.startswith(caller.province[:2])]
    taking = {
        sample.matter: next(each for each in offices if takes_in(each, matter_of(caller, sample), Channel.WINDOW))
        for sample in ALL
    }
    return {matter: caller.sign_in_staff(f"{office.code}-1") for matter, office in taking.items()}


def at_window(sample: Sample) -> dict[str, object]:
    """What a clerk sends who has looked at somebody's card."""
    return {**body(sample, sample.answers), "identity_checked": True}


def matter_of(caller: Caller, sample: Sample) -> Matter:
    return caller.node.plugins.matter(sample.matter)


def test_who_stands_at_a_window_with_a_number_that_is_nobodys(guangdong: Caller) -> None:
    people = clerks(guangdong)
    for sample, number in itertools.product(OF_PERSONS, BAD_NUMBERS):
        applicant = {"name": sample.by, "number": number}
        objections = told(people[sample.matter], at_window(sample), applicant=applicant)
        assert "applicant_number" in of_party(objections), (sample.matter, number)


def test_whoever_is_applied_for_with_a_number_that_is_nobodys(guangdong: Caller) -> None:
    people = {name: guangdong.sign_in(name) for name in {sample.by for sample in OF_PERSONS}}
    for sample, number, capacity in itertools.product(OF_PERSONS, BAD_NUMBERS, ("guardian", "agent")):
        principal = {"name": "张小雨", "number": number, "capacity": capacity}
        objections = told(people[sample.by], body(sample, sample.answers), principal=principal)
        assert "applicant_number" in of_party(objections), (sample.matter, number, capacity)


def test_who_stands_there_for_somebody_with_a_number_that_is_nobodys(guangdong: Caller) -> None:
    people = clerks(guangdong)
    for sample, number in itertools.product(OF_PERSONS, BAD_NUMBERS):
        agent = {"name": "李秋萍", "number": number}
        principal = {"name": sample.by, "number": "510104198503109997", "capacity": "agent"}
        objections = told(people[sample.matter], at_window(sample), applicant=agent, principal=principal)
        assert "agent_number" in of_party(objections), (sample.matter, number)


def test_further_parties_whom_the_answers_name_by_a_number_that_is_nobodys(guangdong: Caller) -> None:
    people = {name: guangdong.sign_in(name) for name in {sample.by for sample in ALL}}
    further = [(sample, matter_of(guangdong, sample).other_parties) for sample in ALL]
    named = [(sample, others) for sample, others in further if isinstance(others, PartyNamed)]
    assert {others.role for _, others in named} == {Role.CO_APPLICANT, Role.AGENT, Role.DECEASED}
    for sample, others in named:
        for number in BAD_NUMBERS:
            answers = {**sample.answers, **others.typed(name="李秋萍", number=number)}
            objections = told(people[sample.by], body(sample, answers))
            assert others.number in {each["field"] for each in objections}, (sample.matter, number)


def test_nobody_acts_for_a_code_that_is_no_organisations(guangdong: Caller) -> None:
    agent, people = guangdong.sign_in("周雅琴"), clerks(guangdong)
    zhou = {"name": "周雅琴", "number": guangdong.world.person("周雅琴").number}
    there = {"applicant": zhou, "identity_checked": True}
    for sample, code in itertools.product(ALL, CODES):
        application = {**body(sample, sample.answers), "organisation": code}
        for caller, sent in ((agent, application), (people[sample.matter], {**application, **there})):
            answer = caller.post("/api/v1/assessments", sent)
            assert answer.status_code == 422, (sample.matter, answer.text[:400])
            assert [each["field"] for each in answer.json()["objections"]] == ["organisation"]
