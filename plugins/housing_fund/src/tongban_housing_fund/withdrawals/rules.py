"""HF-WD: what holds for every withdrawal, and the rules that several reasons share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tongban import (
    Amount,
    Application,
    Basis,
    Breach,
    Breaches,
    Calculate,
    Calculation,
    Needs,
    Rule,
    add_months,
    least,
    yuan,
)
from tongban_housing_fund.common import live_account
from tongban_housing_fund.law import REGULATIONS, amended, rule
from tongban_housing_fund.needs import LOAN, asked
from tongban_housing_fund.records import Withdrawal
from tongban_housing_fund.withdrawals.forms import AmountForm, WithdrawalForm

REASONS: Final = Basis(REGULATIONS, "第二十四条")


@rule("HF-WD-01")
def own_card(application: Application[WithdrawalForm]) -> Breaches:
    """The money goes to whoever applies."""
    if application.answers.card_holder != application.applicant.name:
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


def whole(application: Application[WithdrawalForm]) -> Calculation | None:
    """All that is in the account, with its interest: the account is closed, so nothing stays."""
    account = live_account(application)
    if account is None:
        return None
    principal, interest = Amount("", yuan(account.principal)), Amount("", yuan(account.interest))
    return Calculation(Amount("账户全部余额", yuan(account.balance), f"本金{principal} + 利息{interest}"))


def at_most(*caps: Callable[[Application[Any]], Amount]) -> Calculate:
    """The lowest of the balance and what caps it for one reason."""

    def limit(application: Application[WithdrawalForm]) -> Calculation | None:
        balance = available(application)
        if balance is None:
            return None
        amounts = (balance, *(cap(application) for cap in caps))
        return Calculation(*amounts, least("可提取额度", *amounts))

    return limit


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


def past(purpose: str, drawn_for: str = "", *, key: str = "past", **more: Any) -> Needs[Withdrawal]:
    """The last withdrawal for a purpose; `drawn_for` names the answer with the home or the person it was for."""
    by = {"drawn_for": drawn_for} if drawn_for else {}
    where, why = {"purpose": purpose}, "核对是否已经提取"
    return asked("withdrawal", "住房公积金提取记录", Withdrawal, key=key, by=by, where=where, purpose=why, **more)


def once_in(months: str, last: Needs[Withdrawal]) -> Rule:
    """HF-WD-05 with the parameter that holds the months of one period, 0 where there is only one time."""

    @rule("HF-WD-05")
    def once_in_a_period(application: Application[WithdrawalForm]) -> Breaches:
        done, period = application.record(last), application.parameters.integer(months)
        if done is None:
            return
        again = add_months(done.paid_on, period)
        if not period:
            yield Breach(last=done.paid_on, next="不能再次提取")
        elif application.on < again:
            yield Breach(last=done.paid_on, next=f"{again}起可再次申请")

    return once_in_a_period


def not_in_the_same_year(other: Needs[Withdrawal]) -> Rule:
    """HF-BY-04: in one year a home is either bought or paid off from the account."""

    @rule("HF-BY-04")
    def not_in_the_same_year(application: Application[WithdrawalForm]) -> Breaches:
        done = application.record(other)
        if done and done.paid_on.year == application.on.year and application.parameters.flag("purchase_or_repay"):
            yield Breach(last=done.paid_on)

    return not_in_the_same_year


def no_matter_for(field: str, option: str) -> Rule:
    """A reason of art. 24 that no matter covers is pointed to the centre."""

    @rule("HF-WD-10", field=field)
    def no_matter_for(application: Application[Any]) -> Breaches:
        if getattr(application.answers, field) == option:
            yield Breach()

    return no_matter_for
