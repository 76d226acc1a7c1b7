"""What a rule says where something it asks about is not there, and what matters are made of by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from tongban import (
    Absent,
    Application,
    Breach,
    Breaches,
    Calculation,
    Form,
    Line,
    Needs,
    Party,
    PartyKind,
    Result,
    Role,
    Severity,
    party_named,
    routed,
    rule,
)
from tongban.cases.calendar_files import load_calendar
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.calculation import working_of
from tongban.matters.fields import Count, Digits, Field, FieldFault
from tongban.matters.forms import lines_of, parse
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.rules import evaluate
from tongban.matters.wordings import worded_rules
from tongban.testing.judging import matter_of


class Holding(msgspec.Struct, frozen=True):
    """What the register holds."""

    frozen: bool


class DoneForm(Form, frozen=True, kw_only=True):
    """What was done."""


HOLDING = Needs("fund.holding", "账户", Holding)


@rule("X-01", "已被冻结")
def not_frozen(application: Application[Form]) -> Breaches:
    return Breach.when(application.found(HOLDING).frozen)


@rule("X-02", "{what}不对")
def twice(application: Application[Form]) -> Breaches:
    yield Breach(what="甲")
    yield Breach(what=application.found(HOLDING))


def application_of(outcome: Outcome, value: object = None) -> Application[Form]:
    found = Evidence(
        key="holding", title="账户", kind=SourceKind.REGISTER, outcome=outcome, source="登记", at=0, value=value
    )
    applicant = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997")
    day = date(2026, 11, 23)
    return Application(id="a", answers=Form(), parties=(applicant,), on=day, today=day, evidence={"holding": found})


HELD = application_of(Outcome.FOUND, {"frozen": True})
NONE = application_of(Outcome.NONE)
SILENT = application_of(Outcome.UNANSWERED)


@pytest.mark.parametrize(
    ("application", "objections", "undetermined"), [(HELD, ["已被冻结"], 0), (NONE, [], 0), (SILENT, [], 1)]
)
def test_a_rule_about_a_record_says_nothing_where_none_is_held(
    application: Application[Form], objections: list[str], undetermined: int
):
    findings = evaluate([not_frozen], application)
    assert ([each.message for each in findings.objections], len(findings.undetermined)) == (objections, undetermined)


def test_what_a_rule_has_found_before_something_was_absent_stands():
    assert [each.message for each in evaluate([twice], NONE).objections] == ["甲不对"]


def test_a_paper_and_a_calculation_say_nothing_of_what_is_not_there():
    def compose(application: Application[Form]) -> list[Line]:
        application.entered("done", DoneForm)
        return [("办理", "完成")]

    def calculate(application: Application[Form]) -> Calculation:
        application.found(HOLDING)
        return Calculation()

    counting = replace(matter_of("household", "hh.cert.hukou"), calculation=calculate)
    assert Result("paper", "通知", compose).lines(NONE) == ()
    assert working_of(counting, NONE) is None
    with pytest.raises(Absent):
        NONE.entered("done", DoneForm)


@rule("X-03", "已超过30日")
def in_time(application: Application[Form]) -> Breaches:
    return Breach.when(application.too_late("apply_days", since=BEGUN))


BEGUN = date(2026, 10, 23)  # the thirtieth day after it is Sunday 2026-11-22


def applied(on: date, *, unit: str = "日", handed_in: date | None = None) -> Application[Form]:
    law = Parameters({"apply_days": Resolved(value=30 if unit == "日" else 1, unit=unit, source="test", reference="")})
    return replace(NONE, on=on, today=on, handed_in=handed_in, parameters=law, calendar=load_calendar())


@pytest.mark.parametrize(
    ("on", "unit", "messages"),
    [
        ("2026-11-23", "日", []),
        ("2026-11-24", "日", ["已超过30日"]),
        ("2026-11-23", "月", []),
        ("2026-11-24", "月", ["已超过30日"]),
        ("2026-10-26", "工作日", []),
        ("2026-10-27", "工作日", ["已超过30日"]),
    ],
)
def test_the_time_for_an_act_ends_on_a_working_day(on: str, unit: str, messages: list[str]):
    known = applied(date.fromisoformat(on), unit=unit)
    assert [each.message for each in evaluate([in_time], known).objections] == messages


def test_a_rule_in_words_says_how_long_the_time_is_and_that_of_nothing_never_ends(tmp_path: Path):
    (tmp_path / "rules.yaml").write_text('X-06: {message: "{begun}起{n}日内"}', "utf-8")
    words = worded_rules(tmp_path / "rules.yaml")
    kept = words.in_time("X-06", "apply_days", lambda _: BEGUN, begun=lambda _: BEGUN)
    late = applied(date(2026, 11, 24))
    assert [each.message for each in evaluate([kept], late).objections] == ["2026年10月23日起30日内"]
    assert evaluate([kept], applied(date(2026, 11, 23))).objections == ()
    assert evaluate([words.in_time("X-06", "apply_days", lambda _: None)], late).objections == ()


def test_what_was_handed_in_in_time_is_not_late_on_the_day_of_acceptance():
    late = applied(date(2026, 11, 27), handed_in=date(2026, 11, 24))
    assert [each.rule for each in evaluate([in_time], late).objections] == ["X-03"]
    assert evaluate([in_time], replace(late, handed_in=date(2026, 11, 23))).objections == ()


def test_a_rule_that_hangs_on_a_year_without_calendar_is_open_and_a_notice_is_not_given():
    known = applied(date(2027, 1, 20))
    unsaid = rule("X-05", "已超过30日")(
        lambda application: Breach.when(application.too_late("apply_days", since=date(2026, 12, 20)))
    )
    (found,) = evaluate([unsaid], known).undetermined
    assert (found.title, found.message) == (
        "2027年度工作日历",
        "缺少2027年度工作日历，该项期限待日历公布、载入后再作决定",
    )
    assert evaluate([replace(unsaid, severity=Severity.NOTICE)], known).undetermined == ()


class PlacesForm(Form, frozen=True, kw_only=True):
    """Where to, and with whom."""

    city: str
    other_city: str
    joint: str = "no"
    spouse: str | None = None
    spouse_number: str | None = None


def test_a_route_takes_its_places_from_the_answers():
    route = routed("city", out="other_city", reason="由转入地办理")(PlacesForm(city="510100", other_city="440100"))
    assert (route.competent, route.cooperating, route.reason) == ("510100", {"out": "440100"}, "由转入地办理")
    alone = routed("city", out="other_city", reason="由转入地办理")(PlacesForm(city="510100", other_city=""))
    assert alone.cooperating == {}


def test_a_place_that_is_only_asked_has_a_part_where_it_is_another_city():
    route = routed("city", asked={"home": "other_city"}, reason="由住房所在城市核对")
    there = route(PlacesForm(city="510104", other_city="500103"))
    assert (there.cooperating, there.own) == ({"home": "500103"}, frozenset())
    here = route(PlacesForm(city="510104", other_city="510100"))
    assert (here.cooperating, here.own) == ({}, frozenset({"home"}))
    nowhere = route(PlacesForm(city="510104", other_city=""))
    assert (nowhere.cooperating, nowhere.own) == ({}, frozenset())


def test_a_party_is_named_only_where_the_answers_speak_of_one():
    spouse = party_named(Role.CO_APPLICANT, name="spouse", number="spouse_number", when=("joint", ("yes",)))
    alone = PlacesForm(city="510100", other_city="440100", spouse="李秋萍", spouse_number="500103199208259980")
    assert spouse(alone) == ()
    (named,) = spouse(msgspec.structs.replace(alone, joint="yes"))
    assert (named.role, named.name, named.number) == (Role.CO_APPLICANT, "李秋萍", "500103199208259980")


@pytest.mark.parametrize("typed", ["", "12345678901", "1234567890123", "１２３４５６７８９０１２", "12345678901a"])
def test_a_number_of_another_length_is_told(typed: str):
    with pytest.raises(FieldFault, match="应为12位数字"):
        Digits("账号").parse(typed)
    assert Digits("账号").parse("123456789012") == "123456789012"


@pytest.mark.parametrize("typed", ["0", "100", "-1", "一", "1" * 5000])
def test_a_count_out_of_bounds_is_told(typed: str):
    with pytest.raises(FieldFault, match="应为1至99的整数"):
        Count("人数").parse(typed)
    assert Count("人数").parse("99") == 99


class CountedForm(DoneForm, frozen=True, kw_only=True):
    """What was done, and how often."""

    times: Annotated[int, Count("次数")] = 1


def test_of_what_was_reported_of_a_step_a_form_reads_what_it_asks_for():
    day, reports = date(2026, 11, 23), {"do": {"times": 2, "beside": "more"}}
    application = Application(id="c", answers=DoneForm(), parties=(), on=day, today=day, reports=reports)
    assert application.entered("do", CountedForm).times == 2


class WitnessedForm(CountedForm, frozen=True, kw_only=True):
    """What was done, how often and who saw it, which was not always asked for."""

    witness: Annotated[str, Field("见证人")]


def test_what_was_reported_before_a_step_asked_for_a_text_more_is_read_with_that_text_empty():
    day, reports = date(2026, 11, 23), {"do": {"times": 2}}
    application = Application(id="c", answers=DoneForm(), parties=(), on=day, today=day, reports=reports)
    read = application.entered("do", WitnessedForm)
    assert lines_of(read, "times", "witness") == [("次数", "2")]
    assert parse(WitnessedForm, {"times": "2"}, lambda *_: None).answers is None
