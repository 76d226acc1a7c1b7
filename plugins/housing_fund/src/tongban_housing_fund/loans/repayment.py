"""A repayment ahead of time as a matter: what full and partial repayment share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import (
    CONTRACT,
    LENDING,
    THE_LOAN,
    LoanForm,
    loan_exists,
    not_in_arrears,
    not_settled,
    to_the_lender,
)
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, CollectedForm, three_facts
from tongban_housing_fund.tables import LoanRow

HELD: Final = rule.objection("HF-LN-03")
HOLD: Final = """UPDATE housing_fund_loan SET held_by = $1
WHERE contract = $2 AND settled_on IS NULL AND held_by IS NULL"""


def repayment(
    *,
    name: str,
    amount: tb.Calculate,
    working: tb.Calculate,
    titles: tuple[str, str, str],
    book: Callable[[tb.Effect[Any]], tb.Written],
    outcome: str,
    rules: tuple[tb.Rule, ...] = (),
    at_payment: tuple[tb.Rule, ...] = (),
    **more: Any,
) -> tb.Matter:
    """`amount` is what has to be paid, `working` what is shown; `book` writes it, `outcome` says what follows."""
    steps = three_facts(
        amount,
        within="settle_wd",
        titles=titles,
        form=CollectedForm,
        due=lambda application: amount(application).result.value,
        at_payment=at_payment,
    )
    notice = partial(_repayment_notice, working=working, outcome=outcome)
    return fund_matter(
        name=name,
        basis=(LENDING,),
        promised_term="settle_wd",
        needs=(THE_LOAN,),
        materials=(CONTRACT,),
        rules=(loan_exists, not_settled, not_in_arrears, *rules),
        route=to_the_lender,
        calculation=working,
        procedure=steps,
        results=(tb.Result("repayment_notice", f"{name}办结通知", notice),),
        effects={
            tb.cleared(PAID): _hold,
            tb.undone(PAID): _release,
            tb.done(ARRIVED): lambda effect: [book(effect)],
        },
        **more,
    )


def _hold(effect: tb.Effect[LoanForm]) -> Iterable[tb.Written]:
    yield tb.Claim((HOLD, (effect.id, effect.found(THE_LOAN).contract)), otherwise=HELD)


def _release(effect: tb.Effect[LoanForm]) -> Iterable[tb.Written]:
    yield tb.update(LoanRow, {"held_by": None}, held_by=effect.id)


def _repayment_notice(application: tb.Application[LoanForm], *, working: tb.Calculate, outcome: str) -> list[tb.Line]:
    loan = application.found(THE_LOAN)
    return [
        ("借款合同编号", loan.contract),
        *working(application).lines,
        ("到账", str(application.entered(ARRIVED, ArrivedForm))),
        ("办理结果", outcome.format(home=loan.home)),
    ]
