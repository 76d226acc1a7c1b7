"""HF-WD: what holds for every withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from tongban import (
    COMPETENT,
    Amount,
    Application,
    Basis,
    Breach,
    Breaches,
    Calculate,
    Calculation,
    Needs,
    Rule,
    yuan,
)
from tongban_housing_fund.common import live_account
from tongban_housing_fund.law import REGULATIONS, amended, rule
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.records import Withdrawal
from tongban_housing_fund.withdrawals.forms import AmountForm, WithdrawalForm

REASONS: Final = Basis(REGULATIONS, "第二十四条")


@rule("HF-WD-01")
def own_card(application: Application[WithdrawalForm]) -> Breaches:
    """The money goes to the account holder."""
    if application.answers.card_holder != application.applicant.name:
        yield Breach()


@rule("HF-WD-04")
def no_offset_contract(application: Application[WithdrawalForm]) -> Breaches:
    """Whoever repays a loan from the account does not draw on it besides."""
    loan = application.record(LOAN)
    if loan and loan.offset_contract and loan.settled_on is None:
        yield Breach()


@rule("HF-CM-04")
def no_open_loan(application: Application[WithdrawalForm]) -> Breaches:
    """Where the place says so, an open loan blocks every withdrawal."""
    loan = application.record(LOAN)
    if loan and loan.settled_on is None and application.parameters.flag("loan_blocks_withdrawal"):
        yield Breach()


@rule("HF-WD-08")
def reason_of_the_amendment(application: Application[WithdrawalForm]) -> Breaches:
    """A reason that only the text of 国务院令第844号 knows."""
    if not amended(application.on, application.parameters):
        yield Breach(since=application.parameters.text("regs_switch_date"))


def available(application: Application[WithdrawalForm]) -> Amount | None:
    """The balance less what has to stay in the account."""
    account = live_account(application)
    if account is None:
        return None
    balance, kept = yuan(account.balance), application.parameters.decimal("min_balance")
    return Amount("账户可用余额", balance - kept, f"{Amount('', balance)} − 留存{Amount('', kept)}" if kept else "")


def drawn(limit: Calculate) -> Calculate:
    """The amount to be paid: what is asked for, or the whole of the limit where the form asks for no amount."""

    def calculate(application: Application[Any]) -> Calculation | None:
        worked, answers = limit(application), application.answers
        if worked is None or not isinstance(answers, AmountForm):
            return worked
        return Calculation(*worked.amounts, Amount("本次提取金额", yuan(answers.amount)))

    return calculate


def within_limit(limit: Calculate) -> Rule:
    """HF-WD-02 with the limit of one reason."""

    @rule("HF-WD-02")
    def within_limit(application: Application[AmountForm]) -> Breaches:
        worked = limit(application)
        if worked and yuan(application.answers.amount) > worked.result.value:
            yield Breach(n=worked.result.value)

    return within_limit


def past(purpose: str, *, home: str = "") -> Needs[Withdrawal]:
    """The last withdrawal for a purpose, for one home where `home` names the answer that holds it."""
    return Needs(
        key="past",
        register="housing_fund.withdrawal",
        title="住房公积金提取记录",
        at=COMPETENT,
        record=Withdrawal,
        by={"home": home} if home else {},
        where={"purpose": purpose},
        purpose="核对该用途是否已经提取",
    )


def once_in(months: str, last: Needs[Withdrawal]) -> Rule:
    """HF-WD-05 with the parameter that holds the months of one period."""

    @rule("HF-WD-05")
    def once_in_a_period(application: Application[WithdrawalForm]) -> Breaches:
        done = application.record(last)
        again = months_later(done.paid_on, application.parameters.integer(months)) if done else None
        if done and again and application.on < again:
            yield Breach(last=done.paid_on, next=again)

    return once_in_a_period


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the first of the next month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)
