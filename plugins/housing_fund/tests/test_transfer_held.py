"""What the old centre writes on the account that is moved, in its own tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tongban import Cleared, Database, Event, StepReported, insert
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.tables import AccountRow, ContributionRow
from tongban_housing_fund.testing.accounts import ZHANG, register
from tongban_housing_fund.testing.people import party

CLEARED = Cleared(step="pay_out")
PAID_OUT = StepReported(step="pay_out", outcome=Outcome.DONE)
RETURNED = StepReported(step="pay_out", outcome=Outcome.FAILED)
FROM_GUANGZHOU = {"out_city": "440100", "in_city": "510100", "mobile": "13800000000"}
PAID = {
    "letter": "5101002026112301",
    "principal": 5_234_018,
    "interest": 41_266,
    "opened": "2015-07-01",
    "paid_through": "2026-04",
    "six_months": "1",
    "loan": "2",
    "fraud": "2",
}


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, "tongban_housing_fund.piccolo_app") as opened:
        await run_statements(opened, tongban_demo_records("440000", date(2026, 11, 23)))
        yield opened


async def happens(database: Database, event: Event) -> list[str]:
    """An event of 张建国's transfer from 广州, at the centre there."""
    applied = Judging(plugin="housing_fund", matter_id="hf.transfer", applicant=party(ZHANG[0]), typed=FROM_GUANGZHOU)
    case = replace(applied.application, reports={"pay_out": PAID})
    return await run_statements(database, written(applied.matter, effect_of(case, event, roles=("out",))))


async def account(database: Database) -> Mapping[str, Any]:
    found = await register(database, "account").look_up(subject=ZHANG[1], criteria={"city": "440100"})
    assert found is not None
    return found


async def test_an_account_for_which_a_month_is_being_collected_is_not_held(database: Database) -> None:
    row = {"account": "440100000001", "holder_number": ZHANG[1], "city": "440100", "month": "2026-04", "base": 865_000}
    coming = insert(ContributionRow, id="coming", **row, person=103_800, unit=103_800, payer="x", case_id="other")
    await run_statements(database, [coming])
    assert await happens(database, CLEARED) == ["原账户存在冻结或在途业务"]
    assert not (await account(database))["pending"]


@pytest.mark.parametrize(("more", "status"), [(0, "closed"), (1_234, "sealed")])
async def test_an_account_is_closed_only_where_nothing_is_left_of_it(
    database: Database, more: int, status: str
) -> None:
    assert await happens(database, CLEARED) == []
    await run_statements(database, [("UPDATE housing_fund_account SET interest = interest + $1", (more,))])
    await happens(database, PAID_OUT)
    left = await account(database)
    assert (left["status"], left["principal"] + left["interest"], left["pending"]) == (status, more, False)


async def test_money_that_comes_back_is_in_the_old_account_again_as_it_was(database: Database) -> None:
    for event in (CLEARED, PAID_OUT, RETURNED, RETURNED):
        assert await happens(database, event) == []
    back = await account(database)
    assert (back["status"], back["principal"], back["interest"], back["pending"]) == (
        "sealed",
        5_234_018,
        41_266,
        False,
    )
    for event in (CLEARED, PAID_OUT):
        assert await happens(database, event) == []
    assert (await account(database))["status"] == "closed"


async def test_whoever_has_opened_another_account_there_has_the_money_back_in_that(database: Database) -> None:
    for event in (CLEARED, PAID_OUT):
        await happens(database, event)
    new = {"number": "440100000099", "city": "440100", "centre": "广州住房公积金管理中心", "opened": "2026-11-24"}
    opened = insert(AccountRow, **new, holder=ZHANG[0], holder_number=ZHANG[1])
    await run_statements(database, [opened])
    assert await happens(database, RETURNED) == []
    only = await account(database)
    assert (only["number"], only["status"], only["principal"] + only["interest"]) == (
        new["number"],
        "normal",
        5_275_284,
    )
