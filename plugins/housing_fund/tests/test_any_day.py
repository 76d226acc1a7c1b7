"""A demonstration may begin on any day: who pays in has done so up to then."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Account
from tongban_housing_fund.testing.accounts import ZHANG, register

DAYS = [date(2026, 11, 23), date(2026, 12, 22), date(2027, 1, 1), date(2027, 1, 23), date(2031, 3, 31)]


@pytest.mark.parametrize("on", DAYS, ids=str)
async def test_who_pays_in_has_done_so_for_half_a_year_whenever_a_demonstration_begins(
    migrated_database_url: NewMigratedDatabase, on: date
) -> None:
    async with migrated_database(migrated_database_url, "tongban_housing_fund.piccolo_app") as opened:
        await run_statements(opened, tongban_demo_records("510000", on))
        found = await register(opened, "account").look_up(subject=ZHANG[1], criteria={"city": "510100"})
    account = msgspec.convert(found, Account, strict=False)
    assert account.opened < on
    assert account.months_up_to(on) == 6
