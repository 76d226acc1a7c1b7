"""The words of rules in a file: each rule finds its own, and a slip is named with file and remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import msgspec
import pytest

from tongban.errors import Misconfigured
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.application import Application
from tongban.matters.basis import Basis
from tongban.matters.fields import City, Day, Field, Money, Month, Percent
from tongban.matters.forms import Form
from tongban.matters.needs import Needs
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.rules import Breach, Severity
from tongban.matters.wordings import worded_rules
from tongban.testing.judging import person

WORDS = """
XX-01: {message: "不满{n}岁", basis: 示例条例 第三条, field: born, remedy: "满{n}岁后再申请", severity: notice}
XX-02: {message: 已办结}
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file of two rules."""
    path = tmp_path / "rules.yaml"
    path.write_text(WORDS, "utf-8")
    return path


def test_a_rule_speaks_the_words_of_its_file(words: Path):
    made = worded_rules(words)("XX-01")(lambda _: iter(()))
    objection = made.objection(Breach(n=18))
    assert (made.basis, objection.message, objection.remedy) == (
        Basis("示例条例", "第三条"),
        "不满18岁",
        "满18岁后再申请",
    )
    assert (objection.field, objection.severity) == ("born", Severity.NOTICE)


def test_a_rule_may_point_elsewhere(words: Path):
    assert worded_rules(words)("XX-01", field="city")(lambda _: iter(())).field == "city"


def test_a_rule_without_words_names_the_file_and_the_nearest(words: Path):
    with pytest.raises(Misconfigured, match=r"rules\.yaml has no words for rule XX-03; did you mean XX-0"):
        worded_rules(words)("XX-03")


@pytest.mark.parametrize("text", ["XX-01: {mesage: 无}", "XX-01: [", "- XX-01"])
def test_a_damaged_file_is_named(tmp_path: Path, text: str):
    path = tmp_path / "rules.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=r"(?s)rules\.yaml:\d+: .*cannot be read: .*each rule has its words"):
        worded_rules(path)


def test_a_claim_objects_in_the_words_of_the_file(words: Path):
    objection = worded_rules(words).objection("XX-01", n=18)
    assert (objection.rule, objection.message, objection.field) == ("XX-01", "不满18岁", "born")


class Record(msgspec.Struct, frozen=True):
    """What a register would answer."""


class Since(msgspec.Struct, frozen=True):
    """What a register has since a day."""

    day: date


class Answers(Form, frozen=True, kw_only=True):
    """A form that says whether a partner is to be asked about."""

    joint: Annotated[str, Field("共同申请")]


OWN: Final = Needs("example.own", "本人登记", Record)
PARTNER: Final = Needs("example.partner", "配偶登记", Record, asked_when=("joint", ("yes",)))


def held(joint: str, **found: Outcome) -> Application[Answers]:
    evidence = {
        key: Evidence(key=key, title=key, kind=SourceKind.REGISTER, outcome=outcome, source="", at=0, value={})
        for key, outcome in found.items()
    }
    return Application(
        id="case",
        answers=Answers(joint=joint),
        parties=(person("张建国", "510104198503109997"),),
        on=date(2026, 11, 23),
        today=date(2026, 11, 23),
        evidence=evidence,
    )


@pytest.mark.parametrize(
    ("application", "fields"),
    [
        (held("yes", own=Outcome.FOUND, partner=Outcome.FOUND), []),
        (held("yes", own=Outcome.FOUND, partner=Outcome.NONE), ["partner"]),
        (held("yes", own=Outcome.NONE, partner=Outcome.NONE), ["own", "partner"]),
        (held("no", own=Outcome.FOUND), []),
    ],
)
def test_what_is_asked_for_must_be_on_file(words: Path, application: Application[Answers], fields: list[str]):
    made = worded_rules(words).on_file("XX-02", OWN, PARTNER)
    found = made.findings(application)
    assert [each.field for each in found.objections] == fields
    assert {each.message for each in found.objections} <= {"已办结"}
    assert not found.undetermined


@pytest.mark.parametrize(("silent", "lacking"), [(OWN, PARTNER), (PARTNER, OWN)])
def test_a_register_that_is_silent_hides_nothing_that_another_is_certain_of(
    words: Path, silent: Needs[Record], lacking: Needs[Record]
):
    found = worded_rules(words).on_file("XX-02", OWN, PARTNER).findings(held("yes", **{lacking.key: Outcome.NONE}))
    assert [each.field for each in found.objections] == [lacking.key]
    assert [each.register for each in found.undetermined] == [silent.register]


@pytest.mark.parametrize(
    ("days", "objected", "silent"),
    [
        ({"own": "2026-11-23", "partner": "2026-11-23"}, [], []),
        ({"own": "2026-11-24", "partner": "2026-11-24"}, ["不满2026年11月24日岁"], []),
        ({"own": "2026-11-24", "partner": "2026-11-25"}, ["不满2026年11月24日岁", "不满2026年11月25日岁"], []),
        ({"own": "", "partner": "2026-11-24"}, ["不满2026年11月24日岁"], []),
        ({"partner": "2026-11-24"}, ["不满2026年11月24日岁"], ["XX-01"]),
        ({"own": "2026-11-23"}, [], ["XX-01"]),
    ],
    ids=["neither", "both, said once", "two", "one has none", "one is silent", "the other is silent"],
)
def test_what_any_of_several_registers_has_is_objected_to_once(
    words: Path, days: dict[str, str], objected: list[str], silent: list[str]
):
    outcomes = {key: Outcome.FOUND if day else Outcome.NONE for key, day in days.items()}
    application = held("yes", **outcomes)
    said = {
        key: msgspec.structs.replace(application.evidence[key], value={"day": day or None}) for key, day in days.items()
    }
    needs = [Needs("example.since", "登记", Since, key=key) for key in ("own", "partner")]
    made = worded_rules(words).against_each(
        "XX-01", needs, lambda known, held: held.day > known.on, n=lambda held: held.day
    )
    found = made.findings(replace(application, evidence=said))
    assert [each.message for each in found.objections] == objected
    assert [each.rule for each in found.undetermined] == silent


def test_one_record_lacking_is_named_where_the_rule_says_and_a_silent_register_is_no_refusal(words: Path):
    made = worded_rules(words).on_file("XX-02", OWN, field="city")
    assert [each.field for each in made.findings(held("no", own=Outcome.NONE)).objections] == ["city"]
    silent = made.findings(held("no"))
    assert not silent.objections
    assert [each.rule for each in silent.undetermined] == ["XX-02"]


class Account(msgspec.Struct, frozen=True):
    """What a register holds of a person, with whose it is."""

    holder: str
    holder_number: str


@pytest.mark.parametrize(
    ("holder", "number", "objected"),
    [
        ("张建国", "510104198503109997", []),
        ("张建园", "510104198503109997", ["partner"]),
        ("张建国", "500103199208259980", ["partner"]),
        ("", "", []),
    ],
    ids=["one's own", "another name", "another number", "nobody's"],
)
def test_what_a_register_holds_is_the_applicants_own(words: Path, holder: str, number: str, objected: list[str]):
    needs = [Needs("example.account", "账户", Account, key=key) for key in ("own", "partner")]
    mine, theirs = (
        {"holder": "张建国", "holder_number": "510104198503109997"},
        {"holder": holder, "holder_number": number},
    )
    application = held("yes", own=Outcome.FOUND, partner=Outcome.FOUND if holder else Outcome.NONE)
    said = {key: msgspec.structs.replace(application.evidence[key], value=value)
            for key, value in (("own", mine), ("partner", theirs))}  # fmt: skip
    made = worded_rules(words).of_applicant("XX-02", *needs, name="holder", number="holder_number")
    assert [each.field for each in made.findings(replace(application, evidence=said)).objections] == objected
    alone = worded_rules(words).of_applicant("XX-02", needs[1], name="holder", number="holder_number")
    found = alone.findings(replace(application, evidence=said)).objections
    assert [each.field for each in found] == ["" for _ in objected]


class Payee(Form, frozen=True, kw_only=True):
    """Who is paid."""

    holder: Annotated[str, Field("户名")]


@pytest.mark.parametrize(
    ("typed", "objected"), [("阿依古丽•买买提", []), ("阿依古丽买买提", ["holder"]), ("张建国", ["holder"]), ("", [])]
)
def test_a_name_that_is_typed_with_another_dot_is_the_name(words: Path, typed: str, objected: list[str]):
    made = worded_rules(words).named("XX-02", "holder", lambda _: "阿依古丽·买买提")
    found = made.findings(replace(held("yes"), answers=Payee(holder=typed))).objections
    assert [each.field for each in found] == objected


@pytest.mark.parametrize(("typed", "objected"), [("张建国", ["holder"]), ("", [])])
def test_a_register_without_a_name_knows_nobody_by_the_one_that_was_typed(words: Path, typed: str, objected: list[str]):
    made = worded_rules(words).named("XX-02", "holder", lambda _: "")
    found = made.findings(replace(held("yes"), answers=Payee(holder=typed))).objections
    assert [each.field for each in found] == objected


class Kept(msgspec.Struct, frozen=True):
    """What a register holds."""

    held: bool = False


KEPT: Final = Needs("example.own", "登记", Kept)


@pytest.mark.parametrize(
    ("value", "found", "objected", "open_still"),
    [
        ({"held": True}, Outcome.FOUND, ["XX-02"], []),
        ({"held": False}, Outcome.FOUND, [], []),
        (None, Outcome.NONE, [], []),
        (None, Outcome.UNANSWERED, [], ["XX-02"]),
    ],
)
def test_what_a_record_says_is_objected_to_and_not_that_there_is_none(
    words: Path, value: object, found: Outcome, objected: list[str], open_still: list[str]
):
    made = worded_rules(words).when("XX-02", KEPT, lambda kept: kept.held)
    application = held("no", own=found)
    item = msgspec.structs.replace(application.evidence["own"], value=value)
    findings = made.findings(replace(application, evidence={"own": item}))
    assert [each.rule for each in findings.objections] == objected
    assert [each.rule for each in findings.undetermined] == open_still


def test_the_words_are_filled_from_the_record(words: Path):
    made = worded_rules(words).when("XX-01", KEPT, lambda kept: kept.held, n="held")
    application = held("no", own=Outcome.FOUND)
    item = msgspec.structs.replace(application.evidence["own"], value={"held": True})
    found = made.findings(replace(application, evidence={"own": item})).objections
    assert [each.message for each in found] == ["不满True岁"]


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-11-22", ["应在2026年11月23日至2026年11月23日之间"]), ("2026-11-23", []), ("", [])],
)
def test_what_is_reported_of_a_step_lies_between_its_limits(words: Path, day: str, told: list[str]):
    words.write_text(LIMITS, "utf-8")
    on = {"first": lambda known: known.on, "last": lambda known: known.on}
    made = worded_rules(words).within("XX-03", "day", **on, reported=("pay", Bounded))
    application = replace(held("no"), reports={"pay": {"day": day}} if day else {})
    assert [each.message for each in made.findings(application).objections] == told


class Between(Form, frozen=True, kw_only=True):
    """A form that asks for two cities."""

    old: Annotated[str, City("原城市")]
    new: Annotated[str, City("新城市")]


@pytest.mark.parametrize(
    ("old", "new", "objected"),
    [("510104", "510106", ["XX-02"]), ("510104", "511100", []), ("500103", "500242", ["XX-02"])],
)
def test_two_answers_name_different_cities(words: Path, old: str, new: str, objected: list[str]):
    application = replace(held("no"), answers=Between(old=old, new=new))
    found = worded_rules(words).apart("XX-02", "old", "new").findings(application)
    assert [each.rule for each in found.objections] == objected


@pytest.mark.parametrize(("together", "told"), [("yes", ["partner"]), ("no", [])])
def test_a_question_answered_with_yes_is_the_breach(words: Path, together: str, told: list[str]):
    made = worded_rules(words).against("XX-02", lambda known: known.answers.joint == "yes", field="partner")
    assert [each.field for each in made.findings(held(together)).objections] == told


def test_the_words_are_filled_from_the_application(words: Path):
    made = worded_rules(words).against("XX-01", lambda known: known.on.year == 2026, n=lambda known: known.on.day)
    assert [each.message for each in made.findings(held("no")).objections] == ["不满23岁"]


class Bounded(Form, frozen=True, kw_only=True):
    """A form that asks for a day, an amount, a month and two ratios."""

    day: Annotated[date | None, Day("日期")] = None
    amount: Annotated[int | None, Money("金额")] = None
    month: Annotated[str, Month("年月")] = ""
    ratio: Annotated[Decimal | None, Percent("比例")] = None
    part: Annotated[Decimal | None, Percent("分项比例")] = None


LIMITS: Final = "XX-03: {message: '应在{first}至{last}之间'}\nXX-04: {message: '最迟为{last}'}"
LAW: Final = {"ratio_min": "0.05", "ratio_max": "0.12", "base_min": "2000.00", "base_max": "30000.00"}
THREE_DAYS: Final = "应在2026年11月23日至2026年11月25日之间"
FIVE_TO_TWELVE: Final = "应在5%至12%之间"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (Bounded(), {}),
        (Bounded(day=date(2026, 11, 22)), {"day": THREE_DAYS}),
        (Bounded(day=date(2026, 11, 23)), {}),
        (Bounded(day=date(2026, 11, 25)), {}),
        (Bounded(day=date(2026, 11, 26)), {"day": THREE_DAYS}),
        (Bounded(month="2026-12"), {}),
        (Bounded(month="2027-01"), {"month": "最迟为2026年12月"}),
        (Bounded(month="1900-01"), {}),
        (Bounded(amount=199_999), {"amount": "应在2,000.00元至30,000.00元之间"}),
        (Bounded(amount=200_000), {}),
        (Bounded(amount=3_000_001), {"amount": "应在2,000.00元至30,000.00元之间"}),
        (Bounded(ratio=Decimal("0.05"), part=Decimal("0.12")), {}),
        (Bounded(ratio=Decimal(0), part=Decimal("0.13")), {"ratio": FIVE_TO_TWELVE, "part": FIVE_TO_TWELVE}),
    ],
)
def test_what_is_answered_lies_between_its_limits(words: Path, answers: Bounded, told: dict[str, str]):
    words.write_text(LIMITS, "utf-8")
    law = Parameters({name: Resolved(value, "比例", "test", "") for name, value in LAW.items()})
    within, application = worded_rules(words).within, replace(held("no"), answers=answers, parameters=law)
    day = within("XX-03", "day", first=lambda known: known.on, last=lambda known: known.on + timedelta(2))
    month = within("XX-04", "month", last=lambda _: "2026-12")
    amounts = within("XX-03", "amount", first="base_min", last="base_max")
    ratios = within("XX-03", "ratio", "part", first="ratio_min", last="ratio_max")
    unbounded = within("XX-03", "day", "month", "ratio", first=lambda _: None, last=lambda _: None)
    found = [
        each for made in (day, amounts, month, ratios, unbounded) for each in made.findings(application).objections
    ]
    assert {each.field: each.message for each in found} == told
