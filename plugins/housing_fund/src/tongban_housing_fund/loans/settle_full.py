"""`hf.settle_full`: 提前还清住房公积金贷款."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from tongban import Amount, Application, Breach, Breaches, Calculation, Day, Written, percent, yuan
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.loan import LoanForm, open_loan
from tongban_housing_fund.loans.repayment import repayment
from tongban_housing_fund.payment import ArrivedForm

SETTLE: Final = """UPDATE housing_fund_loan SET principal = 0, interest_from = $1, settled_on = $1,
mortgage_released_on = $1, held_by = NULL WHERE held_by = $2"""


class SettleForm(LoanForm, frozen=True, kw_only=True):
    """When the loan is to be repaid."""

    repay_on: Annotated[date, Day("还款日期", help="利息算到还款日期的前一日")]


def outstanding(application: Application[SettleForm]) -> Calculation | None:
    """Principal and the interest since the last payment day."""
    loan = open_loan(application)
    if loan is None:
        return None
    days = (application.answers.repay_on - loan.interest_from).days
    year = application.parameters.integer("loan_year_days")
    principal = Amount("剩余本金", yuan(loan.principal))
    owed = f"{principal} × {percent(loan.rate)} ÷ {year} × {days}天"
    interest = Amount("应计利息", principal.value * loan.rate * days / year, owed)
    total = Amount("应还总额", principal.value + interest.value, f"{principal} + {interest}")
    return Calculation(principal, interest, total)


@rule("HF-SF-04")
def repaid_from_today(application: Application[SettleForm]) -> Breaches:
    """Nobody repays in the past."""
    if application.answers.repay_on < application.on:
        yield Breach(today=application.on)


def settled(arrived: ArrivedForm, case_id: str) -> Written:
    """The loan is closed, and the mortgage released with it."""
    return SETTLE, (arrived.arrived_on.isoformat(), case_id)


SETTLE_FULL: Final = repayment(
    id="hf.settle_full",
    name="提前还清住房公积金贷款",
    form=SettleForm,
    amount=outstanding,
    working=outstanding,
    titles=("核定应还本息", "收取还款", "核对到账并结清"),
    book=settled,
    outcome="贷款结清，不动产单元{home}的抵押由中心通知登记机构注销",
    rules=(repaid_from_today,),
)
