"""What a transfer writes on the accounts: held when cleared, emptied and closed when paid out, credited when booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import COMPETENT, Claim, Cleared, Effect, Objection, Role, StepOutcome, StepReported, read_report
from tongban_housing_fund.fields import YES
from tongban_housing_fund.places import city_of
from tongban_housing_fund.transfer.forms import OUT, BookForm, PayOutForm

Written = tuple[str, tuple[object, ...]] | Claim

HELD: Final = Objection(
    rule="HF-TR-03", message="原账户存在冻结或在途业务", field="pay_out", remedy="请待冻结解除或在途业务办结后再办理"
)
HOLD: Final = """UPDATE housing_fund_account SET transfer_case = $1
WHERE holder_number = $2 AND city = $3 AND status = 'sealed' AND transfer_case IS NULL"""
RELEASE: Final = "UPDATE housing_fund_account SET transfer_case = NULL WHERE transfer_case = $1"
CLOSE: Final = """UPDATE housing_fund_account
SET principal = 0, interest = 0, status = 'closed', closed_on = $1, transfer_case = NULL WHERE transfer_case = $2"""
CREDIT: Final = "UPDATE housing_fund_account SET principal = principal + $1 WHERE holder_number = $2 AND city = $3"
BAN: Final = """UPDATE housing_fund_account SET fraud = 1, banned_until = $1 WHERE holder_number = $2 AND city = $3"""


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
    booked = read_report(effect.reports, "book", BookForm)
    return [(CREDIT, (booked.amount, *_account(effect, "in_city")))] if booked else []


def _ban(effect: Effect) -> list[Written]:
    """条例第四十一条: the ban of the out side goes with the person."""
    paid = read_report(effect.reports, "pay_out", PayOutForm)
    if paid is None or paid.fraud != YES:
        return []
    until = paid.banned_until.isoformat() if paid.banned_until else None
    return [(BAN, (until, *_account(effect, "in_city")))]


def _account(effect: Effect, city: str) -> tuple[str, str]:
    """Whose account, and in which city."""
    holder = next(party.number for party in effect.parties if party.role is Role.APPLICANT)
    return holder, city_of(effect.answers[city])
