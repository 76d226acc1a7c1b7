"""`hf.settle_full`: 提前还清住房公积金贷款."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Amount,
    Application,
    Breach,
    Breaches,
    Calculation,
    Claim,
    Cleared,
    Day,
    Effect,
    FromRegister,
    Line,
    Material,
    Matter,
    Objection,
    Result,
    StepOutcome,
    StepReported,
    Upload,
    Written,
    percent,
    rule,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IN_PERSON
from tongban_housing_fund.law import AUTHORITY, EDITION
from tongban_housing_fund.loans.loan import (
    LENDING,
    THE_LOAN,
    LoanForm,
    loan_exists,
    not_in_arrears,
    not_settled,
    open_loan,
    to_the_lender,
)
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, three_facts
from tongban_housing_fund.places import city_of

SETTLED_ELSEWHERE: Final = Objection(
    rule="HF-LN-03", message="贷款已结清或有在途还款业务", field=PAID, remedy="请重新核验贷款后再办理"
)
HOLD: Final = """UPDATE housing_fund_loan SET held_by = $1
WHERE borrower_number = $2 AND city = $3 AND settled_on IS NULL AND held_by IS NULL"""
RELEASE: Final = "UPDATE housing_fund_loan SET held_by = NULL WHERE held_by = $1"
SETTLE: Final = """UPDATE housing_fund_loan SET principal = 0, interest_from = $1, settled_on = $1,
mortgage_released_on = $1, held_by = NULL WHERE held_by = $2"""


class SettleForm(LoanForm, frozen=True, kw_only=True):
    """When the loan is to be repaid."""

    repay_on: Annotated[date, Day("还款日期", help="利息算到还款日期的前一日")]


def outstanding(application: Application[SettleForm]) -> Calculation | None:
    """Principal and the interest since the last payment day."""
    loan = open_loan(application)
    if loan is None:
        return None
    days, year = (
        (application.answers.repay_on - loan.interest_from).days,
        application.parameters.integer("loan_year_days"),
    )
    principal = Amount("剩余本金", yuan(loan.principal))
    interest = Amount(
        "应计利息", principal.value * loan.rate * days / year, f"{principal} × {percent(loan.rate)} ÷ {year} × {days}天"
    )
    return Calculation(
        principal, interest, Amount("应还总额", principal.value + interest.value, f"{principal} + {interest}")
    )


@rule("HF-SF-04", "还款日期不能早于申请之日", basis=LENDING, field="repay_on", remedy="请选择{today}或以后的日期")
def repaid_from_today(application: Application[SettleForm]) -> Breaches:
    """Nobody repays in the past."""
    if application.answers.repay_on < application.on:
        yield Breach(today=application.on)


def settle(effect: Effect) -> Sequence[Written]:
    """The loan is held while money moves; booked, it is closed and its mortgage released."""
    if COMPETENT not in effect.roles:
        return []
    match effect.event:
        case Cleared(step=step) if step == PAID:
            held = (effect.case_id, effect.applicant.number, city_of(effect.answers["city"]))
            return [Claim(sql=HOLD, arguments=held, otherwise=SETTLED_ELSEWHERE)]
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == ARRIVED:
            arrived = effect.report(ARRIVED, ArrivedForm).arrived_on.isoformat()
            return [(SETTLE, (arrived, effect.case_id))]
        case StepReported(step=step, outcome=outcome) if step == PAID and outcome is not StepOutcome.DONE:
            return [(RELEASE, (effect.case_id,))]
    return []


def settlement_notice(application: Application[SettleForm]) -> list[Line]:
    """How the amount was worked out, that it arrived, and that the home is free."""
    loan, worked = application.record(THE_LOAN), outstanding(application)
    arrived = application.report(ARRIVED, ArrivedForm)
    if not (loan and worked and arrived):
        return []
    return [
        ("借款合同编号", loan.contract),
        *worked.lines,
        ("到账", f"{arrived.arrived_on} 到账{spoken(yuan(arrived.amount))}"),
        ("抵押", f"贷款结清，不动产单元{loan.home}的抵押由中心通知登记机构注销"),
    ]


SETTLE_FULL: Final = Matter(
    id="hf.settle_full",
    name="提前还清住房公积金贷款",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(LENDING,),
    promised_term="settle_wd",
    form=SettleForm,
    needs=(THE_LOAN,),
    materials=(
        Material(
            key="contract",
            name="住房公积金借款合同",
            sources=(FromRegister(THE_LOAN), Upload()),
            reason="由贷款中心核对贷款信息，无需提交",
        ),
    ),
    rules=(loan_exists, not_settled, not_in_arrears, repaid_from_today),
    route=to_the_lender,
    calculation=outstanding,
    procedure=three_facts(outstanding, within="settle_wd", titles=("核定应还本息", "收取还款", "核对到账并结清")),
    checks=IN_PERSON,
    results=(Result(key="settlement_notice", title="住房公积金贷款结清通知", compose=settlement_notice),),
    effects=settle,
)
