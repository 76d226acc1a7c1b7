"""`hf.clear_proof`: 开具住房公积金个人住房贷款全部还清证明."""

from __future__ import annotations

from typing import Final

from tongban import Application, Breach, Breaches, Line, Matter, Result, spoken, yuan
from tongban_housing_fund.common import IN_PERSON
from tongban_housing_fund.law import AUTHORITY, EDITION, rule
from tongban_housing_fund.loans.loan import CONTRACT, LENDING, THE_LOAN, LoanForm, loan_exists, to_the_lender


@rule("HF-CP-01")
def repaid_in_full(application: Application[LoanForm]) -> Breaches:
    """Nothing is left to repay."""
    loan = application.record(THE_LOAN)
    if loan and (loan.principal or loan.settled_on is None):
        yield Breach(principal=yuan(loan.principal))


def clear_proof(application: Application[LoanForm]) -> list[Line]:
    """Contract, dates and amounts."""
    loan = application.record(THE_LOAN)
    if loan is None:
        return []
    return [
        ("借款人", f"{application.applicant.name}（{application.applicant.number}）"),
        ("借款合同编号", loan.contract),
        ("贷款中心", loan.centre),
        ("放款日期", loan.granted_on.isoformat()),
        ("贷款金额", spoken(yuan(loan.granted))),
        ("结清日期", str(loan.settled_on)),
        ("贷款余额", spoken(yuan(loan.principal))),
    ]


CLEAR_PROOF: Final = Matter(
    id="hf.clear_proof",
    name="开具住房公积金个人住房贷款全部还清证明",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(LENDING,),
    promised_term="proof_wd",
    form=LoanForm,
    needs=(THE_LOAN,),
    materials=(CONTRACT,),
    rules=(loan_exists, repaid_in_full),
    route=to_the_lender,
    checks=IN_PERSON,
    results=(Result(key="clear_proof", title="贷款全部还清证明", compose=clear_proof),),
)
