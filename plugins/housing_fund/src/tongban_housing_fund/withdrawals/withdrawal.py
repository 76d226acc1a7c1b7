"""A withdrawal as a matter: what one reason adds to what they all share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from tongban import (
    Application,
    Calculate,
    Effects,
    FromRegister,
    Line,
    Material,
    Matter,
    Needs,
    Result,
    Role,
    Rule,
    Upload,
    spoken,
    yuan,
)
from tongban_housing_fund.common import ACCOUNT_RULES, IDENTITY, IN_PERSON, not_banned, to_the_account
from tongban_housing_fund.law import AUTHORITY, EDITION
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, three_facts
from tongban_housing_fund.withdrawals.effects import draw
from tongban_housing_fund.withdrawals.forms import AmountForm, WithdrawalForm
from tongban_housing_fund.withdrawals.rules import REASONS, drawn, no_open_loan, once_in, own_card, past, within_limit

TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")
TERM: Final = "withdraw_decide_days"


def withdrawal(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    purpose: str,
    form: type[WithdrawalForm],
    limit: Calculate,
    once_in_months: str = "",
    drawn_for: str = "",
    about: Role | tuple[Role, ...] = Role.APPLICANT,
    needs: tuple[Needs[Any], ...] = (),
    materials: tuple[Material, ...] = (),
    rules: tuple[Rule, ...] = (),
    effects: Callable[[str, str], Effects] = draw,
) -> Matter:
    """The matter of one reason.

    `limit` works out what may be drawn, `effects` says what becomes of the account, `about` whose account it is;
    `drawn_for` names the answer that holds the home, or the person inherited from; `once_in_months` is the parameter
    of the period in which the purpose serves only once.
    """
    last = past(purpose, drawn_for)
    once = (once_in(once_in_months, last),) if once_in_months else ()
    amount = drawn(limit)
    account = replace(ACCOUNT, about=about)
    limited = (within_limit(limit),) if issubclass(form, AmountForm) else ()
    return Matter(
        id=id,
        name=name,
        edition=EDITION,
        authority=AUTHORITY,
        basis=(REASONS,),
        promised_term=TERM,
        form=form,
        needs=(account, replace(BAN, about=about), replace(LOAN, about=about), *([last] if once else []), *needs),
        materials=(replace(IDENTITY, sources=(FromRegister(account), Upload())), *materials),
        rules=(*ACCOUNT_RULES, own_card, not_banned, no_open_loan, *rules, *once, *limited),
        route=to_the_account,
        calculation=amount,
        procedure=three_facts(amount, within=TERM, titles=TITLES),
        checks=IN_PERSON,
        results=(Result(key="withdrawal_notice", title=f"{name}办结通知", compose=notice_of(amount)),),
        effects=effects(purpose, drawn_for),
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
