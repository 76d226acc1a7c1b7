"""What a withdrawal writes: held when cleared, drawn when paid, and what arrived beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import COMPETENT, Claim, Cleared, Effect, Effects, Objection, StepOutcome, StepReported, Written
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
CLOSE: Final = "UPDATE housing_fund_account SET status = 'closed', closed_on = $1 WHERE held_by = $2"
RECORD: Final = """INSERT INTO housing_fund_withdrawal (case_id, holder_number, city, purpose, home, calculated, amount,
paid_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
ARRIVE: Final = "UPDATE housing_fund_withdrawal SET arrived = $1, arrived_on = $2 WHERE case_id = $3"


def draw(purpose: str) -> Effects:
    """Part of the balance is paid out, the account goes on."""
    return lambda effect: _written(effect, purpose, [])


def draw_and_close(purpose: str) -> Effects:
    """The whole balance is paid out, the account is closed with it."""
    return lambda effect: _written(effect, purpose, [(CLOSE, (effect.on, effect.case_id))])


def _written(effect: Effect, purpose: str, before_drawing: list[Written]) -> Sequence[Written]:
    if COMPETENT not in effect.roles:
        return []
    match effect.event:
        case Cleared(step=step) if step == PAID:
            due = effect.report(CALCULATED, CalculatedForm).amount
            return [Claim(sql=HOLD, arguments=(effect.case_id, *_account(effect), due), otherwise=SHORT)]
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == PAID:
            paid = effect.report(PAID, PaidForm)
            return [*before_drawing, (DRAW, (paid.amount, effect.case_id)), _record(effect, purpose, paid)]
        case StepReported(step=step) if step == PAID:
            return [(RELEASE, (effect.case_id,))]
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == ARRIVED:
            arrived = effect.report(ARRIVED, ArrivedForm)
            return [(ARRIVE, (arrived.amount, arrived.arrived_on.isoformat(), effect.case_id))]
    return []


def _record(effect: Effect, purpose: str, paid: PaidForm) -> Written:
    calculated = effect.report(CALCULATED, CalculatedForm).amount
    home = str(effect.answers.get("home", ""))
    whose = (effect.case_id, *_account(effect), purpose, home)
    return RECORD, (*whose, calculated, paid.amount, paid.paid_on.isoformat())


def _account(effect: Effect) -> tuple[str, str]:
    return effect.applicant.number, city_of(effect.answers["city"])
