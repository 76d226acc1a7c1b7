"""A register that has no record silences no rule about money: something objects before any of it moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
import pytest

from tongban import IrrevocableStep, Matter
from tongban.testing.judging import Judging, Record, matter_of, person
from tongban_housing_fund.records import AccountStatus, Home, LifeEvent, Loan, Trade
from tongban_housing_fund.testing.accounts import CHENGDU, LI, ZHANG, paying_account
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.employer_applications import RECORDS
from tongban_housing_fund.testing.fund_trial import FundTrial
from tongban_housing_fund.testing.people import unit
from tongban_housing_fund.testing.samples import TRANSFER

PAYING_IN = ("单位汇缴", "单位补缴")
ACCOUNT: Final = paying_account("510100000001", ZHANG, CHENGDU)
SEALED: Final = msgspec.structs.replace(
    ACCOUNT, status=AccountStatus.SEALED, sealed_on=date(2026, 3, 1), employer="", paid_from="", paid_through="2026-02"
)
TRADE: Final = Trade(
    contract="CDWQ20260001",
    home="510104004001GB00001F00030001",
    city="510100",
    price=120_000_000,
    loan=84_000_000,
    signed_on=date(2026, 10, 10),
)
LOAN: Final = Loan(
    contract="CD2022000001",
    centre=CHENGDU[1],
    borrower=ZHANG[0],
    principal=24_530_000,
    rate=Decimal("0.026"),
    interest_from=date(2026, 11, 3),
    granted_on=date(2022, 6, 15),
    home="510104004001GB00001F00010001",
    granted=40_000_000,
    paid_this_year=2_000_000,
)
LENT: Final = msgspec.structs.replace(LOAN, contract="GZ2023000004")
RETIRED: Final = LifeEvent(kind="retired", happened_on=date(2026, 4, 30))
MARRIED: Final = LifeEvent(kind="married", happened_on=date(2012, 5, 20))
COUPLE: Final = {"spouse_trade": TRADE, "married": MARRIED}
SPOUSES: Final = {"spouse_account": paying_account("510100000002", LI, CHENGDU)}


def own(home: str) -> Home:
    return Home(home=home, city="510100", address="成都市锦江区示例路1号", registered_on=date(2019, 3, 4))


NEEDED: Final[dict[str, dict[str, Record]]] = {
    "退休提取": {"account": ACCOUNT, "retired": RETIRED},
    "购房提取": {"account": ACCOUNT, "trade": TRADE},
    "夫妻购房提取": {"account": ACCOUNT, **COUPLE},
    "还贷提取": {"account": ACCOUNT, "loan": LOAN},
    "异地还贷提取": {"account": ACCOUNT, "lent_loan": LENT},
    "商贷还贷提取": {"account": ACCOUNT},
    "装修自住住房": {"account": ACCOUNT, "own_home": own("510104004001GB00001F00050001")},
    "支付自住住房物业费": {"account": ACCOUNT, "own_home": own("510104004001GB00001F00060001")},
    "离职提取": {"account": SEALED},
    "租房提取": {"account": ACCOUNT},
    "提前还清贷款": {"loan": LOAN},
    "提前部分还款": {"loan": LOAN},
    "异地贷款": {"account": ACCOUNT, "trade": APPLICATIONS["异地贷款"].records["trade"]},
}
"""What registers must hold for money to move; what they had better not hold, such as a ban, is missing in each."""


def matter(short_name: str) -> Matter:
    return matter_of("housing_fund", APPLICATIONS[short_name].matter)


MOVING = [
    name for name in APPLICATIONS if any(isinstance(step, IrrevocableStep) for step in matter(name).procedure.steps)
]


def judging(short_name: str, records: Mapping[str, Record]) -> Judging:
    applied = APPLICATIONS[short_name]
    who = unit(applied.organisation) if applied.organisation else person(*ZHANG)
    return Judging(plugin="housing_fund", matter_id=applied.matter, applicant=who, typed=applied.typed, records=records)


@pytest.mark.parametrize("short_name", MOVING)
def test_where_no_register_has_anything_an_application_for_money_is_refused(short_name: str) -> None:
    assert judging(short_name, {need.key: None for need in matter(short_name).needs}).findings.blocking


@pytest.mark.parametrize(("short_name", "key"), [(name, key) for name, held in NEEDED.items() for key in held])
def test_an_application_for_money_is_refused_where_one_register_has_nothing(short_name: str, key: str) -> None:
    trial = FundTrial(short_name=short_name, records=SPOUSES | NEEDED[short_name])
    whole = trial.judging
    assert (whole.broken, whole.calculation is not None) == ((), True)
    assert replace(whole, records={**whole.records, key: None}).findings.blocking


@pytest.mark.parametrize("short_name", PAYING_IN)
def test_what_a_unit_pays_in_is_worked_out_or_refused_whichever_register_has_nothing(short_name: str) -> None:
    held: dict[str, Record] = {need.key: RECORDS.get(need.key) for need in matter(short_name).needs}
    assert judging(short_name, held).broken == ()
    for key in held:
        without = judging(short_name, {**held, key: None})
        assert without.findings.blocking or without.calculation is not None, key


def test_nothing_is_paid_out_of_an_account_that_the_old_centre_does_not_have() -> None:

    gone = Judging(
        plugin="housing_fund",
        matter_id="hf.transfer",
        applicant=person(*ZHANG),
        typed=TRANSFER.answers,
        records={"out_account": None, "out_loan": None, "out_ban": None},
        reports=TRANSFER.reports,
    )
    assert gone.step_messages("pay_out") == ["原账户已被冻结，或未因本次转移占用，不能转出"]
