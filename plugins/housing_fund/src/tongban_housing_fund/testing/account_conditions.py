"""Steps on who applies and when, and on what the centre holds about an account: its state, a ban, what was drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from pytest_bdd import given, parsers

from tongban_housing_fund.records import AccountStatus, Ban
from tongban_housing_fund.testing.fund_trial import FundTrial, cents

STATUSES: Final = {"正常": AccountStatus.NORMAL, "封存": AccountStatus.SEALED, "销户": AccountStatus.CLOSED}
CIRCUMSTANCES: Final = {"司法冻结": {"frozen": True}, "在途业务": {"pending": True}}


@given(parsers.parse('公积金业务的申请人为 "{name}"'))
def applicant(fund_trial: FundTrial, name: str) -> None:
    fund_trial.name = name


@given(parsers.parse('公积金业务的受理日期为 "{day}"'))
def accepted_on(fund_trial: FundTrial, day: str) -> None:
    fund_trial.on = date.fromisoformat(day)


@given(parsers.parse('公积金业务已于 "{day}" 提交'))
def handed_in_on(fund_trial: FundTrial, day: str) -> None:
    fund_trial.handed_in = date.fromisoformat(day)


@given(parsers.parse("本人公积金账户余额为 {amount} 元"))
def balance(fund_trial: FundTrial, amount: str) -> None:
    fund_trial.change(principal=cents(amount), interest=0)


@given(parsers.parse('本人公积金账户现为 "{status}"'))
def status_is(fund_trial: FundTrial, status: str) -> None:
    fund_trial.change(status=STATUSES[status])


@given(parsers.re('本人公积金账户存在 "(?P<circumstance>司法冻结|在途业务)"'))
def held_back(fund_trial: FundTrial, circumstance: str) -> None:
    fund_trial.change(**CIRCUMSTANCES[circumstance])


@given("中心没有本人的公积金账户")
def no_account(fund_trial: FundTrial) -> None:
    fund_trial.records["account"] = None


@given(parsers.parse('登记库 "{title}" 暂无答复'))
def silent_register(fund_trial: FundTrial, title: str) -> None:
    fund_trial.silent_titles.add(title)


@given(parsers.parse('本人于 "{day}" 被认定{kind}并限制 {years:d} 年'))
def banned(fund_trial: FundTrial, day: str, kind: str, years: int) -> None:
    decided = date.fromisoformat(day)
    until = decided.replace(year=decided.year + years)
    fund_trial.records["ban"] = Ban(kind=kind, decided_on=decided, until=until)


@given(parsers.parse("本人公积金账户自 {first} 起连续缴存至 {last}，基数 {base} 元、比例 {ratio}%"))
def paid_without_gap(fund_trial: FundTrial, first: str, last: str, base: str, ratio: str) -> None:
    part = Decimal(ratio) / 100
    fund_trial.change(paid_from=first, paid_through=last, base=cents(base), ratio_unit=part, ratio_person=part)


@given("本人公积金账户不由单位缴存")
def pays_alone(fund_trial: FundTrial) -> None:
    fund_trial.change(employer="")


@given(parsers.parse('本人上次为同一用途提取于 "{day}"'))
def withdrawn_before(fund_trial: FundTrial, day: str) -> None:
    fund_trial.draw(day, "1000.00")
