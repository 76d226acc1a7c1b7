"""Steps on what the registers hold about a loan, and on what the lending centre approves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
from pytest_bdd import given, parsers, then, when

from tongban_housing_fund.records import Home, Homes, Loan
from tongban_housing_fund.testing.account_conditions import banned
from tongban_housing_fund.testing.accounts import CHENGDU
from tongban_housing_fund.testing.fund_trial import FundTrial, cents
from tongban_housing_fund.testing.loan_applications import HOME as LENT_FOR


@given(parsers.parse("本人公积金贷款剩余本金 {principal} 元、年利率 {rate}%、距上次还款 {days:d} 天"))
def open_loan(fund_trial: FundTrial, principal: str, rate: str, days: int) -> None:
    fund_trial.records["loan"] = Loan(
        contract="CD2022000001",
        centre=CHENGDU[1],
        borrower=fund_trial.name,
        principal=cents(principal),
        rate=Decimal(rate) / 100,
        interest_from=date.fromordinal(fund_trial.on.toordinal() - days),
        granted_on=date(2022, 6, 15),
        home="510104004001GB00001F00010001",
        granted=40_000_000,
    )


@given(parsers.re("本人公积金贷款(?P<state>存在逾期|已签约冲还贷|已结清)"))
def loan_state(fund_trial: FundTrial, state: str) -> None:
    if "loan" not in fund_trial.records:
        open_loan(fund_trial, "245300.00", "2.6", 20)
    loan = fund_trial.records["loan"]
    assert isinstance(loan, Loan)
    states: dict[str, dict[str, object]] = {
        "存在逾期": {"overdue": 283_400},
        "已签约冲还贷": {"offset_contract": True},
        "已结清": {"principal": 0, "settled_on": date(2026, 10, 9)},
    }
    fund_trial.records["loan"] = msgspec.structs.replace(loan, **states[state])


@given("本人在贷款地有未结清的公积金贷款")
def borrows_there(fund_trial: FundTrial) -> None:
    open_loan(fund_trial, "245300.00", "2.6", 20)
    fund_trial.records["lent_loan"] = fund_trial.records.pop("loan")


@given(parsers.re('(?P<where>贷款地|缴存地)于 "(?P<day>[^"]+)" 认定本人(?P<kind>骗提|骗贷)并限制 (?P<years>[0-9]+) 年'))
def banned_there(fund_trial: FundTrial, where: str, day: str, kind: str, years: str) -> None:
    banned(fund_trial, day, kind, int(years))
    if where == "贷款地":
        fund_trial.records["lent_ban"] = fund_trial.records.pop("ban")


@given(parsers.re("登记库中本人(?P<owned>没有住房|只有所购的住房|另有一套住房)"))
def owns(fund_trial: FundTrial, owned: str) -> None:
    """另一套住房排在所购住房之前"""
    other = Home(home="510104004001GB00001F00020001", city="510100", address="示例路2号")
    bought = Home(home=LENT_FOR.home, city=LENT_FOR.city, address="示例路1号")
    homes = {"没有住房": None, "只有所购的住房": Homes(homes=(bought,)), "另有一套住房": Homes(homes=(other, bought))}
    fund_trial.records["homes"] = homes[owned]


@when(parsers.parse("贷款地中心批准 {amount} 元、年利率 {rate}%"))
def approves(fund_trial: FundTrial, amount: str, rate: str) -> None:
    fund_trial.reports = {"approve": {"amount": amount, "rate": rate, "contract": "CQ2026000001"}}


@then(parsers.parse('审批的结果应为 "{result}"'))
def approval_is(fund_trial: FundTrial, result: str) -> None:
    assert (fund_trial.judging.step_messages("approve") or ["批准"]) == [result]
