"""`hf.settle_full` 提前还清 and `hf.settle_part` 提前部分偿还: a loan repaid ahead of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import CONTRACT, LENDING, REPAYABLE, THE_LOAN, LoanForm, open_loan, to_the_lender
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, CollectedForm, PaidForm, three_facts
from tongban_housing_fund.tables import LoanRow

HELD: Final = rule.objection("HF-LN-03")
REPAY: Final = "UPDATE housing_fund_loan SET principal = principal - $1, held_by = NULL WHERE held_by = $2"
KEEP: Final = (("term", "期限缩短，月供大致不变"), ("instalment", "期限不变，月供减少"))


def repayment(
    *,
    name: str,
    amount: tb.Calculate,
    working: tb.Calculate,
    titles: tuple[str, str, str],
    book: Callable[[tb.Effect[Any]], tb.Written],
    outcome: str,
    rules: tuple[tb.Rule, ...] = (),
    at_payment: tuple[tb.Rule, ...] = (),
    **more: Any,
) -> tb.Matter:
    """`amount` is what has to be paid, `working` what is shown; `book` writes it, `outcome` says what follows."""
    steps = three_facts(
        amount, within="settle_wd", titles=titles, form=CollectedForm, due=amount, at_payment=at_payment
    )
    notice = partial(_repayment_notice, working=working, outcome=outcome)
    return fund_matter(
        name=name,
        basis=(LENDING,),
        promised_term="settle_wd",
        needs=(THE_LOAN,),
        materials=(CONTRACT,),
        rules=(*REPAYABLE, *rules),
        route=to_the_lender,
        calculation=working,
        procedure=steps,
        results=(tb.Result("repayment_notice", f"{name}办结通知", notice),),
        effects={
            tb.cleared(PAID): _hold,
            tb.undone(PAID): _release,
            tb.done(ARRIVED): lambda effect: [book(effect)],
        },
        **more,
    )


def _hold(effect: tb.Effect[LoanForm]) -> Iterable[tb.Written]:
    free = {"contract": effect.found(THE_LOAN).contract, "settled_on": None, "held_by": None}
    yield tb.Claim(tb.update(LoanRow, {"held_by": effect.id}, **free), otherwise=HELD)


def _release(effect: tb.Effect[LoanForm]) -> Iterable[tb.Written]:
    yield tb.update(LoanRow, {"held_by": None}, held_by=effect.id)


def _repayment_notice(application: tb.Application[LoanForm], *, working: tb.Calculate, outcome: str) -> list[tb.Line]:
    loan = application.found(THE_LOAN)
    return [
        ("借款合同编号", loan.contract),
        *working(application).lines,
        ("到账", str(application.entered(ARRIVED, ArrivedForm))),
        ("办理结果", outcome.format(home=loan.home)),
    ]


class SettleForm(LoanForm, frozen=True, kw_only=True):
    """When the loan is to be repaid."""

    repay_on: Annotated[date, tb.Day("还款日期", help="利息算到实际收款日的前一日；最迟在这一天收款")]


Settling = tb.Application[SettleForm]


def outstanding(application: Settling) -> tb.Calculation:
    """Principal and the interest since the last payment day, up to the day of collection once that is known."""
    loan, year = open_loan(application), application.parameters.integer("loan_year_days")
    collected = application.report(PAID, PaidForm)
    days = ((collected.paid_on if collected else application.answers.repay_on) - loan.interest_from).days
    principal = tb.Amount("剩余本金", loan.principal)
    owed = f"{principal} × {tb.percent(loan.rate)} ÷ {year} × {days}天"
    interest = tb.Amount("应计利息", principal.value * loan.rate * days / year, owed)
    total = tb.Amount("应还总额", principal + interest)
    return tb.Calculation(principal, interest, total)


@rule("HF-SF-04")
def repaid_from_today(application: Settling) -> tb.Breaches:
    return tb.Breach.when(application.answers.repay_on < application.on, today=application.on)


@rule("HF-SF-05")
def collected_in_time(application: Settling) -> tb.Breaches:
    """The borrower agreed to what is owed by that day; later it would be more."""
    until = application.answers.repay_on
    return tb.Breach.when(application.entered(PAID, PaidForm).paid_on > until, until=until)


def _settled(effect: tb.Effect[SettleForm]) -> tb.Written:
    day, arrived_on = effect.entered(PAID, PaidForm).paid_on, effect.entered(ARRIVED, ArrivedForm).arrived_on
    closed = {"principal": 0, "interest_from": day, "settled_on": day, "held_by": None}
    return tb.update(LoanRow, {**closed, "mortgage_released_on": arrived_on}, held_by=effect.id)


SETTLE_FULL: Final = repayment(
    id="hf.settle_full",
    name="提前还清住房公积金贷款",
    form=SettleForm,
    amount=outstanding,
    working=outstanding,
    titles=("核定应还本息", "收取还款", "核对到账并结清"),
    book=_settled,
    outcome="贷款结清，不动产单元{home}的抵押由中心通知登记机构注销",
    rules=(repaid_from_today,),
    at_payment=(collected_in_time,),
)


class PartForm(LoanForm, frozen=True, kw_only=True):
    """How much is repaid, and what it changes."""

    amount: Annotated[int, tb.Money("提前还款本金")]
    keep: Annotated[str, tb.Choice("还款后的安排", options=KEEP)]


def repaid(application: tb.Application[PartForm]) -> tb.Calculation:
    """What is paid in."""
    return tb.Calculation(tb.Amount("提前还款本金", application.answers.amount))


def remaining(application: tb.Application[PartForm]) -> tb.Calculation:
    """The principal that is left."""
    before, paid = tb.Amount("剩余本金", open_loan(application).principal), repaid(application).result
    return tb.Calculation(before, paid, tb.Amount("还款后剩余本金", before - paid))


@rule("HF-SF-03")
def part_of_the_principal(application: tb.Application[PartForm]) -> tb.Breaches:
    least, principal = application.parameters.decimal("part_min"), tb.yuan(open_loan(application).principal)
    part = least <= tb.yuan(application.answers.amount) < principal
    return tb.Breach.when(not part, least=least, principal=principal)


def _lowered(effect: tb.Effect[PartForm]) -> tb.Written:
    return REPAY, (effect.entered(ARRIVED, ArrivedForm).amount, effect.id)


SETTLE_PART: Final = repayment(
    id="hf.settle_part",
    name="提前部分偿还住房公积金贷款",
    form=PartForm,
    amount=repaid,
    working=remaining,
    titles=("核定还款本金", "收取还款", "核对到账并冲减本金"),
    book=_lowered,
    outcome="剩余本金已冲减，新的还款计划由贷款中心另行送达",
    rules=(part_of_the_principal,),
)
