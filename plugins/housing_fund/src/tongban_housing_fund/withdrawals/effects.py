"""What a withdrawal writes: held when cleared, drawn when paid, and what arrived beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import ACCOUNT
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, PaidForm, calculated
from tongban_housing_fund.tables import AccountRow, WithdrawalRow
from tongban_housing_fund.withdrawals.forms import WithdrawalForm

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
    """The withdrawal is recorded under its purpose, with the answer `drawn_for`."""

    def pay(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
        paid = effect.entered(PAID, PaidForm)
        yield from draw(effect, paid)
        yield tb.insert(
            WithdrawalRow,
            case_id=effect.id,
            holder_number=effect.applicant.number,
            city=effect.found(ACCOUNT).city,
            purpose=purpose,
            drawn_for=getattr(effect.answers, drawn_for, ""),
            calculated=calculated(effect),
            amount=paid.amount,
            paid_on=paid.paid_on,
        )

    return {tb.cleared(PAID): hold, tb.done(PAID): pay, tb.undone(PAID): release, tb.done(ARRIVED): arrive}


def hold(effect: Withdrawing) -> Iterable[tb.Written]:
    """Nothing else can be done with the account while it is paid from."""
    yield tb.Claim((HOLD, (effect.id, effect.found(ACCOUNT).number, calculated(effect))), otherwise=SHORT)


def release(effect: Withdrawing) -> Iterable[tb.Written]:
    """Nothing was paid."""
    yield tb.update(AccountRow, {"pending": 0, "held_by": None}, held_by=effect.id)


def arrive(effect: Withdrawing) -> Iterable[tb.Written]:
    """What the applicant's bank has received."""
    arrived = effect.entered(ARRIVED, ArrivedForm)
    yield tb.update(WithdrawalRow, {"arrived": arrived.amount, "arrived_on": arrived.arrived_on}, case_id=effect.id)
