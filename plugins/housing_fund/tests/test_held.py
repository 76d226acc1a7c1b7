"""A claim holds what an amount was worked out from: two cases do not draw the same money, nothing is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from tongban import Application, Cleared, Database, Event, StepReported, insert, yuan
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging, Record, matter_of
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Account, Home, Trade, Withdrawal, Withdrawals
from tongban_housing_fund.tables import ContributionRow, WithdrawalRow
from tongban_housing_fund.testing.accounts import QIAN, SUN, XU, register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.people import PEOPLE, party, unit

CHANGED = "核定以后账户余额或者提取记录已有变动，或者账户存在冻结、在途业务"
PAY = Cleared(step="pay")
PAID = StepReported(step="pay", outcome=Outcome.DONE)
RETURNED = StepReported(step="pay", outcome=Outcome.FAILED)
ARRIVED = StepReported(step="arrive", outcome=Outcome.DONE)
DAY = "2026-11-23"


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, "tongban_housing_fund.piccolo_app") as opened:
        await run_statements(opened, tongban_demo_records("510000", date(2026, 11, 23)))
        yield opened


async def account(database: Database, name: str, city: str = "510100") -> Account:
    found = await register(database, "account").look_up(subject=PEOPLE[name], criteria={"city": city})
    return msgspec.convert(found, Account)


OWN = Home(home="510104004001GB00001F00030001", city="510100", address="成都市锦江区示例路1号")
BOUGHT = Trade(contract="CDWQ1", home=OWN.home, city="510100", price=500_000, loan=0, signed_on=date(2026, 10, 10))


async def held(
    database: Database,
    short_name: str,
    name: str,
    amount: int,
    *,
    city: str = "510100",
    known: Record = None,
    **typed: str,
) -> Application[Any]:
    """The case of a withdrawal whose amount is worked out, with what was `known` of earlier ones."""
    applied = APPLICATIONS[short_name]
    needs = matter_of("housing_fund", applied.matter).needs
    held: dict[str, Record] = {
        "account": await account(database, name, city),
        "past": None,
        "drawn_for": known,
        "own_home": OWN,
        "trade": BOUGHT,
    }
    records = {need.key: held.get(need.key) for need in needs}
    judging = Judging(
        plugin="housing_fund",
        matter_id=applied.matter,
        applicant=party(name),
        typed={**applied.typed_by(name), "city": city, "amount": str(yuan(amount)), **typed},
        records=records,
    )
    paid = {"amount": amount, "paid_on": DAY, "voucher": "P1"}
    arrived = {"amount": amount, "arrived_on": DAY}
    reports = {"calculate": {"amount": amount}, "pay": paid, "arrive": arrived}
    return replace(judging.application, id=f"{name}-{city}-{short_name}", reports=reports)


async def happens(database: Database, short_name: str, case: Application[Any], event: Event = PAY) -> list[str]:
    matter = matter_of("housing_fund", APPLICATIONS[short_name].matter)
    return await run_statements(database, written(matter, effect_of(case, event)))


async def collected(database: Database, event: Event, case_id: str = "remitted") -> list[str]:
    """The month of November collected for 钱国庆, or booked."""
    applied = APPLICATIONS["单位汇缴"]
    judging = Judging(
        plugin="housing_fund",
        matter_id=applied.matter,
        applicant=unit(applied.organisation),
        typed=applied.typed,
        records={need.key: applied.records.get(need.key) for need in matter_of("housing_fund", applied.matter).needs},
    )
    reports = {"calculate": {"amount": 207_600}, "arrive": {"amount": 207_600, "arrived_on": DAY}}
    case = replace(judging.application, id=case_id, reports=reports)
    return await run_statements(database, written(judging.matter, effect_of(case, event)))


async def test_a_holder_with_two_accounts_draws_from_one_of_them_only(database: Database) -> None:
    first = await held(database, "租房提取", XU[0], 200_000)
    second = await held(database, "租房提取", XU[0], 200_000, city="510700")
    assert await happens(database, "租房提取", first) == []
    assert await happens(database, "租房提取", second) == [CHANGED]
    assert not (await account(database, XU[0], "510700")).pending


async def test_what_one_spouse_draws_for_a_home_is_known_before_the_other_is_paid(database: Database) -> None:
    mine = await held(database, "装修自住住房", "赵敏", 200_000)
    yours = await held(database, "装修自住住房", "何建军", 200_000)
    assert await happens(database, "装修自住住房", mine) == []
    assert await happens(database, "装修自住住房", yours) == [CHANGED]
    drawn = Withdrawal(number=mine.id, own=False, purpose="renovate", amount=200_000, drawn_on=mine.on)
    informed = await held(database, "装修自住住房", "何建军", 200_000, known=Withdrawals(drawn=(drawn,)))
    assert await happens(database, "装修自住住房", informed) == []


@pytest.mark.parametrize(
    ("contract", "told"), [("ｙｈ－2021－００４２", [CHANGED]), ("yh-2021 -0042", [CHANGED]), ("YH-2021-0043", [])]
)
async def test_a_couple_draws_for_one_loan_however_each_writes_its_number(
    database: Database, contract: str, told: list[str]
) -> None:
    mine = await held(database, "商贷还贷提取", "赵敏", 200_000)
    yours = await held(database, "商贷还贷提取", "何建军", 200_000, contract=contract)
    assert await happens(database, "商贷还贷提取", mine) == []
    assert await happens(database, "商贷还贷提取", yours) == told


async def test_a_payment_that_failed_lets_the_other_draw(database: Database) -> None:
    mine = await held(database, "装修自住住房", "赵敏", 200_000)
    yours = await held(database, "装修自住住房", "何建军", 200_000)
    await happens(database, "装修自住住房", mine)
    await happens(database, "装修自住住房", mine, RETURNED)
    assert await happens(database, "装修自住住房", yours) == []


async def test_what_stays_in_an_account_stays_when_the_payment_is_cleared(database: Database) -> None:
    case = await held(database, "租房提取", "张建国", 1_245_600)
    await run_statements(database, [("UPDATE housing_fund_account SET principal = principal - 1", ())])
    assert await happens(database, "租房提取", case) == [CHANGED]


async def test_who_retires_may_have_drawn_before(database: Database) -> None:
    row = {"case_id": "rent", "holder_number": QIAN[1], "city": "510100", "purpose": "rent", "paid_on": "2026-01-05"}
    assert await run_statements(database, [insert(WithdrawalRow, **row, calculated=1, amount=1)]) == []
    case = await held(database, "退休提取", QIAN[0], 8_642_055)
    assert await happens(database, "退休提取", case) == []


@pytest.mark.parametrize(("short_name", "name"), [("还贷提取", "陈志远"), ("购房提取", "张建国")])
async def test_one_of_repaying_and_buying_is_booked_to_the_year_of_application(
    database: Database, short_name: str, name: str
) -> None:
    case = await held(database, short_name, name, 200_000)
    paid = {**case.reports["pay"], "paid_on": "2027-01-05"}
    accepted = {"on": date(2027, 1, 4), "handed_in": date(2026, 12, 31)}
    case = replace(case, reports={**case.reports, "pay": paid}, **accepted)
    assert await happens(database, short_name, case) == []
    assert await happens(database, short_name, case, PAID) == []
    (row,) = await database.fetch("SELECT of_year, paid_on FROM housing_fund_withdrawal WHERE case_id = $1", case.id)
    assert (row["of_year"], row["paid_on"]) == ("2026", "2027-01-05")


@pytest.mark.parametrize(
    ("short_name", "amount", "status"), [("退休提取", 8_642_055, "closed"), ("租房提取", 1, "normal")]
)
async def test_money_that_comes_back_is_put_back_once_and_may_be_paid_again(
    database: Database, short_name: str, amount: int, status: str
) -> None:
    before, case = await account(database, QIAN[0]), await held(database, short_name, QIAN[0], amount)
    for event in (PAY, PAID, RETURNED, RETURNED):
        assert await happens(database, short_name, case, event) == []
    after = await account(database, QIAN[0])
    assert (after.status, after.balance, after.pending) == (before.status, before.balance, False)
    assert await database.fetch("SELECT 1 FROM housing_fund_withdrawal WHERE case_id = $1", case.id) == []
    for event in (PAY, PAID, ARRIVED):
        assert await happens(database, short_name, case, event) == []
    last = await account(database, QIAN[0])
    assert (last.status, last.balance, last.pending) == (status, before.balance - amount, False)


@pytest.mark.parametrize(
    ("short_name", "amount", "left"),
    [
        ("租房提取", 200_000, (8_300_000, 142_055)),
        ("租房提取", 8_600_000, (0, 42_055)),
        ("退休提取", 8_642_055, (0, 0)),
    ],
)
async def test_the_principal_is_drawn_first_and_what_comes_back_is_what_it_was(
    database: Database, short_name: str, amount: int, left: tuple[int, int]
) -> None:
    case = await held(database, short_name, QIAN[0], amount)
    parts = []
    for event in (PAY, PAID, RETURNED):
        assert await happens(database, short_name, case, event) == []
        now = await account(database, QIAN[0])
        parts.append((now.principal, now.interest))
    assert parts == [(8_500_000, 142_055), left, (8_500_000, 142_055)]


async def test_an_account_is_not_closed_while_money_that_was_paid_from_it_may_come_back(database: Database) -> None:
    rent = await held(database, "租房提取", QIAN[0], 200_000)
    for event in (PAY, PAID):
        await happens(database, "租房提取", rent, event)
    closing = await held(database, "退休提取", QIAN[0], 8_442_055)
    assert await happens(database, "退休提取", closing) == [CHANGED]
    await happens(database, "租房提取", rent, ARRIVED)
    assert await happens(database, "退休提取", closing) == []


@pytest.mark.parametrize("more", [-1, 1])
async def test_an_account_is_emptied_only_of_what_was_worked_out(database: Database, more: int) -> None:
    case = await held(database, "退休提取", QIAN[0], 8_642_055)
    await run_statements(database, [(f"UPDATE housing_fund_account SET interest = interest + {more}", ())])
    assert await happens(database, "退休提取", case) == [CHANGED]


async def test_an_account_is_not_closed_while_a_month_for_it_is_being_collected(database: Database) -> None:
    await run_statements(database, [("UPDATE housing_fund_account SET employer = '91510104000000203W'", ())])
    case = await held(database, "退休提取", QIAN[0], 8_642_055)
    row = {"account": "510100000021", "holder_number": QIAN[1], "city": "510100", "month": "2026-11", "base": 865_000}
    coming = insert(ContributionRow, id="coming", **row, person=103_800, unit=103_800, payer="x", case_id="other")
    await run_statements(database, [coming])
    assert await happens(database, "退休提取", case) == [CHANGED]


async def test_what_is_collected_waits_for_a_closing_that_was_let_go_at_the_same_moment(database: Database) -> None:
    employed = "UPDATE housing_fund_account SET employer = '91510104000000203W' WHERE holder_number = $1"
    await run_statements(database, [("UPDATE housing_fund_account SET employer = ''", ()), (employed, (QIAN[1],))])
    case, let_go = await held(database, "退休提取", QIAN[0], 8_642_055), asyncio.Event()

    async def collect() -> list[str]:
        await let_go.wait()
        return await collected(database, PAY)

    collecting = asyncio.ensure_future(collect())
    async with database.transaction("test.closing"):
        assert await happens(database, "退休提取", case) == []
        let_go.set()
        for _ in range(200):  # long enough for whoever does not wait
            await asyncio.sleep(0)
            await database.fetch("SELECT 1")
    assert await collecting != []


async def test_a_closed_account_has_no_payer_and_none_is_collected_for_it_while_it_is_closing(
    database: Database,
) -> None:
    employed = "UPDATE housing_fund_account SET employer = '91510104000000203W' WHERE holder_number = $1"
    await run_statements(database, [("UPDATE housing_fund_account SET employer = ''", ()), (employed, (QIAN[1],))])
    case = await held(database, "退休提取", QIAN[0], 8_642_055)
    assert await happens(database, "退休提取", case) == []
    assert await collected(database, PAY) != []
    assert await happens(database, "退休提取", case, PAID) == []
    assert await collected(database, PAY) != []
    assert await happens(database, "退休提取", case, ARRIVED) == []
    closed = await account(database, QIAN[0])
    assert (closed.status, closed.balance, closed.employer) == ("closed", 0, "")


async def test_a_month_that_arrives_for_a_closed_account_is_not_booked(database: Database) -> None:
    alone = ("UPDATE housing_fund_account SET employer = '' WHERE holder_number <> $1", (SUN[1],))
    await run_statements(database, [alone])
    assert await collected(database, PAY) == []
    await run_statements(
        database, [("UPDATE housing_fund_account SET status = 'closed' WHERE holder_number = $1", (SUN[1],))]
    )
    assert await collected(database, ARRIVED) == ["职工账户已销户，不能入账"]
    assert (await account(database, SUN[0])).principal == 1_245_600


@pytest.mark.parametrize(("month", "due"), [("2026-04", 0), ("2026-05", 0), ("2026-10", 0), ("2026-11", 2)])
async def test_a_month_is_due_neither_before_the_first_nor_where_it_is_paid(
    database: Database, month: str, due: int
) -> None:
    criteria = {"city": "510100", "month": month}
    found = await register(database, "payroll").look_up(
        subject=APPLICATIONS["单位汇缴"].organisation, criteria=criteria
    )
    assert found is not None
    assert found["headcount"] == due
