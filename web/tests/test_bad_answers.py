"""What can never be an answer to any matter is refused with a sentence that names the field, and nothing is written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import pytest
from bad_answers import BLANKS, Attempt, asked, extreme, odd, ruling, samples, sound, spoilt, wrong
from caller import Caller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.matters.fields import Field, Mobile, Number
from tongban.matters.forms import fields_of, parse
from tongban.node import Node
from tongban.testing.samples import Sample
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor, begin

FEW = settings(
    max_examples=80,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FOR_READING_ONLY = ("tongban_audit", "tongban_query", "tongban_session", "tongban_token", "tongban_incident")
ALL = samples()


@pytest.fixture
def guangdong_api(world: World) -> Caller:
    return Caller.at(world, "440000")


def callers(api: Caller) -> dict[str, Caller]:
    return {name: api.sign_in(name) for name in {sample.by for sample in ALL}}


def body(sample: Sample, answers: Mapping[str, str]) -> dict[str, object]:
    return {
        "matter": sample.matter,
        "office": "440106-hall",
        "answers": dict(answers),
        "organisation": sample.organisation,
        "pledges": sample.pledges,
        "consent": True,
    }


def any_of(node: Node, make: type | object) -> st.SearchStrategy[Attempt]:
    """The same for the form of any matter."""
    assert callable(make)
    return st.sampled_from(ALL).flatmap(lambda sample: make(sample, node.plugins.matter(sample.matter).form))


def written(node: Node, world: World) -> dict[str, int]:
    """How much stands in each table that a case would write."""
    tables = world.run(node.database.fetch, NAMES[node.database.dialect])
    names = sorted(str(row["name"]) for row in tables)
    kept = [name for name in names if not name.startswith((*FOR_READING_ONLY, "sqlite_", "migration"))]
    return {name: world.run(node.database.fetch, f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in kept}


def says_which(field: Field, message: str) -> bool:
    """Whether the sentence names the field, or as an identity check does, the kind of number."""
    by_kind = isinstance(field, Mobile | Number) and re.search("号码|代码", message) is not None
    return field.label in message or by_kind


NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}


def test_no_form_takes_what_can_never_be_an_answer(world: World) -> None:
    node = world.province("440000").node
    check = node.steps.check(node.clock.today())
    for sample in ALL:
        matter = node.plugins.matter(sample.matter)
        forms = {"": matter.form} | {step.name: step.form for step in matter.procedure.steps if step.form}
        for step, form in forms.items():
            typed = sample.reports[step] if step else sample.answers
            for bound in asked(form, typed):
                for text in wrong(bound.field):
                    told = parse(form, {**typed, bound.name: text}, check).objections
                    named = [each.message for each in told if each.field == bound.name]
                    assert named, (sample.matter, step, bound.name, text[:40])
                    assert says_which(bound.field, named[0]), (sample.matter, step, bound.name, named)


def test_what_nobody_would_type_breaks_no_rule(guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node
    for sample in ALL:
        for bound in asked(node.plugins.matter(sample.matter).form, sample.answers):
            for text in extreme(bound.field):
                asked_for = body(sample, {**sample.answers, bound.name: text})
                told = people[sample.by].post("/api/v1/assessments", asked_for)
                assert told.status_code == 200, (sample.matter, bound.name, text, told.text[:400])


def test_an_answer_that_can_never_be_is_refused_by_name_and_writes_nothing(world: World, guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node
    before = written(node, world)

    @FEW
    @given(any_of(node, spoilt))
    def hand_in(attempt: Attempt) -> None:
        told = people[attempt.sample.by].post("/api/v1/cases", body(attempt.sample, attempt.answers))
        assert told.status_code == 422, (told.status_code, told.text[:400])
        named = [each for each in told.json()["objections"] if each["field"] == attempt.bound.name]
        assert named, told.text[:400]
        assert any(says_which(attempt.bound.field, each["message"]) for each in named), named

    hand_in()
    assert written(node, world) == before


def test_an_answer_that_cannot_be_read_makes_no_other_wrong(guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node

    def objected(sample: Sample, answers: Mapping[str, str]) -> set[tuple[str, str]]:
        rules = {rule.id for rule in node.plugins.matter(sample.matter).rules}
        told = people[sample.by].post("/api/v1/assessments", body(sample, answers)).json()["objections"]
        return {(each["rule"], each["message"]) for each in told if each["rule"] in rules}

    for sample in ALL:
        whole = objected(sample, sample.answers)
        for bound in asked(node.plugins.matter(sample.matter).form, sample.answers):
            for text in wrong(bound.field)[:1]:
                half = objected(sample, {**sample.answers, bound.name: text})
                assert half <= whole, (sample.matter, bound.name, text)


def test_any_text_is_judged_and_never_breaks(guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node

    @FEW
    @given(any_of(node, odd))
    def assess(attempt: Attempt) -> None:
        told = people[attempt.sample.by].post("/api/v1/assessments", body(attempt.sample, attempt.answers))
        assert told.status_code == 200, (told.status_code, told.text[:400])
        assert all(each["rule"] and each["message"] for each in told.json()["objections"])

    assess()


def test_blanks_around_an_answer_change_nothing(guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node

    def told(attempt: Attempt) -> dict[str, object]:
        answer = people[attempt.sample.by].post("/api/v1/assessments", body(attempt.sample, attempt.answers))
        assert answer.status_code == 200, (attempt.sample.matter, attempt.bound.name, attempt.text, answer.text[:400])
        return {part: answer.json()[part] for part in ("objections", "undetermined", "places", "materials")}

    padded = itertools.cycle(BLANKS)
    for sample in ALL:
        matter = node.plugins.matter(sample.matter)
        for bound in fields_of(matter.form):
            if bound.name in ruling(matter):
                for text in sound(sample, bound):
                    plain = Attempt(sample, bound, text)
                    assert told(plain.padded(next(padded))) == told(plain), (sample.matter, bound.name, text)


def test_what_is_missing_and_what_no_form_asks_for_is_told_at_once(guangdong_api: Caller) -> None:
    people, node = callers(guangdong_api), guangdong_api.node
    for sample in ALL:
        told = people[sample.by].post("/api/v1/cases", body(sample, {"no_such_field": "1"}))
        assert told.status_code == 422
        fields = {each["field"] for each in told.json()["objections"]}
        asked_for = asked(node.plugins.matter(sample.matter).form, {})
        required = {bound.name for bound in asked_for if bound.required and bound.field.widget != "flag"}
        assert required | {"no_such_field"} <= fields, sample.matter


def test_a_page_names_every_field_that_is_wrong(world: World) -> None:
    first = Visitor.at(world, "440000")
    for sample in ALL:
        if sample.organisation:
            continue  # an agent first chooses the unit; its forms are read by the same function
        visitor = first.another()
        visitor.sign_in(sample.by)
        page = begin(visitor, sample.matter, consent="yes")
        matter = world.province("440000").node.plugins.matter(sample.matter)
        fields = [each for each in asked(matter.form, sample.answers) if each.name not in ruling(matter)]
        bad = {bound.name: next(filter(str.isprintable, wrong(bound.field))) for bound in fields if wrong(bound.field)}
        told = visitor.submit(page, page.path, act="review", **{**sample.answers, **bad})
        assert told.status < 500
        missing = [bound.field.label for bound in fields if bound.name in bad and bound.field.label not in told.text]
        assert missing == []
