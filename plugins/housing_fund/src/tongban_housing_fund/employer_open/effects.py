"""What a registration writes: the unit's account, reserved, opened or given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import (
    COMPETENT,
    Claim,
    Effect,
    Granted,
    Objection,
    RefusedByPlace,
    StepOutcome,
    StepReported,
    Withdrawn,
)
from tongban_housing_fund.employer_open.forms import AllotForm
from tongban_housing_fund.places import city_of

RESERVE: Final = """INSERT INTO housing_fund_employer
(account, number, city, name, ratio_unit, ratio_person, base, first_month, case_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"""
OPEN: Final = "UPDATE housing_fund_employer SET opened_on = $1 WHERE case_id = $2"
UNDO: Final = "DELETE FROM housing_fund_employer WHERE case_id = $1"
TAKEN: Final = Objection(
    rule="HF-EM-12",
    message="该单位账号已被使用，或该单位在本市已开户",
    field="account",
    remedy="请核对后分配新的单位账号",
)


def keep_account(effect: Effect) -> Sequence[tuple[str, tuple[object, ...]] | Claim]:
    """The account is reserved when allotted, open when granted, and free again if the case ends otherwise."""
    if COMPETENT not in effect.roles:
        return []
    match effect.event:
        case StepReported(step="allot", outcome=StepOutcome.DONE):
            return [Claim(sql=RESERVE, arguments=_row(effect), otherwise=TAKEN)]
        case Granted():
            return [(OPEN, (effect.on, effect.case_id))]
        case RefusedByPlace() | Withdrawn():
            return [(UNDO, (effect.case_id,))]
    return []


def _row(effect: Effect) -> tuple[object, ...]:
    unit, allotted = effect.applicant, effect.report("allot", AllotForm)
    ratios = (str(effect.answers[name]) for name in ("ratio_unit", "ratio_person"))
    return (
        allotted.account,
        unit.number,
        city_of(effect.answers["city"]),
        unit.name,
        *ratios,
        allotted.base,
        effect.answers["first_month"],
        effect.case_id,
    )
