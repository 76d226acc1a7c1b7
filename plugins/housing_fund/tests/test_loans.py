"""A loan is lent, repaid and settled on what its row held when the amount was worked out, and can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tongban import Application, Cleared, Database, Event, StepReported, insert
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging, matter_of
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Loan, Withdrawal, Withdrawals
from tongban_housing_fund.tables import LoanRow
from tongban_housing_fund.testing.accounts import CHENGDU, SUN, ZHANG, paying_account, register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.loan_applications import HOME
from tongban_housing_fund.testing.people import party

CONTRACT = "CD2022000001"
CHANGED_BEFORE = "贷款已结清、已有变动或有在途还款业务"
CHANGED_AFTER = "贷款的余额或者计息日期在收款之后已有变动，不能入账"
PAY, PAID, ARRIVED = (
    Cleared(step="pay"),
    StepReported(step="pay", outcome=Outcome.DONE),
    StepReported(step="arrive", outcome=Outcome.DONE),
)
Case = tuple[Judging, Application[Any]]


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, "tongban_housing_fund.piccolo_app") as opened:
        await run_statements(opened, tongban_demo_records("510000", date(2026, 11, 23)))
        yield opened


async def loan_of(database: Database, who: tuple[str, str] = ZHANG, city: str = "510100") -> Loan | None:
    found = await register(database, "loan").look_up(subject=who[1], criteria={"city": city})
    return None if found is None else msgspec.convert(found, Loan, strict=False)


def judging_of(short_name: str, records: Mapping[str, Any], name: str = "张建国") -> Judging:
    applied = APPLICATIONS[short_name]
    needs = matter_of("housing_fund", applied.matter).needs
    held = {need.key: None for need in needs} | dict(applied.records) | dict(records)
    return Judging(
        plugin="housing_fund",
        matter_id=applied.matter,
        applicant=party(name),
        typed=applied.typed,
        records={need.key: held[need.key] for need in needs},
    )


def moving(judging: Judging, case_id: str, amount: int, day: str, **reports: Mapping[str, object]) -> Case:
    """A case in which an amount was paid on a day and arrived on it."""
    paid = {"pay": {"amount": amount, "paid_on": day, "voucher": f"P-{case_id}"}}
    arrived = {"arrive": {"amount": amount, "arrived_on": day}}
    return judging, replace(judging.application, id=case_id, reports={**reports, **paid, **arrived})


async def repaying(database: Database, short_name: str, case_id: str, amount: int, day: str = "2026-11-23") -> Case:
    return moving(judging_of(short_name, {"loan": await loan_of(database)}), case_id, amount, day)


async def happens(database: Database, case: Case, *events: Event) -> list[str]:
    judging, application = case
    told: list[str] = []
    for event in events:
        told += await run_statements(database, written(judging.matter, effect_of(application, event)))
    return told


async def row_becomes(database: Database, column: str, value: object) -> None:
    sql = f"UPDATE housing_fund_loan SET {column} = $1 WHERE contract = $2"
    assert await run_statements(database, [(sql, (value, CONTRACT))]) == []


MEANWHILE = [("principal", 24_430_000), ("interest_from", "2026-11-20"), ("rate", "0.0285")]


@pytest.mark.parametrize(("column", "value"), MEANWHILE)
@pytest.mark.parametrize("short_name", ["提前还清贷款", "提前部分还款"])
async def test_nothing_is_collected_on_a_loan_that_is_not_what_the_amount_was_worked_out_from(
    database: Database, short_name: str, column: str, value: object
) -> None:
    case = await repaying(database, short_name, "case", 24_565_432)
    await row_becomes(database, column, value)
    assert await happens(database, case, PAY) == [CHANGED_BEFORE]


@pytest.mark.parametrize(("column", "value"), MEANWHILE[:2])
async def test_what_arrives_is_not_booked_on_a_loan_that_was_changed_after_it_was_collected(
    database: Database, column: str, value: object
) -> None:
    case = await repaying(database, "提前还清贷款", "case", 24_565_432)
    assert await happens(database, case, PAY) == []
    await row_becomes(database, column, value)
    assert await happens(database, case, ARRIVED) == [CHANGED_AFTER]


async def test_what_was_collected_before_a_rate_was_reset_is_booked(database: Database) -> None:
    case = await repaying(database, "提前还清贷款", "case", 24_565_432)
    assert await happens(database, case, PAY) == []
    await row_becomes(database, "rate", "0.0285")
    assert await happens(database, case, ARRIVED) == []


async def test_interest_on_what_is_left_goes_on_from_the_last_payment_day(database: Database) -> None:
    case = await repaying(database, "提前部分还款", "part", 10_014_444)
    assert await happens(database, case, PAY, ARRIVED) == []
    left = await loan_of(database)
    assert left is not None
    assert (left.principal, left.interest_from, left.settled_on) == (14_530_000, date(2026, 11, 3), None)


async def test_the_entries_of_a_loan_are_what_a_counter_booking_takes_back(database: Database) -> None:
    before = await loan_of(database)
    assert before is not None
    part = await repaying(database, "提前部分还款", "part", 10_014_444)
    assert await happens(database, part, PAY, ARRIVED) == []
    rest = await repaying(database, "提前还清贷款", "rest", 14_550_988)
    assert await happens(database, rest, PAY, ARRIVED) == []
    settled = await loan_of(database)
    assert settled is not None
    assert (settled.principal, settled.settled_on) == (0, date(2026, 11, 23))
    sql = "SELECT case_id, principal, amount, voucher FROM housing_fund_loan_entry WHERE contract = $1"
    entries = await database.fetch(f"{sql} ORDER BY case_id", CONTRACT)
    assert [tuple(dict(each).values()) for each in entries] == [
        ("part", -10_000_000, 10_014_444, "P-part"),
        ("rest", -14_530_000, 14_550_988, "P-rest"),
    ]
    assert settled.principal - sum(each["principal"] for each in entries) == before.principal
    assert settled.interest_from == before.interest_from


@pytest.mark.parametrize(
    ("held", "paid_on", "counted"),
    [
        (("", 1_080_000), "2026-11-23", ("2026", 11_094_444)),
        (("2026", 1_080_000), "2026-11-23", ("2026", 11_094_444)),
        (("2025", 1_080_000), "2026-11-23", ("2026", 10_014_444)),
        (("2027", 1_080_000), "2026-12-31", ("2027", 1_080_000)),
    ],
)
async def test_what_is_repaid_counts_for_the_year_in_which_it_was_collected(
    database: Database, held: tuple[str, int], paid_on: str, counted: tuple[str, int]
) -> None:
    await row_becomes(database, "paid_year", held[0])
    await row_becomes(database, "paid_this_year", held[1])
    case = await repaying(database, "提前部分还款", "part", 10_014_444, paid_on)
    assert await happens(database, case, PAY, ARRIVED) == []
    loan = await loan_of(database)
    assert loan is not None
    assert (loan.paid_year, loan.paid_this_year) == counted


async def test_what_was_repaid_last_year_stays_known_when_the_first_of_this_year_is_collected(
    database: Database,
) -> None:
    await row_becomes(database, "paid_year", "2025")
    await row_becomes(database, "paid_this_year", 1_080_000)
    case = await repaying(database, "提前部分还款", "part", 10_014_444)
    assert await happens(database, case, PAY, ARRIVED) == []
    loan = await loan_of(database)
    assert loan is not None
    assert [loan.paid_in(year) for year in (2024, 2025, 2026, 2027)] == [0, 1_080_000, 10_014_444, 0]


@pytest.mark.parametrize(("of_year", "rules"), [("2025", []), ("2026", ["HF-WD-02"]), ("", ["HF-WD-02"])])
async def test_what_is_paid_after_new_year_counts_for_the_year_in_which_it_was_accepted(
    database: Database, of_year: str, rules: list[str]
) -> None:
    loan, account = await loan_of(database), paying_account("510100000001", ZHANG, CHENGDU)
    assert loan is not None
    paid = msgspec.structs.replace(loan, paid_this_year=200_000, paid_year="2026")
    drawn = Withdrawal(
        number="spouse",
        own=False,
        purpose="repay",
        amount=100_000,
        drawn_on=date(2026, 1, 2),
        drawn_for=CONTRACT,
        of_year=of_year,
    )
    judging = judging_of("还贷提取", {"account": account, "loan": paid, "drawn_for": Withdrawals(drawn=(drawn,))})
    judging = replace(judging, typed={**judging.typed, "card_holder": "张建国"})
    assert list(judging.broken) == rules


@pytest.mark.parametrize(("year", "rules"), [("", []), ("2026", []), ("2025", ["HF-RP-01", "HF-WD-02"])])
async def test_what_was_repaid_in_another_year_is_not_drawn_for(
    database: Database, year: str, rules: list[str]
) -> None:
    loan = await loan_of(database)
    assert loan is not None
    paid = msgspec.structs.replace(loan, paid_this_year=1_080_000, paid_year=year)
    account = paying_account("510100000001", ZHANG, CHENGDU)
    judging = judging_of("还贷提取", {"account": account, "loan": paid})
    judging = replace(judging, typed={**judging.typed, "card_holder": "张建国"})
    assert list(judging.broken) == rules


def lending(case_id: str = "lend", contract: str = "CD2026000099") -> Case:
    approved = {"amount": 18_000_000, "rate": "0.026", "contract": contract}
    account = paying_account("440100000099", SUN, ("440100", "广州住房公积金管理中心"))
    earlier = Loan(
        contract="GZ2015000001",
        centre="广州住房公积金管理中心",
        borrower=SUN[0],
        principal=0,
        rate=Decimal("0.0325"),
        interest_from=date(2020, 1, 3),
        granted_on=date(2015, 1, 3),
        home="440106004001GB00001F00090001",
        granted=10_000_000,
        settled_on=date(2020, 1, 3),
    )
    judging = judging_of("异地贷款", {"account": account, "loan": earlier}, name="孙静")
    judging = replace(judging, typed={**judging.typed, "city": "510100", "paid_city": "440100"})
    return moving(judging, case_id, 18_000_000, "2026-11-20", approve=approved)


async def test_a_loan_is_owed_with_interest_from_the_day_on_which_it_was_paid_out(database: Database) -> None:
    case = lending()
    assert await happens(database, case, PAY) == []
    reserved = await loan_of(database, SUN)
    assert reserved is not None
    assert (reserved.principal, reserved.granted, reserved.settled_on) == (0, 18_000_000, None)
    assert await happens(database, case, PAID, ARRIVED) == []
    lent = await loan_of(database, SUN)
    assert lent is not None
    assert (lent.principal, lent.interest_from, lent.granted_on) == (18_000_000, date(2026, 11, 20), date(2026, 11, 20))
    assert lent.times == 2
    (entry,) = await database.fetch("SELECT principal, amount FROM housing_fund_loan_entry WHERE case_id = 'lend'")
    assert (entry["principal"], entry["amount"]) == (18_000_000, 18_000_000)


async def test_a_contract_number_is_taken_before_money_leaves_and_given_back_if_it_does_not(
    database: Database,
) -> None:
    assert await happens(database, lending("first"), PAY) == []
    assert await happens(database, lending("second"), PAY) == ["该借款合同编号已被使用"]
    assert await happens(database, lending("first"), StepReported(step="pay", outcome=Outcome.FAILED)) == []
    assert await loan_of(database, SUN) is None
    assert await happens(database, lending("second"), PAY) == []


@pytest.mark.parametrize(
    ("lent", "settled", "told"),
    [
        (78_000_000, None, []),
        (78_000_001, None, ["同一住房的公积金贷款合计超过住房总价扣除首付款后的金额"]),
        (78_000_001, "2026-11-01", []),
    ],
)
async def test_all_loans_on_one_home_stay_within_its_price_less_the_down_payment(
    database: Database, lent: int, settled: str | None, told: list[str]
) -> None:
    spouse = {"contract": "CD2026000098", "city": "510100", "centre": "c", "borrower": "b", "borrower_number": "n"}
    day = {"interest_from": "2026-11-01", "granted_on": "2026-11-01", "settled_on": settled}
    loan = insert(LoanRow, **spouse, principal=0, rate="0.026", home=HOME.home, granted=lent, **day)
    assert await run_statements(database, [loan]) == []
    assert await happens(database, lending(), PAY) == told


@pytest.mark.parametrize(
    ("city", "settled", "told"),
    [
        ("510100", None, ["存在未结清的公积金贷款，请先处理"]),
        ("510100", "2026-11-01", []),
        ("510700", None, []),
    ],
)
async def test_of_two_loans_that_were_judged_at_once_one_is_paid_out(
    database: Database, city: str, settled: str | None, told: list[str]
) -> None:
    """For another home, as another case of the same borrower has just reserved it, or another centre has lent."""
    other = {"contract": "CD2026000098", "city": city, "centre": "c", "borrower": SUN[0], "borrower_number": SUN[1]}
    day = {"interest_from": "2026-11-01", "granted_on": "2026-11-01", "settled_on": settled}
    loan = insert(LoanRow, **other, principal=0, rate="0.026", home="elsewhere", granted=1, held_by="other", **day)
    assert await run_statements(database, [loan]) == []
    assert await happens(database, lending(), PAY) == told


async def test_a_loan_that_is_being_paid_out_cannot_be_repaid_by_another_case(database: Database) -> None:
    await happens(database, lending(), PAY, PAID)
    held = await loan_of(database, SUN)
    settle = moving(judging_of("提前还清贷款", {"loan": held}, name="孙静"), "settle", 18_000_000, "2026-11-23")
    assert await happens(database, settle, PAY) == [CHANGED_BEFORE]


def test_the_paper_of_a_loan_paid_out_before_the_payee_was_asked_for_is_written_without_it() -> None:
    judging, application = lending()
    (approval,) = judging.matter.results
    lines = dict(approval.lines(application))
    assert lines["放款"] == "2026年11月20日付180,000.00元，凭证号P-lend，自放款之日起计息"
    assert "收款人" not in lines


def test_every_loan_of_the_demo_says_how_much_was_lent() -> None:
    granted = [
        statement
        for node in ("440000", "500000", "510000")
        for statement in tongban_demo_records(node, date(2026, 11, 23))
        if "INTO housing_fund_loan " in statement[0]
    ]
    assert granted
    assert [sql for sql, _ in granted if "granted," not in sql.replace("granted_on", "")] == []
