"""Steps on what the registers hold about a unit and its workers."""

from __future__ import annotations

from datetime import date

import msgspec
from pytest_bdd import given, parsers

from tongban_housing_fund.records import Contribution, Contributions, Payroll
from tongban_housing_fund.testing.employer_applications import RECORDS as UNIT_RECORDS
from tongban_housing_fund.testing.fund_trial import FundTrial, cents


@given(parsers.re("中心没有(?P<what>单位的缴存账户|该职工由本单位缴存的账户|所购住房的网签备案)"))
def nothing_on_file(fund_trial: FundTrial, what: str) -> None:
    keys = {"单位的缴存账户": "employer", "该职工由本单位缴存的账户": "worker", "所购住房的网签备案": "trade"}
    fund_trial.records[keys[what]] = None


@given(parsers.parse('单位已为该职工缴存 "{month}"，个人 {person} 元、单位 {unit} 元'))
def paid_for_a_month(fund_trial: FundTrial, month: str, person: str, unit: str) -> None:
    paid = Contribution(month=month, base=1, person=cents(person), unit=cents(unit), payer="", paid_on=fund_trial.on)
    fund_trial.records["paid"] = Contributions(months=(paid,))


@given(parsers.parse('该职工的账户已缴存至 "{month}"'))
def worker_paid_through(fund_trial: FundTrial, month: str) -> None:
    fund_trial.records["worker"] = msgspec.structs.replace(UNIT_RECORDS["worker"], paid_through=month)


@given(parsers.parse('该职工的缴存基数已于 "{day}" 调整'))
def base_changed(fund_trial: FundTrial, day: str) -> None:
    fund_trial.records["worker"] = {**msgspec.to_builtins(UNIT_RECORDS["worker"]), "base_since": day}


@given("单位名下没有正常缴存的职工")
def nobody_to_pay_for(fund_trial: FundTrial) -> None:
    fund_trial.records["payroll"] = Payroll(headcount=0, person=0, unit=0)
    fund_trial.records["dues"] = None


@given(parsers.parse('单位经批准缓缴至 "{month}"'))
def deferred(fund_trial: FundTrial, month: str) -> None:
    change_unit(fund_trial, deferred_to=month)


@given(parsers.parse('单位于 "{day}" 办理了缴存登记'))
def unit_registered(fund_trial: FundTrial, day: str) -> None:
    change_unit(fund_trial, opened_on=date.fromisoformat(day))


@given(parsers.re('单位的营业执照(?P<what>状态|载明的统一社会信用代码)为 "(?P<told>.+)"'))
def licence_is(fund_trial: FundTrial, what: str, told: str) -> None:
    said = {"status" if what == "状态" else "number": told}
    fund_trial.records["licence"] = msgspec.structs.replace(UNIT_RECORDS["licence"], **said)


def change_unit(fund_trial: FundTrial, **changed: object) -> None:
    """Let the centre hold something else about the unit."""
    fund_trial.records["employer"] = msgspec.structs.replace(UNIT_RECORDS["employer"], **changed)
