"""A withdrawal as a matter: what one reason adds to what they all share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tongban import Application, Calculate, Effects, Line, Material, Matter, Needs, Result, Rule, spoken, yuan
from tongban_housing_fund.common import ACCOUNT_RULES, IDENTITY, IN_PERSON, not_banned, to_the_account
from tongban_housing_fund.law import AUTHORITY, EDITION
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, three_facts
from tongban_housing_fund.withdrawals.effects import draw
from tongban_housing_fund.withdrawals.forms import AmountForm, WithdrawalForm
from tongban_housing_fund.withdrawals.rules import (
    REASONS,
    drawn,
    no_offset_contract,
    no_open_loan,
    own_card,
    within_limit,
)

TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")


def withdrawal(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    purpose: str,
    form: type[WithdrawalForm],
    limit: Calculate,
    needs: tuple[Needs[Any], ...] = (),
    materials: tuple[Material, ...] = (),
    rules: tuple[Rule, ...] = (),
    effects: Callable[[str], Effects] = draw,
) -> Matter:
    """The matter of one reason; `limit` works out what may be drawn, `effects` says what becomes of the account."""
    amount = drawn(limit)
    limited = (within_limit(limit),) if issubclass(form, AmountForm) else ()
    return Matter(
        id=id,
        name=name,
        edition=EDITION,
        authority=AUTHORITY,
        basis=(REASONS,),
        promised_term="withdraw_wd",
        form=form,
        needs=(ACCOUNT, BAN, LOAN, *needs),
        materials=(IDENTITY, *materials),
        rules=(*ACCOUNT_RULES, own_card, not_banned, no_offset_contract, no_open_loan, *rules, *limited),
        route=to_the_account,
        calculation=amount,
        procedure=three_facts(amount, within="withdraw_wd", titles=TITLES),
        checks=IN_PERSON,
        results=(Result(key="withdrawal_notice", title=f"{name}办结通知", compose=notice_of(amount)),),
        effects=effects(purpose),
    )


def notice_of(calculate: Calculate) -> Callable[[Application[Any]], list[Line]]:
    """The paper that closes a withdrawal: how the amount was worked out, what was paid and what arrived."""

    def notice(application: Application[WithdrawalForm]) -> list[Line]:
        worked, paid = calculate(application), application.report(PAID, PaidForm)
        arrived = application.report(ARRIVED, ArrivedForm)
        if not (worked and paid and arrived):
            return []
        card = f"{application.answers.bank}（尾号{application.answers.card[-4:]}）"
        return [
            *worked.lines,
            ("付款", f"{paid.paid_on} 付{spoken(yuan(paid.amount))}，凭证号{paid.voucher}"),
            ("到账", f"{arrived.arrived_on} 到账{spoken(yuan(arrived.amount))}，{card}"),
        ]

    return notice
