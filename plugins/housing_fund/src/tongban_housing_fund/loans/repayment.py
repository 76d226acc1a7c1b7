"""A repayment ahead of time as a matter: what full and partial repayment share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tongban import (
    COMPETENT,
    Application,
    Calculate,
    Claim,
    Cleared,
    Effect,
    Effects,
    Line,
    Matter,
    Objection,
    Result,
    Rule,
    StepOutcome,
    StepReported,
    Written,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IN_PERSON
from tongban_housing_fund.law import AUTHORITY, EDITION
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
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, three_facts
from tongban_housing_fund.places import city_of

HELD: Final = Objection(
    rule="HF-LN-03", message="贷款已结清或有在途还款业务", field=PAID, remedy="请重新核验贷款后再办理"
)
HOLD: Final = """UPDATE housing_fund_loan SET held_by = $1
WHERE borrower_number = $2 AND city = $3 AND settled_on IS NULL AND held_by IS NULL"""
RELEASE: Final = "UPDATE housing_fund_loan SET held_by = NULL WHERE held_by = $1"
Book = Callable[[ArrivedForm, str], Written]


def repayment(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    form: type[LoanForm],
    amount: Calculate,
    working: Calculate,
    titles: tuple[str, str, str],
    book: Book,
    outcome: str,
    rules: tuple[Rule, ...] = (),
) -> Matter:
    """`amount` is what has to be paid, `working` what is shown; `book` writes it, `outcome` says what follows."""
    return Matter(
        id=id,
        name=name,
        edition=EDITION,
        authority=AUTHORITY,
        basis=(LENDING,),
        promised_term="settle_wd",
        form=form,
        needs=(THE_LOAN,),
        materials=(CONTRACT,),
        rules=(loan_exists, not_settled, not_in_arrears, *rules),
        route=to_the_lender,
        calculation=working,
        procedure=three_facts(amount, within="settle_wd", titles=titles),
        checks=IN_PERSON,
        results=(Result(key="repayment_notice", title=f"{name}办结通知", compose=notice_of(working, outcome)),),
        effects=held_while_paid(book),
    )


def held_while_paid(book: Book) -> Effects:
    """The loan is held while money moves, and booked when it has arrived."""

    def written(effect: Effect) -> Sequence[Written]:
        if COMPETENT not in effect.roles:
            return []
        match effect.event:
            case Cleared(step=step) if step == PAID:
                held = (effect.case_id, effect.applicant.number, city_of(effect.answers["city"]))
                return [Claim(sql=HOLD, arguments=held, otherwise=HELD)]
            case StepReported(step=step, outcome=StepOutcome.DONE) if step == ARRIVED:
                return [book(effect.report(ARRIVED, ArrivedForm), effect.case_id)]
            case StepReported(step=step, outcome=outcome) if step == PAID and outcome is not StepOutcome.DONE:
                return [(RELEASE, (effect.case_id,))]
        return []

    return written


def notice_of(working: Calculate, outcome: str) -> Callable[[Application[LoanForm]], list[Line]]:
    """The paper that closes a repayment: how the amount was worked out, that it arrived, and what follows."""

    def notice(application: Application[LoanForm]) -> list[Line]:
        loan, worked = application.record(THE_LOAN), working(application)
        arrived = application.report(ARRIVED, ArrivedForm)
        if not (loan and worked and arrived):
            return []
        return [
            ("借款合同编号", loan.contract),
            *worked.lines,
            ("到账", f"{arrived.arrived_on} 到账{spoken(yuan(arrived.amount))}"),
            ("办理结果", outcome.format(home=loan.home)),
        ]

    return notice
