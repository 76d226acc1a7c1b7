"""`hf.repay`: 偿还购房贷款本息提取."""

from __future__ import annotations

from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.withdrawals.common import OF_THE_FUND, AmountForm, at_most, not_in_the_same_year, past
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

BOUGHT: Final = past("purchase", title="购房提取记录", key="bought")
LOANS: Final = ((OF_THE_FUND, "住房公积金贷款"), ("bank", "商业性住房贷款"))
AT_A_BANK: Final = ("loan", ("bank",))
STATEMENT: Final = tb.Material(
    "loan_statement",
    "贷款还款明细",
    (tb.Upload(),),
    reason="公积金贷款由系统核对，无需提交；商业贷款提交银行出具的还款明细",
    shown_when=AT_A_BANK,
)


class RepayForm(AmountForm, frozen=True, kw_only=True):
    """Which loan is repaid, and what was paid on it."""

    loan: Annotated[str, tb.Choice("偿还的贷款", options=LOANS)]
    paid: Annotated[int, tb.Money("本年已还本息", help="按银行出具的还款明细填写", shown_when=AT_A_BANK)] = 0


def repaid(application: tb.Application[RepayForm]) -> tb.Amount:
    """Principal and interest paid this year: by the centre's own books, else as the bank's statement says."""
    loan, answers = application.record(LOAN), application.answers
    if answers.loan == OF_THE_FUND:
        return tb.Amount("本年已还本息", loan.paid_this_year if loan else 0)
    return tb.Amount("本年已还本息", answers.paid)


@rule("HF-RP-01")
def repays(application: tb.Application[RepayForm]) -> tb.Breaches:
    return tb.Breach.when(repaid(application).value <= 0)


@rule("HF-WD-04")
def no_offset_contract(application: tb.Application[RepayForm]) -> tb.Breaches:
    """Whoever repays a loan from the account does not draw on it for the same loan."""
    loan = application.found(LOAN)
    return tb.Breach.when(loan.offset_contract and loan.settled_on is None)


REPAY: Final = withdrawal(
    id="hf.repay",
    name="偿还购房贷款本息提取住房公积金",
    form=RepayForm,
    limit=at_most(repaid),
    once_in_months="repay_period_months",
    needs=(BOUGHT,),
    materials=(STATEMENT,),
    rules=(repays, no_offset_contract, not_in_the_same_year(BOUGHT)),
)
