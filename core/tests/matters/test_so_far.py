"""While an answer cannot be read, rules judge by the others: each says what it will of the whole form, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import msgspec
import pytest

from tongban import (
    Application,
    Basis,
    Breach,
    Breaches,
    Choice,
    Day,
    Delivery,
    Field,
    Form,
    Kind,
    Matter,
    Money,
    Needs,
    Number,
    Party,
    PartyKind,
    Role,
    party_named,
    routed,
    rule,
    unlike,
)
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.forms import parse
from tongban.matters.half_read import Unread, half_read, unread_in
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.rules import Objection, evaluate
from tongban.matters.so_far import objections_so_far, parties_so_far


class Account(msgspec.Struct, frozen=True):
    """What the register holds."""

    holder: str


BY_TWO = ("by", ("two",))
ACCOUNT = Needs("fund.account", "账户", Account, by=("number",))
THEIRS = Needs("fund.account", "对方账户", Account, key="theirs", about=Role.CO_APPLICANT)
APPLICANT = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997")


class AskedForm(Form, frozen=True, kw_only=True):
    """Something of each kind that rules look at."""

    place: Annotated[str, Field("办理地")]
    number: Annotated[str, Field("账号", maximum_length=4)]
    first: Annotated[date, Day("开始日期")]
    last: Annotated[date, Day("结束日期")]
    amount: Annotated[int, Money("金额")]
    by: Annotated[str, Choice("办理方式", options=(("one", "一人"), ("two", "两人")))] = "one"
    other_name: Annotated[str, Field("对方姓名", shown_when=BY_TWO)] = ""
    other_number: Annotated[str, Field("对方号码", shown_when=BY_TWO)] = ""


@rule("ORDER", "日期颠倒", field="last")
def in_order(application: Application[AskedForm]) -> Breaches:
    return Breach.when(application.answers.last < application.answers.first)


@rule("MOST", "金额太大", field="amount")
def not_too_much(application: Application[AskedForm]) -> Breaches:
    return Breach.when(application.answers.amount > application.parameters.integer("most"))


@rule("HOLDER", "账户不是本人的", field="number")
def own_account(application: Application[AskedForm]) -> Breaches:
    return Breach.when(application.found(ACCOUNT).holder != application.applicant.name)


@rule("TOLD", "没有账户")
def explained(application: Application[AskedForm]) -> Breaches:
    return Breach.when(application.told(ACCOUNT) is None)


@rule("ALONE", "须两人办理", field="by")
def not_alone(application: Application[AskedForm]) -> Breaches:
    return Breach.when(len([party for party in application.parties if party.name]) < 2)


@rule("SPOUSE", "对方没有账户", field="other_number")
def other_has_one(application: Application[AskedForm]) -> Breaches:
    return Breach.when(application.record(THEIRS) is None)


@rule("NAMED", "没有写明对方", field="other_name")
def other_named(application: Application[AskedForm]) -> Breaches:
    return Breach.when(not getattr(application.answers, "other_name", ""))


@rule("UNLIKE", "{what}与登记不一致")
def as_registered(application: Application[AskedForm]) -> Breaches:
    return unlike(application.answers, place="B", amount=7)


@rule("WHOLE", "不是默认的申请")
def not_the_usual(application: Application[AskedForm]) -> Breaches:
    usual = AskedForm(place="A", number="1", first=date(2026, 1, 1), last=date(2026, 1, 2), amount=1)
    return Breach.when(application.answers != usual)


@rule("EACH", "{what}不对")
def one_by_one(application: Application[AskedForm]) -> Breaches:
    answers = application.answers
    if not answers.place.startswith("B"):
        yield Breach(field="place", what="办理地")
    if answers.first.year != 2027:
        yield Breach(field="first", what="开始日期")


RULES = (
    in_order, not_too_much, own_account, explained, not_alone, other_has_one, other_named, as_registered,
    not_the_usual, one_by_one,
)  # fmt: skip
MATTER = Matter(
    id="x.apply",
    name="示例",
    edition="1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="service_hall",
    basis=(Basis("示例办法", "第一条"),),
    promised_term="days",
    form=AskedForm,
    needs=(ACCOUNT, THEIRS),
    rules=RULES,
    route=routed("place", reason="由办理地办理"),
    other_parties=party_named(Role.CO_APPLICANT, name="other_name", number="other_number", when=BY_TWO),
    delivery=(Delivery.ELECTRONIC,),
    fee="不收费",
)
TYPED = {"place": "A", "number": "1", "first": "2026-03-02", "last": "2026-03-01", "amount": "9", "by": "one"}
WITH_ANOTHER = {**TYPED, "by": "two", "other_name": "李秋萍", "other_number": "2"}
MOST = Parameters({"most": Resolved(value=5, unit="分", source="示例", reference="示例")})


def held(need: Needs[Any]) -> Evidence:
    value = {"holder": "别人"}
    found = {"kind": SourceKind.REGISTER, "outcome": Outcome.FOUND, "source": "登记", "at": 0, "value": value}
    return Evidence(key=need.key, title=need.title, **found)  # type: ignore[arg-type]


def parties(answers: Any) -> tuple[Party, ...]:
    others = MATTER.other_parties(answers) if MATTER.other_parties and answers is not None else ()
    return (APPLICANT, *others)


def judged(typed: dict[str, str], matter: Matter = MATTER) -> tuple[Objection, ...]:
    """What rules object to a form, whole or not, of which everything is known that is typed."""
    parsed = parse(matter.form, typed, lambda _field, _value: None)
    day, answers = date(2026, 2, 1), parsed.answers or half_read(matter.form, parsed)
    evidence = {need.key: held(need) for need in matter.needs if need is ACCOUNT or typed["by"] == "two"}
    named = parties_so_far(parties, answers)
    known = Application(id="a", answers=answers, parties=named, on=day, today=day, parameters=MOST, evidence=evidence)
    if parsed.answers is not None:
        return evaluate(matter.rules, known).objections
    return objections_so_far(matter, parsed, asked=known, parties=parties)


def rules_of(objections: tuple[Objection, ...]) -> list[str]:
    return [each.rule for each in objections]


EVERYTHING = ["ORDER", "MOST", "HOLDER", "ALONE", "SPOUSE", "NAMED", "UNLIKE", "UNLIKE", "WHOLE", "EACH", "EACH"]


def test_of_a_whole_form_every_rule_says_what_it_has_to_say():
    assert rules_of(judged(TYPED)) == EVERYTHING


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("number", ["ORDER", "MOST", "ALONE", "SPOUSE", "NAMED", "UNLIKE", "UNLIKE", "EACH", "EACH"]),
        ("first", ["MOST", "HOLDER", "ALONE", "SPOUSE", "NAMED", "UNLIKE", "UNLIKE", "EACH"]),
        ("last", ["MOST", "HOLDER", "ALONE", "SPOUSE", "NAMED", "UNLIKE", "UNLIKE", "EACH", "EACH"]),
        ("amount", ["ORDER", "HOLDER", "ALONE", "SPOUSE", "NAMED", "UNLIKE", "EACH", "EACH"]),
        ("by", ["ORDER", "MOST", "HOLDER", "UNLIKE", "UNLIKE", "EACH", "EACH"]),
        ("place", ["ORDER", "ALONE", "NAMED"]),  # which place's law and registers is not known
    ],
)
def test_what_hangs_on_an_unread_answer_is_not_judged_and_the_rest_is(spoilt: str, said: list[str]):
    assert rules_of(judged({**TYPED, spoilt: "\x00"})) == said


@pytest.mark.parametrize("typed", [TYPED, WITH_ANOTHER], ids=["alone", "with another"])
def test_nothing_is_objected_that_is_not_objected_to_the_whole_form(typed: dict[str, str]):
    whole = judged(typed)
    for name in typed:
        half = judged({**typed, name: "\x00"})
        assert set(half) <= set(whole)
        assert name not in {each.field for each in half}
    assert judged({**typed, "first": "", "last": ""}) != ()


def test_a_rule_that_breaks_has_judged_nothing():
    def breaks(application: Application[Any]) -> Iterator[Breach]:
        yield Breach()
        raise ZeroDivisionError

    broken = replace(in_order, id="BREAKS", check=breaks, field="")
    matter = replace(MATTER, rules=(broken, not_alone))
    assert rules_of(judged({**TYPED, "first": ""}, matter)) == ["BREAKS", "ALONE"]
    with pytest.raises(ZeroDivisionError):
        judged(TYPED, matter)


class PersonForm(Form, frozen=True, kw_only=True):
    """A number beside what it says."""

    number: Annotated[str, Number("号码", born="born", sex="sex")]
    born: Annotated[date | None, Day("出生日期")] = None
    sex: Annotated[str | None, Choice("性别", options=(("男", "男"), ("女", "女")))] = None
    by: Annotated[str, Choice("办理方式", options=(("one", "一人"), ("two", "两人")))] = "one"
    chosen: Annotated[str, Choice("再选", options=(("yes", "是"),), shown_when=BY_TWO)] = ""
    after: Annotated[str, Field("说明", shown_when=("chosen", ("yes",)))] = ""


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ({"number": "1", "born": "2026-01-01", "sex": "男"}, {"number", "born", "sex"}),  # they disagree
        ({"number": "", "born": "2026-01-01", "sex": "男"}, {"number"}),
        ({"number": "1", "by": "three", "chosen": "yes", "after": "说明"}, {"by", "chosen", "after"}),
        ({"number": "1", "by": "two", "chosen": "no", "after": "说明"}, {"chosen", "after"}),
        ({"number": "1", "by": "one"}, set()),
    ],
)
def test_unread_is_what_could_be_meant_otherwise(typed: dict[str, str], unread: set[str]):
    parsed = parse(PersonForm, typed, lambda _, value: "不一致" if not isinstance(value, str | date) else None)
    assert unread_in(PersonForm, parsed) == unread


def test_half_read_answers_are_of_their_form_and_give_nothing_away():
    parsed = parse(AskedForm, {**TYPED, "amount": ""}, lambda _field, _value: None)
    answers: Any = half_read(AskedForm, parsed)
    assert isinstance(answers, AskedForm)
    assert (answers.place, answers.other_name) == ("A", "")
    asks_for_all = (msgspec.structs.asdict, msgspec.structs.astuple, msgspec.to_builtins, msgspec.json.encode, hash)
    for ask in (*asks_for_all, lambda it: it == TYPED, lambda it: it != TYPED, lambda it: getattr(it, "amount", 0)):
        with pytest.raises((Unread, AttributeError, TypeError)):
            ask(answers)
