"""A withdrawal as a matter: what one reason adds to what they all share, and what is written of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from operator import gt
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.common import ACCOUNT_RULES, identity, not_banned, to_the_account
from tongban_housing_fund.law import REGULATIONS, fund_matter, rule
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, agreed, calculated, three_facts
from tongban_housing_fund.tables import AccountRow, WithdrawalRow
from tongban_housing_fund.withdrawals.common import (
    AmountForm,
    WithdrawalForm,
    drawn,
    no_open_loan,
    once_in,
    own_card,
    past,
)

TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")
TERM: Final = "withdraw_decide_days"
SHORT: Final = rule.objection("HF-WD-09")
HOLD: Final = """UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE number = $2
AND status <> 'closed' AND pending = 0 AND frozen = 0 AND principal + interest >= $3"""
DRAW: Final = """UPDATE housing_fund_account SET principal = principal + interest - $1, interest = 0,
pending = 0, held_by = NULL WHERE held_by = $2"""
CLOSE: Final = """UPDATE housing_fund_account SET status = 'closed', closed_on = $1
WHERE held_by = $2 AND principal + interest = $3"""
Withdrawing = tb.Effect[WithdrawalForm]
Draw = Callable[[Withdrawing, PaidForm], Iterable[tb.Written]]


def draw(effect: Withdrawing, paid: PaidForm) -> Iterable[tb.Written]:
    """Part of the balance is paid out, the account goes on."""
    yield DRAW, (paid.amount, effect.id)


def draw_and_close(effect: Withdrawing, paid: PaidForm) -> Iterable[tb.Written]:
    """What is paid out is drawn; where nothing is left, the account is closed with it."""
    yield CLOSE, (effect.today, effect.id, paid.amount)
    yield from draw(effect, paid)


def drawing(purpose: str, drawn_for: str, draw: Draw) -> tb.Effects:
    """The withdrawal is recorded under its purpose, with the answer that it is for."""

    def hold(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
        held = (effect.id, effect.found(ACCOUNT).number, calculated(effect))
        yield tb.Claim((HOLD, held), otherwise=SHORT)
        yield tb.insert(
            WithdrawalRow,
            case_id=effect.id,
            holder_number=effect.applicant.number,
            city=effect.found(ACCOUNT).city,
            purpose=purpose,
            drawn_for=str(getattr(effect.answers, drawn_for, "")),
            calculated=calculated(effect),
            amount=calculated(effect),
            paid_on="",
        )

    def pay(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
        paid = effect.entered(PAID, PaidForm)
        yield from draw(effect, paid)
        yield tb.update(WithdrawalRow, {"amount": paid.amount, "paid_on": paid.paid_on}, case_id=effect.id)

    return {tb.cleared(PAID): hold, tb.done(PAID): pay, tb.undone(PAID): _release, tb.done(ARRIVED): _arrive}


def _release(effect: Withdrawing) -> Iterable[tb.Written]:
    yield tb.update(AccountRow, {"pending": 0, "held_by": None}, held_by=effect.id)
    yield tb.delete(WithdrawalRow, case_id=effect.id)


def _arrive(effect: Withdrawing) -> Iterable[tb.Written]:
    arrived = effect.entered(ARRIVED, ArrivedForm)
    yield tb.update(WithdrawalRow, {"arrived": arrived.amount, "arrived_on": arrived.arrived_on}, case_id=effect.id)


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
    `drawn_for` names the answer that it is for; `once_in_months` is the period's parameter.
    """
    purpose, amount = id.partition(".")[2], drawn(limit)
    account, last = replace(ACCOUNT, about=about), past(purpose, drawn_for)
    once = (once_in(once_in_months, last),) if once_in_months else ()
    within = agreed("HF-WD-02", lambda known: known.answers.amount, lambda known: limit(known).result.value, wrong=gt)
    limited = (within,) if issubclass(form, AmountForm) else ()
    return fund_matter(
        id=id,
        name=name,
        basis=(tb.Basis(REGULATIONS, "第二十四条"),),
        promised_term=TERM,
        form=form,
        needs=(account, replace(BAN, about=about), replace(LOAN, about=about), *((last,) if once else ()), *needs),
        materials=(identity(account), *materials),
        rules=(*ACCOUNT_RULES, own_card, not_banned(BAN), no_open_loan, *rules, *once, *limited),
        route=to_the_account,
        calculation=amount,
        procedure=three_facts(amount, within=TERM, titles=TITLES),
        results=(tb.Result("withdrawal_notice", f"{name}办结通知", partial(_notice, calculate=amount)),),
        effects=drawing(purpose, drawn_for, draw),
        **more,
    )


def _notice(application: tb.Application[WithdrawalForm], calculate: tb.Calculate) -> list[tb.Line]:
    paid, answers = application.entered(PAID, PaidForm), application.answers
    return [
        *calculate(application).lines,
        ("付款", f"{tb.spoken_day(paid.paid_on)}付{tb.spoken(paid.amount)}，凭证号{paid.voucher}"),
        ("到账", f"{application.entered(ARRIVED, ArrivedForm)}，{answers.bank}（尾号{answers.card[-4:]}）"),
    ]
