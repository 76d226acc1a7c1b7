"""`hf.settle_full` 提前还清 and `hf.settle_part` 提前部分偿还: a loan repaid ahead of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from operator import gt
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.loan import REPAYABLE, THE_LOAN, LoanForm, entry, loan_matter, open_loan
from tongban_housing_fund.payment import PAYMENTS
from tongban_housing_fund.records import Loan
from tongban_housing_fund.tables import SQL, LoanRow

HELD: Final = rule.objection("HF-LN-03")
CHANGED: Final = rule.objection("HF-LN-04")
KEEP: Final = (("term", "期限缩短，月供大致不变"), ("instalment", "期限不变，月供减少"))


class RepaymentForm(LoanForm, frozen=True, kw_only=True):
    """When the loan is to be repaid."""

    repay_on: Annotated[date, tb.Day("还款日期", help="利息算到实际收款日的前一日；最迟在这一天收款")]


class PartForm(RepaymentForm, frozen=True, kw_only=True):
    """How much is repaid, and what it changes."""

    amount: Annotated[int, tb.Money("提前还款本金", help="应计利息另计，与本金一并收取")]
    keep: Annotated[str, tb.Choice("还款后的安排", options=KEEP)]


Repaying = tb.Application[RepaymentForm]


def days_owed(application: Repaying) -> int:
    """The days of interest: from the last payment day to that of collection, or while that is open the one agreed."""
    collected = application.report(tb.PAID, tb.PaidForm)
    until = collected.paid_on if collected else application.answers.repay_on
    return (until - open_loan(application).interest_from).days


def owed(application: Repaying) -> tb.Calculation:
    """What is repaid of the principal, all or a part, with its own interest (利随本清), and what is left."""
    answers, loan, year = application.answers, open_loan(application), application.parameters.integer("loan_year_days")
    before, days = tb.Amount("剩余本金", loan.principal), days_owed(application)
    repaid, told = before, [before]
    if isinstance(answers, PartForm):
        repaid = tb.Amount("提前还款本金", answers.amount)
        told = [before, repaid, tb.Amount("还款后剩余本金", before - repaid)]
    working = f"{repaid} × {tb.percent(loan.rate)} ÷ {year} × {days}天"
    interest = tb.Amount("应计利息", repaid.value * loan.rate * days / year, working)
    return tb.Calculation(*told, interest, tb.Amount("应还总额", repaid + interest))


@rule("HF-SF-03")
def part_of_the_principal(application: tb.Application[PartForm]) -> tb.Breaches:
    least, principal = application.parameters.decimal("part_min"), tb.yuan(open_loan(application).principal)
    is_part = least <= tb.yuan(application.answers.amount) < principal
    return tb.Breach.when(not is_part, least=least, principal=principal)


not_past: Final = rule.within(  # the notice names a day on which one can still pay
    "HF-SF-04", "repay_on", first=lambda known: known.on if known.report(tb.PAID, tb.PaidForm) else known.today
)
before_long: Final = rule.within(
    "HF-SF-07", "repay_on", last=lambda known: known.on + timedelta(known.parameters.integer("repay_within_days"))
)
timely: Final = rule.within("HF-SF-05", "paid_on", last=lambda it: it.answers.repay_on, reported=(tb.PAID, tb.PaidForm))
since_paid: Final = rule.against("HF-SF-08", lambda it: days_owed(it) < 0, day=lambda it: open_loan(it).interest_from)
no_more_than_agreed: Final = rule.agreed("HF-SF-06", tb.paid, tb.calculated, wrong=gt)


def _as_found(loan: Loan) -> dict[str, object]:
    """What a repayment is booked on; a rate that is reset once it is collected changes nothing of it."""
    return {name: getattr(loan, name) for name in ("contract", "principal", "interest_from")}


def _hold(effect: tb.Effect[LoanForm]) -> Iterable[tb.Written]:
    loan = effect.found(THE_LOAN)
    free = {**_as_found(loan), "rate": loan.rate, "settled_on": None, "held_by": None}
    yield tb.Claim(tb.update(LoanRow, {"held_by": effect.id}, **free), otherwise=HELD)


FREE: Final = lambda effect: [tb.update(LoanRow, {"held_by": None}, held_by=effect.id)]  # noqa: E731 - one statement


def _book(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """Interest on what is left goes on from where it was; on what is repaid it is paid."""
    loan, collected = effect.found(THE_LOAN), effect.entered(tb.PAID, tb.PaidForm)
    left = loan.principal - effect.answers.amount if isinstance(effect.answers, PartForm) else 0
    closed = {} if left else {"settled_on": collected.paid_on, "mortgage_released_on": effect.today}
    lowered = tb.update(LoanRow, {"principal": left, "held_by": None, **closed}, **_as_found(loan), held_by=effect.id)
    yield tb.Claim(lowered, otherwise=CHANGED)
    year = collected.paid_on.year
    yield SQL["count_repaid"], (str(year), collected.amount, loan.contract, str(year - 1))
    yield entry(effect, loan.contract, principal=left - loan.principal)


def _when(application: Repaying) -> str:
    return f"{tb.spoken_day(application.answers.repay_on)}；提前缴款的，应还总额按实际收款日重新计算，请先向中心核实"


def _notice(application: tb.Application[RepaymentForm], *, outcome: str) -> list[tb.Line]:
    loan = application.found(THE_LOAN)
    return [
        ("借款合同编号", loan.contract),
        *owed(application).lines,
        *tb.lines_of(application.answers, "keep"),
        ("到账", str(application.entered(tb.ARRIVED, tb.ArrivedForm))),
        ("办理结果", outcome.format(home=loan.home)),
    ]


def repayment(
    *, name: str, titles: tuple[str, str, str], outcome: str, rules: tuple[tb.Rule, ...] = (), **more: Any
) -> tb.Matter:
    """`titles` are those of the three steps; `outcome` says what follows."""
    taking: dict[str, Any] = {"form": tb.CollectedForm, "held": (timely, since_paid, no_more_than_agreed)}
    taking["notice"] = PAYMENTS.notice(owed, _when, lambda known: [("借款合同编号", open_loan(known).contract)])
    return loan_matter(
        name=name,
        promised_term="settle_wd",
        rules=(*REPAYABLE, not_past, before_long, since_paid, *rules),
        calculation=owed,
        procedure=PAYMENTS.three_facts(owed, due=tb.result_of(owed), within="settle_step_wd", titles=titles, **taking),
        results=(tb.Result("repayment_notice", f"{name}办结通知", partial(_notice, outcome=outcome)),),
        effects=PAYMENTS.writes(cleared=_hold, undone=FREE, arrived=_book),
        **more,
    )


SETTLE_FULL: Final = repayment(
    id="hf.settle_full",
    name="提前还清住房公积金贷款",
    form=RepaymentForm,
    titles=("核定应还本息", "收取还款", "核对到账并结清"),
    outcome="贷款结清，不动产单元{home}的抵押权随之消灭；可凭本通知或者贷款全部还清证明，向不动产登记机构申请注销抵押登记",
)
SETTLE_PART: Final = repayment(
    id="hf.settle_part",
    name="提前部分偿还住房公积金贷款",
    form=PartForm,
    titles=("核定应还本息", "收取还款", "核对到账并冲减本金"),
    outcome="剩余本金已冲减，新的还款计划由贷款中心另行送达",
    rules=(part_of_the_principal,),
)
