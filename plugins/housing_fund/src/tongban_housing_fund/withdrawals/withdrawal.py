"""A withdrawal as a matter: what every one asks, what one reason adds to it, and what is written of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from operator import gt
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.common import ACCOUNT_RULES, AccountForm, by_the_account, not_banned, to_the_account
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import LOANS
from tongban_housing_fund.needs import ACCOUNT, BAN
from tongban_housing_fund.payment import PAYMENTS, put_back
from tongban_housing_fund.tables import SQL, WithdrawalRow
from tongban_housing_fund.withdrawals.purposes import Known, Purpose, every, kept

TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")
WHY: Final = ("close_reason", "deceased_number", "relation", "ground", "house_id", "contract")
Entered = tuple[type[tb.CalculatedForm], tuple[tb.Rule, ...]]
CHANGED: Final = rule.objection("HF-WD-09")
FROZEN: Final = rule.objection("HF-WD-11")


class WithdrawalForm(AccountForm, frozen=True, kw_only=True):
    """The account that is drawn on, and the bank card that receives the money."""

    bank: Annotated[str, tb.Field("开户银行", section="收款账户")]
    card: Annotated[str, tb.BankCard("银行卡号", section="收款账户")]
    card_holder: Annotated[str, tb.Field("户名", section="收款账户", sensitive=True, help="只能转入本人的银行账户")]


class AmountForm(WithdrawalForm, frozen=True, kw_only=True):
    """A withdrawal of part of the balance."""

    amount: Annotated[int, tb.Money("申请提取金额", least=1)]


own_card: Final = rule.named("HF-WD-01", "card_holder", lambda known: known.applicant.name)


def withdrawal(
    purpose: Purpose,
    limit: tb.Calculate,
    *,
    name: str,
    basis: tuple[tb.Basis, ...],
    own: tb.When | None = None,
    entered: Entered = (tb.CalculatedForm, ()),
    needs: tuple[tb.Needs[Any], ...] = (),
    materials: tuple[tb.Material, ...] = (),
    rules: tuple[tb.Rule, ...] = (),
    **more: Any,
) -> tb.Matter:
    """The matter of one reason, for which no more than the limit is drawn, or all of it where the account is closed.

    `own` says when the account is one's own, where it is not always, `entered` the form of what the centre works out.
    """
    within = rule.agreed("HF-WD-02", lambda known: known.answers.amount, tb.result_of(limit), wrong=gt)
    part = (partial(_asked_for, limit=limit), (rule.against("HF-WD-06", purpose.one_too_many), within))
    amount, limits = (limit, ()) if purpose.closes else part
    about = purpose.told.about
    account, ban = replace(ACCOUNT, about=about), replace(BAN, about=about, asked_when=own)
    own_money = (*ACCOUNT_RULES, own_card, not_banned(ban), rule.against("HF-CM-04", purpose.owes_else))
    steps: dict[str, Any] = {"within": "withdraw_step_days", "titles": TITLES, "by": entered[0], "rules": entered[1]}
    hold = partial(_hold, purpose=purpose, amount=amount)
    return fund_matter(
        id=f"hf.{purpose.name}",
        name=name,
        basis=basis,
        promised_term="withdraw_decide_days",
        needs=(account, ban, replace(LOANS, about=about), *purpose.needs, *needs),
        materials=(*by_the_account(account, own), *materials),
        rules=(*own_money, *rules, *limits),
        calculation=amount,
        procedure=PAYMENTS.three_facts(amount, **steps),
        results=(tb.Result("withdrawal_notice", f"{name}办结通知", partial(_notice, calculate=amount)),),
        effects=PAYMENTS.writes(cleared=hold, paid=_pay, undone=_undo, arrived=_arrive),
        **{"route": to_the_account, **more},
    )


def _asked_for(application: Known, limit: tb.Calculate) -> tb.Calculation:
    return tb.Calculation(*limit(application).amounts, tb.Amount("本次提取金额", application.answers.amount))


def _hold(effect: tb.Effect[Any], purpose: Purpose, amount: tb.Calculate) -> Iterable[tb.Written]:
    """What the amount was worked out from is claimed: the balance, and that what was counted is all there is."""
    account, cents = effect.found(ACCOUNT), tb.calculated(effect)
    least, whole = (cents, account.balance) if purpose.closes else (cents + kept(effect).cents, None)
    yield SQL["one_by_one"], ("account",)
    yield tb.Claim((SQL["hold"], (effect.id, account.number, least, whole)), otherwise=CHANGED)
    held = (effect.id, effect.applicant.number, account.city, purpose.name, purpose.of(effect), purpose.year(effect))
    counted = ",".join(each.number for need in purpose.needs for each in every(effect, need))
    worked_out = (cents, effect.today, amount(effect).result.cents, counted if purpose.needs else None)
    yield tb.Claim((SQL["record"], (*held, *worked_out)), otherwise=CHANGED)


def _pay(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """An account that is to be closed stays held until the money has arrived: it may come back until then."""
    paid = effect.entered(tb.PAID, tb.PaidForm)
    yield tb.Claim((SQL["not_frozen"], (effect.id,)), otherwise=FROZEN)
    yield SQL["move_out"], (effect.id, paid.amount)
    yield SQL["draw"], (effect.id,)
    yield SQL["go_on"], (effect.id,)
    yield tb.update(WithdrawalRow, {"amount": paid.amount, "paid_on": paid.paid_on}, case_id=effect.id)


def _undo(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    return *put_back(effect), tb.delete(WithdrawalRow, case_id=effect.id)


def _arrive(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    arrived = effect.entered(tb.ARRIVED, tb.ArrivedForm)
    yield tb.update(WithdrawalRow, {"arrived": arrived.amount, "arrived_on": arrived.arrived_on}, case_id=effect.id)
    yield SQL["close"], (effect.today, effect.id)
    yield SQL["release"], (effect.id,)


def _notice(known: Known, calculate: tb.Calculate) -> list[tb.Line]:
    return [
        ("缴存人", known.found(ACCOUNT).holder),  # by the register, whatever an heir has typed
        *tb.lines_of(known.answers, *WHY),
        *calculate(known).lines,
        ("付款", str(known.entered(tb.PAID, tb.PaidForm))),
        ("到账", f"{known.entered(tb.ARRIVED, tb.ArrivedForm)}，{known.answers.bank}（尾号{known.answers.card[-4:]}）"),
    ]
