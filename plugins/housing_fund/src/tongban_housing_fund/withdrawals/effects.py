"""What a withdrawal writes: held when cleared, drawn when paid, and what arrived beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import COMPETENT, Claim, Cleared, Effect, Effects, Objection, Role, StepOutcome, StepReported, Written
from tongban_housing_fund.payment import ARRIVED, CALCULATED, PAID, ArrivedForm, CalculatedForm, PaidForm
from tongban_housing_fund.places import city_of

SHORT: Final = Objection(
    rule="HF-WD-09", message="账户余额不足或存在冻结、在途业务", field=PAID, remedy="请重新核验账户后再付款"
)
HOLD: Final = """UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE holder_number = $2 AND city = $3
AND status <> 'closed' AND pending = 0 AND frozen = 0 AND principal + interest >= $4"""
RELEASE: Final = "UPDATE housing_fund_account SET pending = 0, held_by = NULL WHERE held_by = $1"
DRAW: Final = """UPDATE housing_fund_account SET principal = principal + interest - $1, interest = 0,
pending = 0, held_by = NULL WHERE held_by = $2"""
CLOSE: Final = """UPDATE housing_fund_account SET status = 'closed', closed_on = $1
WHERE held_by = $2 AND principal + interest = $3"""
RECORD: Final = """INSERT INTO housing_fund_withdrawal (case_id, holder_number, city, purpose, drawn_for, calculated,
amount, paid_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
ARRIVE: Final = "UPDATE housing_fund_withdrawal SET arrived = $1, arrived_on = $2 WHERE case_id = $3"


def draw(purpose: str, drawn_for: str) -> Effects:
    """Part of the balance is paid out, the account goes on; the answer `drawn_for` is recorded with it."""
    return lambda effect: _written(effect, purpose, drawn_for, [])


def draw_and_close(purpose: str, drawn_for: str) -> Effects:
    """What is paid out is drawn; once nothing is left, the account is closed with it."""
    return lambda effect: _written(effect, purpose, drawn_for, [CLOSE])


def _written(effect: Effect, purpose: str, drawn_for: str, before_drawing: list[str]) -> Sequence[Written]:
    if COMPETENT not in effect.roles:
        return []
    match effect.event:
        case Cleared(step=step) if step == PAID:
            due = effect.report(CALCULATED, CalculatedForm).amount
            return [Claim(sql=HOLD, arguments=(effect.case_id, *_account(effect), due), otherwise=SHORT)]
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == PAID:
            paid = effect.report(PAID, PaidForm)
            closing = [(sql, (effect.on, effect.case_id, paid.amount)) for sql in before_drawing]
            return [*closing, (DRAW, (paid.amount, effect.case_id)), _record(effect, purpose, drawn_for, paid)]
        case StepReported(step=step) if step == PAID:
            return [(RELEASE, (effect.case_id,))]
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == ARRIVED:
            arrived = effect.report(ARRIVED, ArrivedForm)
            return [(ARRIVE, (arrived.amount, arrived.arrived_on.isoformat(), effect.case_id))]
    return []


def _record(effect: Effect, purpose: str, drawn_for: str, paid: PaidForm) -> Written:
    calculated = effect.report(CALCULATED, CalculatedForm).amount
    whose = (effect.case_id, effect.applicant.number, city_of(effect.answers["city"]), purpose)
    what = str(effect.answers.get(drawn_for, ""))
    return RECORD, (*whose, what, calculated, paid.amount, paid.paid_on.isoformat())


def _account(effect: Effect) -> tuple[str, str]:
    left = [party.number for party in effect.parties if party.role is Role.DECEASED]
    return (left or [effect.applicant.number])[0], city_of(effect.answers["city"])
