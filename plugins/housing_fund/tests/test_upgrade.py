"""A centre that kept its registers with the first version loses nothing when it comes to this one."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from tongban import Database
from tongban.testing.migrating import before_upgrade

APP = "tongban_housing_fund.piccolo_app"
BEFORE = "housing_fund_2026_11_26t11_00_00_000000"
PAID = """INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, paid_on, case_id)
VALUES ($1, 'A1', 'N1', '440100', $2, 1, 1, 1, $3, '2026-09-10', $4)"""
DRAWN = """INSERT INTO housing_fund_withdrawal
(case_id, holder_number, city, purpose, drawn_for, calculated, amount, paid_on)
VALUES ($1, 'N1', '440100', 'rent', '', 1, 1, $2)"""


TRADED = """INSERT INTO housing_fund_trade (contract, buyer_number, home, city, price, loan, signed_on, relation)
VALUES ('C1', 'N1', 'H1', '510100', 120, 84, '2026-10-10', '')"""
LEASED = """INSERT INTO housing_fund_lease (number, tenant_number, starts, ends)
VALUES ('L1', 'N1', '2026-05-01', '2027-04-30')"""
SECOND = """INSERT INTO housing_fund_trade (id, contract, buyer_number, home, city, price, loan, signed_on, relation)
VALUES ('C1-N2', 'C1', 'N2', 'H1', '510100', 120, 84, '2026-10-10', '')"""


async def bought(url: str) -> tuple[list[str], list[str]]:
    """The ids of purchases and leases, one of each brought over, before a second buyer is entered."""
    async with before_upgrade(url, APP, until=BEFORE) as (database, upgrade):
        await database.execute(TRADED)
        await database.execute(LEASED)
        await upgrade()
        await database.execute(SECOND)
        trades = await database.fetch("SELECT id FROM housing_fund_trade WHERE price = 120 ORDER BY id")
        leases = await database.fetch("SELECT id FROM housing_fund_lease WHERE ends = '2027-04-30'")
        return [row["id"] for row in trades], [row["id"] for row in leases]


def test_a_contract_keeps_its_buyer_and_may_have_a_second_after_an_upgrade(database_url: str) -> None:
    assert asyncio.run(bought(database_url)) == (["C1-N1", "C1-N2"], ["L1-N1"])


BEFORE_PAST_PAYERS = "housing_fund_2026_11_26t22_00_00_000000"
HELD = """INSERT INTO housing_fund_account
(number, city, centre, holder, holder_number, status, opened, employer, principal, interest, starts, months_paid,
paid_from, paid_through, earlier_from, earlier_through, base, ratio_unit, ratio_person, frozen, pending)
VALUES ('A1', '440100', 'C', 'N', 'N1', 'normal', '2026-01-01', $1, 0, 0, '', 0, '', '', '', '', 0, '0', '0', 0, 0)"""


async def left(url: str) -> list[tuple[str, ...]]:
    """Who is known to have paid for an account, and pays no more, after the upgrade."""
    async with before_upgrade(url, APP, until=BEFORE_PAST_PAYERS) as (database, upgrade):
        await database.execute(HELD, "U2")
        for contribution in (("1", "2026-07", "U1", "c1"), ("2", "2026-08", "U1", "c2"), ("3", "2026-09", "U2", "c3"),
                             ("4", "2026-06", "N1", "c4")):  # fmt: skip
            await database.execute(PAID, *contribution)
        await upgrade()
        rows = await database.fetch("SELECT employer, holder_number, city FROM housing_fund_past_payer")
        return [tuple(row) for row in rows]


def test_a_unit_that_paid_before_an_upgrade_and_pays_no_more_may_pay_back_what_it_owes(database_url: str) -> None:
    assert asyncio.run(left(database_url)) == [("U1", "N1", "440100")]


BEFORE_SPLIT = "housing_fund_2026_11_27t08_00_00_000000"
ON_ITS_WAY = """INSERT INTO housing_fund_withdrawal
(case_id, holder_number, city, purpose, drawn_for, of_year, calculated, amount, held_on, paid_on, arrived_on)
VALUES ($1, 'N1', '440100', $2, '', '', 5, 5, '2026-11-01', $3, $4)"""
INHERITED_FROM = HELD.replace("'A1'", "'A2'").replace("'N1'", "'N2'")
COMES_BACK = "SELECT case_id, account, principal, interest FROM housing_fund_moved_out ORDER BY case_id"


async def on_its_way(url: str) -> list[tuple[object, ...]]:
    """What may come back after the upgrade, of a rent, an inheritance, what has arrived and what is only held."""
    async with before_upgrade(url, APP, until=BEFORE_SPLIT) as (database, upgrade):
        await database.execute(HELD, "")
        await database.execute(INHERITED_FROM, "")
        await database.execute("UPDATE housing_fund_account SET held_by = 'inherited' WHERE number = 'A2'")
        await database.execute(ON_ITS_WAY, "rent", "rent", "2026-11-02", None)
        await database.execute(ON_ITS_WAY, "inherited", "close", "2026-11-02", None)
        await database.execute(ON_ITS_WAY, "arrived", "rent", "2026-11-02", "2026-11-03")
        await database.execute(ON_ITS_WAY, "held", "rent", "", None)
        await upgrade()
        return [tuple(row) for row in await database.fetch(COMES_BACK)]


def test_money_that_was_on_its_way_at_an_upgrade_can_still_come_back(database_url: str) -> None:
    assert asyncio.run(on_its_way(database_url)) == [("inherited", "A2", 5, 0), ("rent", "A1", 5, 0)]


async def upgraded(url: str) -> tuple[list[tuple[str, ...]], dict[str, str]]:
    """The contributions and the days of withdrawals, brought over from the version before."""
    async with before_upgrade(url, APP, until=BEFORE) as (database, upgrade):
        await _kept(database)
        await upgrade()
        paid = await database.fetch("SELECT id, payer, case_id FROM housing_fund_contribution ORDER BY id")
        held = await database.fetch("SELECT case_id, held_on FROM housing_fund_withdrawal")
        return [tuple(row) for row in paid], {row["case_id"]: row["held_on"] for row in held}


async def _kept(database: Database) -> None:
    for contribution in (("1", "2026-09", "U1", ""), ("2", "2026-09", "U2", ""), ("3", "2026-09", "U3", ""),
                         ("4", "2026-08", "U1", ""), ("5", "2026-08", "U2", "case-5")):  # fmt: skip
        await database.execute(PAID, *contribution)
    await database.execute(DRAWN, "paid", "2026-09-01")
    await database.execute(DRAWN, "reserved", "")


def test_a_month_that_several_units_paid_keeps_every_payment_after_an_upgrade(database_url: str) -> None:
    paid, _ = asyncio.run(upgraded(database_url))
    assert [row[:2] for row in paid] == [("1", "U1"), ("2", "U2"), ("3", "U3"), ("4", "U1"), ("5", "U2")]
    assert len({row[2] for row in paid[:3]}) == 3
    assert [row[2] for row in paid[3:]] == ["", "case-5"]


def test_what_is_reserved_at_an_upgrade_counts_as_held_since_that_day(database_url: str) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    _, held = asyncio.run(upgraded(database_url))
    assert held["paid"] == ""
    assert held["reserved"] >= today
