"""A withdrawal as a matter: what one reason adds to what they all share, and what is written of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from operator import gt
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.common import ACCOUNT_RULES, identity, not_banned, to_the_account
from tongban_housing_fund.law import REGULATIONS, fund_matter, rule
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, agreed, calculated, result, three_facts
from tongban_housing_fund.tables import SQL, WithdrawalRow
from tongban_housing_fund.withdrawals import common

TITLES: Final = ("核定提取金额", "向本人账户付款", "核对到账")
withdrawal_matter: Final = partial(fund_matter, route=to_the_account)
CHANGED: Final = rule.objection("HF-WD-09")


def drawing(purpose: str, drawn_for: str, amount: tb.Calculate, *counted: tb.Needs[Any]) -> tb.Effects:
    """The withdrawal is recorded under its purpose, with the answer that it is for; what pays all there is, closes.

    An account that is to be closed stays held until the money has arrived: it may come back until then.
    """

    def hold(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
        """What the amount was worked out from is claimed: the balance, and that what was `counted` is all there is."""
        account, cents, thing = effect.found(ACCOUNT), calculated(effect), getattr(effect.answers, drawn_for, "")
        part = isinstance(effect.answers, common.AmountForm)
        least, whole = (cents + common.kept(effect).cents, None) if part else (cents, account.balance)
        yield SQL["one_by_one"], ("withdrawal",)
        yield tb.Claim((SQL["hold"], (effect.id, account.number, least, whole)), otherwise=CHANGED)
        held = (effect.id, effect.applicant.number, account.city, purpose, thing, common.year_of(effect), cents)
        known = ",".join(each.number for need in counted for each in common.every(effect, need)) if counted else None
        yield tb.Claim((SQL["record"], (*held, effect.today, amount(effect).result.cents, known)), otherwise=CHANGED)

    def pay(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
        paid = effect.entered(PAID, PaidForm)
        yield SQL["draw"], (paid.amount, effect.id)
        if isinstance(effect.answers, common.AmountForm):
            yield SQL["release"], (effect.id,)
        yield tb.update(WithdrawalRow, {"amount": paid.amount, "paid_on": paid.paid_on}, case_id=effect.id)

    return {tb.cleared(PAID): hold, tb.done(PAID): pay, tb.undone(PAID): _undo, tb.done(ARRIVED): _arrive}


def _undo(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """What was paid and has come back is in the account again; what was only held is free."""
    yield SQL["put_back"], (effect.found(ACCOUNT).number, effect.id)
    yield SQL["release"], (effect.id,)
    yield tb.delete(WithdrawalRow, case_id=effect.id)


def _arrive(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    arrived = effect.entered(ARRIVED, ArrivedForm)
    yield tb.update(WithdrawalRow, {"arrived": arrived.amount, "arrived_on": arrived.arrived_on}, case_id=effect.id)
    yield SQL["close"], (effect.today, effect.id)
    yield SQL["release"], (effect.id,)


def withdrawal(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    form: type[common.WithdrawalForm],
    limit: tb.Calculate,
    drawn_for: str = "",
    alike: tb.Needs[Any] = common.DRAWN_FOR,
    own: tuple[str, tuple[str, ...]] | None = None,
    together: common.Together | None = None,
    about: tb.Role | tuple[tb.Role, ...] = tb.Role.APPLICANT,
    needs: tuple[tb.Needs[Any], ...] = (),
    materials: tuple[tb.Material, ...] = (),
    rules: tuple[tb.Rule, ...] = (),
    **more: Any,
) -> tb.Matter:
    """The matter of one reason, whose purpose is the last word of its id; `own` says when the account is one's own.

    `limit` works out what may be drawn, `about` says whose account it is; `drawn_for` names the answer that it is for,
    of which `alike` tells, and for which a couple may draw `together`.
    """
    purpose, amount, account = id.partition(".")[2], common.drawn(limit), replace(ACCOUNT, about=about)
    told = (replace(alike, by={"drawn_for": drawn_for}, about=about),) if drawn_for else ()
    counted = (common.PAST, *told) if told or issubclass(form, common.AmountForm) else ()
    shared = (common.jointly(together),) if together else ()
    within = agreed("HF-WD-02", lambda known: known.answers.amount, result(limit), wrong=gt)
    limited = (within,) if issubclass(form, common.AmountForm) else ()
    return withdrawal_matter(
        id=id,
        name=name,
        basis=(tb.Basis(REGULATIONS, "第二十四条"),),
        promised_term="withdraw_decide_days",
        form=form,
        needs=(account, replace(BAN, about=about), replace(LOAN, about=about), *counted, *needs),
        materials=(replace(identity(account), shown_when=own), *materials),
        rules=(*ACCOUNT_RULES, common.own_card, not_banned(BAN), common.no_open_loan, *rules, *shared, *limited),
        calculation=amount,
        procedure=three_facts(amount, within="withdraw_step_days", titles=TITLES),
        results=(tb.Result("withdrawal_notice", f"{name}办结通知", partial(_notice, calculate=amount)),),
        effects=drawing(purpose, drawn_for, amount, *counted),
        **more,
    )


def _notice(application: tb.Application[common.WithdrawalForm], calculate: tb.Calculate) -> list[tb.Line]:
    answers = application.answers
    return [
        *calculate(application).lines,
        ("付款", str(application.entered(PAID, PaidForm))),
        ("到账", f"{application.entered(ARRIVED, ArrivedForm)}，{answers.bank}（尾号{answers.card[-4:]}）"),
    ]
