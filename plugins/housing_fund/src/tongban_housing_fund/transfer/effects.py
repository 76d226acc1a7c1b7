"""What a transfer writes on the accounts: held when cleared, emptied and closed when paid out, credited when booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import COMPETENT, Claim, Cleared, Effect, Objection, StepOutcome, StepReported, Written
from tongban_housing_fund.fields import YES
from tongban_housing_fund.places import city_of
from tongban_housing_fund.transfer.forms import OUT, BookForm, PayOutForm

HELD: Final = Objection(
    rule="HF-TR-03", message="原账户存在冻结或在途业务", field="pay_out", remedy="请待冻结解除或在途业务办结后再办理"
)
HOLD: Final = """UPDATE housing_fund_account SET pending = 1, held_by = $1
WHERE holder_number = $2 AND city = $3 AND status = 'sealed' AND pending = 0"""
RELEASE: Final = "UPDATE housing_fund_account SET pending = 0, held_by = NULL WHERE held_by = $1"
CLOSE: Final = """UPDATE housing_fund_account
SET principal = 0, interest = 0, status = 'closed', closed_on = $1, pending = 0, held_by = NULL WHERE held_by = $2"""
CREDIT: Final = "UPDATE housing_fund_account SET principal = principal + $1 WHERE holder_number = $2 AND city = $3"
BAN: Final = """INSERT INTO housing_fund_ban (id, person_number, kind, decided_on, until)
VALUES ($1, $2, '骗提骗贷（转出地认定）', $3, $4) ON CONFLICT DO NOTHING"""


def move_account(effect: Effect) -> Sequence[Written]:
    """The statements for this place's account, or for both where one node holds both."""
    out = _at_out(effect) if OUT in effect.roles else []
    return [*out, *(_at_in(effect) if COMPETENT in effect.roles else [])]


def _at_out(effect: Effect) -> list[Written]:
    match effect.event:
        case Cleared(step="pay_out"):
            return [Claim(sql=HOLD, arguments=(effect.case_id, *_account(effect, "out_city")), otherwise=HELD)]
        case StepReported(step="pay_out", outcome=StepOutcome.DONE):
            return [(CLOSE, (effect.on, effect.case_id))]
        case StepReported(step="pay_out"):
            return [(RELEASE, (effect.case_id,))]
    return []


def _at_in(effect: Effect) -> list[Written]:
    match effect.event:
        case StepReported(step="book", outcome=StepOutcome.DONE):
            return [*_credit(effect), *_ban(effect)]
    return []


def _credit(effect: Effect) -> list[Written]:
    booked = effect.report("book", BookForm)
    return [(CREDIT, (booked.amount, *_account(effect, "in_city")))]


def _ban(effect: Effect) -> list[Written]:
    """条例第四十一条: the ban of the out side goes with the person."""
    paid = effect.report("pay_out", PayOutForm)
    if paid.fraud != YES:
        return []
    until = (paid.banned_until or paid.opened).isoformat()
    return [(BAN, (effect.case_id, effect.applicant.number, effect.on, until))]


def _account(effect: Effect, city: str) -> tuple[str, str]:
    """Whose account, and in which city."""
    return effect.applicant.number, city_of(effect.answers[city])
