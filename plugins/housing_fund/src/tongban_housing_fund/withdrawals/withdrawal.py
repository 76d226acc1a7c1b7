"""A withdrawal as a matter: what one reason adds to what they all share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.common import ACCOUNT_RULES, identity, not_banned, to_the_account
from tongban_housing_fund.law import REGULATIONS, fund_matter
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, three_facts
from tongban_housing_fund.withdrawals.effects import Draw, draw, drawing
from tongban_housing_fund.withdrawals.forms import AmountForm, WithdrawalForm
from tongban_housing_fund.withdrawals.rules import drawn, no_open_loan, once_in, own_card, past, within_limit

REASONS: Final = tb.Basis(REGULATIONS, "第二十四条")
TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")
TERM: Final = "withdraw_decide_days"


def withdrawal(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    form: type[WithdrawalForm],
    limit: tb.Calculate,
    once_in_months: str = "",
    drawn_for: str = "",
    about: tb.Role | tuple[tb.Role, ...] = tb.Role.APPLICANT,
    needs: tuple[tb.Needs[Any], ...] = (),
    materials: tuple[tb.Material, ...] = (),
    rules: tuple[tb.Rule, ...] = (),
    draw: Draw = draw,
    **more: Any,
) -> tb.Matter:
    """The matter of one reason, whose purpose is the last word of its id.

    `limit` works out what may be drawn, `draw` says what becomes of the account, `about` whose account it is;
    `drawn_for` names the answer that holds the home, or the person inherited from; `once_in_months` is the parameter
    of the period in which the purpose serves only once.
    """
    purpose, amount = id.partition(".")[2], drawn(limit)
    account, last = replace(ACCOUNT, about=about), past(purpose, drawn_for)
    once = (once_in(once_in_months, last),) if once_in_months else ()
    limited = (within_limit(limit),) if issubclass(form, AmountForm) else ()
    return fund_matter(
        id=id,
        name=name,
        basis=(REASONS,),
        promised_term=TERM,
        form=form,
        needs=(account, replace(BAN, about=about), replace(LOAN, about=about), *((last,) if once else ()), *needs),
        materials=(identity(account), *materials),
        rules=(*ACCOUNT_RULES, own_card, not_banned, no_open_loan, *rules, *once, *limited),
        route=to_the_account,
        calculation=amount,
        procedure=three_facts(amount, within=TERM, titles=TITLES),
        results=(tb.Result("withdrawal_notice", f"{name}办结通知", partial(notice, calculate=amount)),),
        effects=drawing(purpose, drawn_for, draw),
        **more,
    )


def notice(application: tb.Application[WithdrawalForm], calculate: tb.Calculate) -> list[tb.Line]:
    """The paper that closes a withdrawal: how the amount was worked out, what was paid and what arrived."""
    paid, answers = application.entered(PAID, PaidForm), application.answers
    return [
        *calculate(application).lines,
        ("付款", f"{paid.paid_on} 付{tb.spoken(tb.yuan(paid.amount))}，凭证号{paid.voucher}"),
        ("到账", f"{application.entered(ARRIVED, ArrivedForm)}，{answers.bank}（尾号{answers.card[-4:]}）"),
    ]
