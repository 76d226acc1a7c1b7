"""What every withdrawal asks of the applicant, what holds for each, and the rules that several reasons share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.common import AccountForm, live_account
from tongban_housing_fund.law import amended, rule
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.records import Withdrawal

OF_THE_FUND: Final = "fund"  # the loan that a withdrawal repays, where it is the centre's own


class WithdrawalForm(AccountForm, frozen=True, kw_only=True):
    """The account that is drawn on, and the bank card that receives the money."""

    bank: Annotated[str, tb.Field("开户银行", section="收款账户")]
    card: Annotated[str, tb.BankCard("银行卡号", section="收款账户")]
    card_holder: Annotated[str, tb.Field("户名", section="收款账户", help="只能转入本人的银行账户")]


class AmountForm(WithdrawalForm, frozen=True, kw_only=True):
    """A withdrawal of part of the balance."""

    amount: Annotated[int, tb.Money("申请提取金额")]


@rule("HF-WD-01")
def own_card(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
    return tb.Breach.when(application.answers.card_holder != application.applicant.name)


@rule("HF-CM-04")
def no_open_loan(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
    """Where the place says so, an open loan blocks every withdrawal but that which repays it."""
    blocks, repaid = application.parameters.flag("loan_blocks_withdrawal"), getattr(application.answers, "loan", "")
    return tb.Breach.when(application.found(LOAN).settled_on is None and blocks and repaid != OF_THE_FUND)


@rule("HF-WD-08")
def reason_of_the_amendment(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
    """A reason that only the text of 国务院令第844号 knows."""
    return tb.Breach.when(not amended(application), since=application.parameters.text("regs_switch_date"))


def available(application: tb.Application[WithdrawalForm]) -> tb.Amount:
    """The balance less what has to stay in the account."""
    balance, kept = tb.yuan(live_account(application).balance), application.parameters.decimal("min_balance")
    working = f"{tb.Amount('', balance)} − 留存{tb.Amount('', kept)}" if kept else ""
    return tb.Amount("账户可用余额", balance - kept, working)


def whole(application: tb.Application[WithdrawalForm]) -> tb.Calculation:
    """All that is in the account, with its interest: the account is closed, so nothing stays."""
    account = live_account(application)
    principal, interest = tb.Amount("", account.principal), tb.Amount("", account.interest)
    return tb.Calculation(tb.Amount("账户全部余额", account.balance, f"本金{principal} + 利息{interest}"))


def at_most(*caps: Callable[[tb.Application[Any]], tb.Amount]) -> tb.Calculate:
    """The lowest of the balance and what caps it for one reason."""

    def limit(application: tb.Application[WithdrawalForm]) -> tb.Calculation:
        amounts = (available(application), *(cap(application) for cap in caps))
        return tb.Calculation(*amounts, tb.least("可提取额度", *amounts))

    return limit


def drawn(limit: tb.Calculate) -> tb.Calculate:
    """The amount to be paid: what is asked for, or the whole of the limit where the form asks for no amount."""

    def calculate(application: tb.Application[Any]) -> tb.Calculation:
        worked, answers = limit(application), application.answers
        if not isinstance(answers, AmountForm):
            return worked
        return tb.Calculation(*worked.amounts, tb.Amount("本次提取金额", answers.amount))

    return calculate


def past(
    purpose: str, drawn_for: str = "", *, title: str = "住房公积金提取记录", key: str = "past", **more: Any
) -> tb.Needs[Withdrawal]:
    """The last withdrawal for a purpose; `drawn_for` names the answer with the home or the person it was for."""
    return tb.Needs(
        "housing_fund.withdrawal",
        title,
        Withdrawal,
        key=key,
        by={"drawn_for": drawn_for} if drawn_for else (),
        where={"purpose": purpose},
        purpose="核对是否已经提取",
        **more,
    )


def once_in(months: str, last: tb.Needs[Withdrawal]) -> tb.Rule:
    """HF-WD-05 with the parameter that holds the months of one period, 0 where there is only one time."""

    @rule("HF-WD-05")
    def once_in_a_period(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
        paid_on, period = application.found(last).paid_on, application.parameters.integer(months)
        again = tb.add_months(paid_on, period)
        following = f"{again}起可再次申请" if period else "不能再次提取"
        return tb.Breach.when(not period or application.on < again, last=paid_on, next=following)

    return once_in_a_period


def not_in_the_same_year(other: tb.Needs[Withdrawal]) -> tb.Rule:
    """HF-BY-04: in one year a home is either bought or paid off from the account."""

    @rule("HF-BY-04")
    def not_in_the_same_year(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
        paid_on, one_of_two = application.found(other).paid_on, application.parameters.flag("purchase_or_repay")
        return tb.Breach.when(paid_on.year == application.on.year and one_of_two, last=paid_on)

    return not_in_the_same_year


def no_matter_for(field: str, option: str) -> tb.Rule:
    """A reason of art. 24 that no matter covers is pointed to the centre."""

    @rule("HF-WD-10", field=field)
    def no_matter_for(application: tb.Application[Any]) -> tb.Breaches:
        return tb.Breach.when(getattr(application.answers, field) == option)

    return no_matter_for
