"""`hf.settle_part`: 提前部分偿还住房公积金贷款."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import Amount, Application, Breach, Breaches, Calculation, Choice, Money, Written, yuan
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.loan import LoanForm, open_loan
from tongban_housing_fund.loans.repayment import repayment
from tongban_housing_fund.payment import ArrivedForm

REPAY: Final = "UPDATE housing_fund_loan SET principal = principal - $1, held_by = NULL WHERE held_by = $2"
KEEP: Final = (("term", "期限缩短，月供大致不变"), ("instalment", "期限不变，月供减少"))


class PartForm(LoanForm, frozen=True, kw_only=True):
    """How much is repaid, and what it changes."""

    amount: Annotated[int, Money("提前还款本金")]
    keep: Annotated[str, Choice("还款后的安排", options=KEEP)]


def repaid(application: Application[PartForm]) -> Calculation | None:
    """What is paid in."""
    return Calculation(Amount("提前还款本金", yuan(application.answers.amount)))


def remaining(application: Application[PartForm]) -> Calculation | None:
    """The principal that is left."""
    loan = open_loan(application)
    if loan is None:
        return None
    before, paid = Amount("剩余本金", yuan(loan.principal)), Amount("提前还款本金", yuan(application.answers.amount))
    return Calculation(before, paid, Amount("还款后剩余本金", before.value - paid.value, f"{before} − {paid}"))


@rule("HF-SF-03")
def part_of_the_principal(application: Application[PartForm]) -> Breaches:
    """Not less than the place accepts, and less than all of it."""
    loan, least = open_loan(application), application.parameters.decimal("part_min")
    if loan and not least <= yuan(application.answers.amount) < yuan(loan.principal):
        yield Breach(least=least, principal=yuan(loan.principal))


def lowered(arrived: ArrivedForm, case_id: str) -> Written:
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
