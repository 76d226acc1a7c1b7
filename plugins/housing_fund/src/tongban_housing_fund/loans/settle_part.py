"""`hf.settle_part`: 提前部分偿还住房公积金贷款."""

from __future__ import annotations

from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.loan import LoanForm, open_loan
from tongban_housing_fund.loans.repayment import repayment
from tongban_housing_fund.payment import ArrivedForm

REPAY: Final = "UPDATE housing_fund_loan SET principal = principal - $1, held_by = NULL WHERE held_by = $2"
KEEP: Final = (("term", "期限缩短，月供大致不变"), ("instalment", "期限不变，月供减少"))


class PartForm(LoanForm, frozen=True, kw_only=True):
    """How much is repaid, and what it changes."""

    amount: Annotated[int, tb.Money("提前还款本金")]
    keep: Annotated[str, tb.Choice("还款后的安排", options=KEEP)]


def repaid(application: tb.Application[PartForm]) -> tb.Calculation:
    """What is paid in."""
    return tb.Calculation(tb.Amount("提前还款本金", tb.yuan(application.answers.amount)))


def remaining(application: tb.Application[PartForm]) -> tb.Calculation:
    """The principal that is left."""
    before, paid = tb.Amount("剩余本金", tb.yuan(open_loan(application).principal)), repaid(application).result
    return tb.Calculation(before, paid, tb.Amount("还款后剩余本金", before.value - paid.value, f"{before} − {paid}"))


@rule("HF-SF-03")
def part_of_the_principal(application: tb.Application[PartForm]) -> tb.Breaches:
    """Not less than the place accepts, and less than all of it."""
    least, principal = application.parameters.decimal("part_min"), tb.yuan(open_loan(application).principal)
    part = least <= tb.yuan(application.answers.amount) < principal
    return tb.Breach.when(not part, least=least, principal=principal)


def lowered(arrived: ArrivedForm, case_id: str) -> tb.Written:
    """The principal goes down by what arrived."""
    return REPAY, (arrived.amount, case_id)


SETTLE_PART: Final = repayment(
    id="hf.settle_part",
    name="提前部分偿还住房公积金贷款",
    form=PartForm,
    amount=repaid,
    working=remaining,
    titles=("核定还款本金", "收取还款", "核对到账并冲减本金"),
    book=lowered,
    outcome="剩余本金已冲减，新的还款计划由贷款中心另行送达",
    rules=(part_of_the_principal,),
)
