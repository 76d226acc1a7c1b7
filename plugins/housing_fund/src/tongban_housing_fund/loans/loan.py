"""What the matters of a loan have in common: the form, the route, the rules about the loan."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from tongban import (
    Application,
    Basis,
    Breach,
    Breaches,
    Field,
    Form,
    FromRegister,
    Material,
    Mobile,
    Place,
    Prefill,
    Route,
    Upload,
)
from tongban_housing_fund.common import FOUND_BY_ID
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.records import Loan

LENDING: Final = Basis(REGULATIONS, "第二十六条")


THE_LOAN: Final = replace(LOAN, by=("city", "contract"))


CONTRACT: Final = Material(
    key="loan_contract",
    name="住房公积金借款合同",
    sources=(FromRegister(THE_LOAN), Upload()),
    reason="由贷款中心核对贷款信息，无需提交",
)


class LoanForm(Form, frozen=True, kw_only=True):
    """Which loan the matter is about."""

    city: Annotated[str, Place("贷款中心所在城市", level="prefecture")]
    mobile: Annotated[str, Mobile("手机号码")]
    contract: Annotated[
        str,
        Field("借款合同编号", help=FOUND_BY_ID, prefill=Prefill(need="loan", attribute="contract")),
    ] = ""


def to_the_lender(answers: LoanForm) -> Route:
    """The centre that gave the loan decides; any centre takes the application."""
    return Route(competent=answers.city, reason="由贷款所在地住房公积金管理中心办理；申请人就近或网上提交，无需往返")


@rule("HF-LN-01")
def loan_exists(application: Application[LoanForm]) -> Breaches:
    """The centre has lent to the applicant."""
    if application.record(THE_LOAN) is None:
        yield Breach()


@rule("HF-LN-02")
def not_settled(application: Application[LoanForm]) -> Breaches:
    """There is something left to repay."""
    loan = application.record(THE_LOAN)
    if loan and loan.settled_on:
        yield Breach(day=loan.settled_on)


@rule("HF-SF-01")
def not_in_arrears(application: Application[LoanForm]) -> Breaches:
    """What is overdue is paid first."""
    loan = application.record(THE_LOAN)
    if loan and loan.overdue > 0:
        yield Breach()


def open_loan(application: Application[LoanForm]) -> Loan | None:
    """The loan, or None where nothing is left to repay."""
    loan = application.record(THE_LOAN)
    return loan if loan and loan.settled_on is None else None
