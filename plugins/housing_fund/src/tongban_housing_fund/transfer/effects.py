"""What a transfer writes on the accounts: held when cleared, emptied and closed when paid out, credited when booked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import tongban as tb
from tongban_housing_fund.fields import YES
from tongban_housing_fund.law import rule
from tongban_housing_fund.payment import ArrivedForm
from tongban_housing_fund.places import city_of
from tongban_housing_fund.tables import AccountRow, BanRow
from tongban_housing_fund.transfer.forms import PayOutForm, TransferForm

HELD: Final = rule.objection("HF-TR-03")
HOLD: Final = """UPDATE housing_fund_account SET pending = 1, held_by = $1
WHERE holder_number = $2 AND city = $3 AND status = 'sealed' AND pending = 0"""
CREDIT: Final = "UPDATE housing_fund_account SET principal = principal + $1 WHERE holder_number = $2 AND city = $3"
FREE: Final = {"pending": 0, "held_by": None}
Transfer = tb.Effect[TransferForm]


def hold(effect: Transfer) -> Iterable[tb.Written]:
    """Nothing else can be done with the old account while it is paid out."""
    held = (effect.id, effect.applicant.number, city_of(effect.answers.out_city))
    yield tb.Claim((HOLD, held), otherwise=HELD)


def close(effect: Transfer) -> Iterable[tb.Written]:
    """The old account is empty and closed: one account per person."""
    emptied = {"principal": 0, "interest": 0, "status": "closed", "closed_on": effect.today}
    yield tb.update(AccountRow, {**emptied, **FREE}, held_by=effect.id)


def release(effect: Transfer) -> Iterable[tb.Written]:
    """Nothing was paid out."""
    yield tb.update(AccountRow, FREE, held_by=effect.id)


def credit(effect: Transfer) -> Iterable[tb.Written]:
    """What arrived stands in the new account, and a ban of the out side goes with the person (条例第四十一条)."""
    paid, number = effect.entered("pay_out", PayOutForm), effect.applicant.number
    yield CREDIT, (effect.entered("book", ArrivedForm).amount, number, city_of(effect.answers.in_city))
    if paid.fraud == YES:
        until = paid.banned_until or paid.opened
        ban = {"kind": "骗提骗贷（转出地认定）", "decided_on": effect.today, "until": until}
        yield tb.insert(BanRow, id=effect.id, person_number=number, **ban)


EFFECTS: Final[tb.Effects] = {
    tb.cleared("pay_out"): hold,
    tb.done("pay_out"): close,
    tb.undone("pay_out"): release,
    tb.done("book"): credit,
}
