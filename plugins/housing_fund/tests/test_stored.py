"""The longest that a form takes, or a register of another authority says, fits the columns that it is written to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, get_args, get_type_hints

import pytest

from tongban import Cleared, Database, Event, Field, Form, Granted, IrrevocableStep, Matter, StepReported
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging, Record, fields_of
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban.testing.samples import Sample
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Licence, Trade
from tongban_housing_fund.testing import SAMPLES
from tongban_housing_fund.testing.accounts import register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.people import party, unit

CHANGES: Final = ("新增职工", "职工离职", "调整缴存基数", "缓缴", "变更单位名称")
EVERYWHERE: Final = ("competent", "out", "lender", "paid")


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, "tongban_housing_fund.piccolo_app") as opened:
        for node in ("440000", "500000", "510000"):
            await run_statements(opened, tongban_demo_records(node, date(2026, 11, 23)))
        yield opened


def samples() -> Iterator[Sample]:
    """One for each matter, and for a unit's changes one of each kind."""
    yield from SAMPLES
    for name in CHANGES:
        applied, account = APPLICATIONS[name], "510100000099" if name == "新增职工" else ""
        reports = {"register": {"account": account, "consent": ""}}
        yield Sample(
            matter=applied.matter,
            by="周雅琴",
            organisation=applied.organisation,
            answers=applied.typed,
            reports=reports,
        )


def longest(form: type[Form] | None, typed: Mapping[str, str]) -> dict[str, str]:
    """The same, with every line of text as long as the form takes it."""
    texts = (
        {bound.name: bound.field.maximum_length for bound in fields_of(form) if type(bound.field) is Field}
        if form
        else {}
    )
    return {**typed, **{name: "x" * most for name, most in texts.items()}}


async def known(database: Database, judging: Judging) -> dict[str, Record]:
    """What the registers say of the sample as it is."""
    applied, found = judging.application, dict[str, Record]()
    for need in judging.matter.needs:
        subject = need.subject(applied.answers, applied.parties)
        criteria = need.narrowed(applied.answers, applied.parties, applied.parameters)
        asked = register(database, need.register.removeprefix("housing_fund."))
        found[need.key] = await asked.look_up(subject=subject.number, criteria=criteria) if subject else None
    return found


def life(matter: Matter) -> Iterator[Event]:
    """What happens to a case until it is granted."""
    for step in matter.procedure.steps:
        if isinstance(step, IrrevocableStep):
            yield Cleared(step=step.name)
        yield StepReported(step=step.name, outcome=Outcome.DONE)
    yield Granted()


@pytest.mark.parametrize(
    "sample", list(samples()), ids=lambda sample: f"{sample.matter} {sample.answers.get('kind', '')}"
)
async def test_the_longest_answers_fit_their_columns(database: Database, sample: Sample) -> None:
    applicant = unit(sample.organisation) if sample.organisation else party(sample.by)
    as_it_is = Judging(plugin="housing_fund", matter_id=sample.matter, applicant=applicant, typed=sample.answers)
    matter, records = as_it_is.matter, await known(database, as_it_is)
    told = {step.name: longest(step.form, sample.reports[step.name]) for step in matter.procedure.steps}
    typed = longest(matter.form, sample.answers)
    case = replace(replace(as_it_is, typed=typed, records=records, reports=told).application, id="the-longest-case")
    for event in life(matter):
        assert await run_statements(database, written(matter, effect_of(case, event, roles=EVERYWHERE))) == []


def at_length(record: type[Licence | Trade], name: str) -> str:
    """As many characters as a register may say there."""
    written = get_args(get_type_hints(record, include_extras=True)[name])
    return "x" * next(each.maximum_length for each in written if isinstance(each, Field))


@pytest.mark.parametrize(
    ("matter", "kind"), [("hf.employer_open", ""), ("hf.employer_change", "licence"), ("hf.loan_out", "")]
)
async def test_the_longest_that_others_say_fits_the_columns(database: Database, matter: str, kind: str) -> None:
    sample = next(each for each in samples() if each.matter == matter and each.answers.get("kind", "") == kind)
    applicant = unit(sample.organisation) if sample.organisation else party(sample.by)
    as_it_is = Judging(plugin="housing_fund", matter_id=matter, applicant=applicant, typed=sample.answers)
    long = {"licence": {name: at_length(Licence, name) for name in ("name", "representative")}}
    long["trade"] = {"home": at_length(Trade, "home")}
    records = await known(database, as_it_is)
    told = {key: {**dict(found), **long[key]} for key, found in records.items() if key in long and found}
    case = replace(as_it_is, records={**records, **told}, reports=sample.reports).application
    for event in life(as_it_is.matter):
        assert await run_statements(database, written(as_it_is.matter, effect_of(case, event, roles=EVERYWHERE))) == []
