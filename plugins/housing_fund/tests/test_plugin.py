"""The plugin as a node loads it, and as the operators' page tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tongban import Matter
from tongban.testing.judging import fields_of, matter_of, parameters_of
from tongban_housing_fund.plugin import tongban_demo_records, tongban_register_matters
from tongban_housing_fund.registers import built_in

NO_DATABASE: Any = None  # names are told without one
PAGE = Path(__file__).parents[3] / "docs/matters/housing_fund.md"
on_the_page = pytest.mark.skipif(not PAGE.exists(), reason="the operators' page is in the repository of the platform")


def rows(heading: str) -> Iterator[list[str]]:
    """The rows of a table of the operators' page that begin with a name, cell by cell."""
    part = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def table(heading: str) -> dict[str, str]:
    """The first two columns of a table of the operators' page."""
    return {row[0].strip("`"): row[1] for row in rows(heading)}


@on_the_page
def test_operators_read_of_every_matter() -> None:
    assert list(table("Matters")) == [matter.id for matter in tongban_register_matters()]


def test_no_matter_asks_for_a_paper_that_a_register_can_show() -> None:
    asked = [each for matter in tongban_register_matters() for each in matter.materials]
    wanted = {each.name for each in asked if each.treatment == "需提交"}
    of_a_bank = "商业贷款还款明细"  # whose books no register shows
    assert wanted == {"装修合同和发票", "物业费缴费凭证", of_a_bank}


@pytest.mark.parametrize(
    ("matter", "own", "of_another"), [("hf.close", "left_job", "deceased"), ("hf.query", "detail", "loan")]
)
def test_an_account_vouches_for_the_identity_of_its_holder_only(matter: str, own: str, of_another: str) -> None:
    (card,) = [each for each in matter_of("housing_fund", matter).materials if each.key == "identity_card"]
    assert card.shown_when is not None
    assert own in card.shown_when[1]
    assert of_another not in card.shown_when[1]


@pytest.mark.parametrize("matter", ["hf.close", "hf.query"])
def test_the_number_of_an_account_may_be_given_where_it_is_ones_own_and_is_asked_nowhere_else(matter: str) -> None:
    (card,) = [each for each in matter_of("housing_fund", matter).materials if each.key == "identity_card"]
    (number,) = [each for each in fields_of(matter_of("housing_fund", matter).form) if each.name == "account"]
    assert (number.field.shown_when, number.needed) == (card.shown_when, False)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("account", {"account"}),
        ("detail", {"account", "statement"}),
        ("loan", {"loans"}),
        ("recheck", {"account"}),
        ("employer", {"employer"}),
    ],
)
def test_a_query_asks_those_registers_alone_of_which_it_tells(kind: str, asked: set[str]) -> None:
    needs = matter_of("housing_fund", "hf.query").needs
    assert {need.key for need in needs if need.asked_with({"kind": kind})} == asked


@pytest.mark.parametrize("matter", tongban_register_matters(), ids=lambda matter: matter.id)
def test_the_steps_of_a_matter_fit_one_after_another_into_its_term(matter: Matter) -> None:
    law = parameters_of("housing_fund", matter.id, date(2026, 11, 23))
    promised, steps = law[matter.promised_term], [law[step.within] for step in matter.procedure.steps]
    if {step.unit for step in steps} <= {promised.unit}:
        assert sum(int(step.value) for step in steps) <= int(promised.value)


def test_demo_records_stay_in_their_province() -> None:
    begun = tongban_demo_records("510000", date(2026, 11, 23))
    inside = {each[1][1] for each in begun if "INTO housing_fund_account " in each[0]}
    assert inside == {"510100", "510700"}
    assert list(tongban_demo_records("330000", date(2026, 11, 23))) == []


@on_the_page
def test_the_operators_page_lists_every_parameter_with_its_value() -> None:
    values = parameters_of("housing_fund", "hf.transfer", date(2026, 11, 23)).values
    assert table("Parameters") == {name: str(each.value).lower() for name, each in values.items()}


@on_the_page
def test_the_operators_page_lists_every_refusal_with_its_words() -> None:
    rules = [
        rule
        for matter in tongban_register_matters()
        for rules in (matter.rules, *(step.rules for step in matter.procedure.steps))
        for rule in rules
    ]
    assert table("Refusals") == {rule.id: rule.message for rule in rules}


@on_the_page
def test_the_operators_page_lists_every_register_with_its_record_and_criteria() -> None:
    needs = [need for matter in tongban_register_matters() for need in matter.needs]
    said = {row[0].strip("`"): row for row in rows("What a centre must connect")}
    assert set(said) == {each.name for each in built_in(NO_DATABASE)}
    for need in needs:
        _, asked, answered, *_ = said[need.register]
        assert f"`{need.record.__name__}`" in answered
        assert {*need.by, *need.where} <= set(re.findall(r"`(\w+)`", asked)), need.register


def test_a_guide_types_out_no_day_of_law() -> None:
    assert not re.search(r"[0-9]+年[0-9]+月", (files("tongban_housing_fund") / "guides.yaml").read_text("utf-8"))
    (since,) = (text for text in matter_of("housing_fund", "hf.renovate").guide.conditions if "受理" in text)
    assert since == "自{regs_switch_date}起受理"


@on_the_page
def test_every_worked_scenario_runs_where_the_page_says() -> None:
    features = files("tongban_housing_fund") / "features"
    named = [row[2].split(": ") for row in rows("Worked scenarios")]
    absent = [
        f"{file}: {scenario}"
        for file, scenario in named
        if f": {scenario}\n" not in (features / f"{file}.feature").read_text("utf-8")
    ]
    assert (len(named), absent) == (26, [])


COLLECTING = {"hf.remit", "hf.backpay", "hf.settle_full", "hf.settle_part", "hf.employer_open", "hf.flex_open"}


def test_every_paper_that_says_where_to_pay_in_says_so_of_the_day_on_which_it_is_written() -> None:
    """A centre that changes its bank would else have cases accepted before pay into a closed account."""
    told = {
        matter.id
        for matter in tongban_register_matters()
        for paper in (*matter.results, *(step.notice for step in matter.procedure.steps if hasattr(step, "notice")))
        if paper and "collecting_account" in paper.of_the_day
    }
    assert told == COLLECTING
