"""`hf.clear_proof`: 开具住房公积金个人住房贷款全部还清证明."""

from __future__ import annotations

from typing import Final

import tongban as tb
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import CONTRACT, LENDING, THE_LOAN, LoanForm, loan_exists, to_the_lender


@rule("HF-CP-01")
def repaid_in_full(application: tb.Application[LoanForm]) -> tb.Breaches:
    loan = application.found(THE_LOAN)
    return tb.Breach.when(loan.principal > 0 or loan.settled_on is None, principal=tb.yuan(loan.principal))


def _clear_proof(application: tb.Application[LoanForm]) -> list[tb.Line]:
    loan, borrower = application.found(THE_LOAN), application.applicant
    return [
        ("借款人", f"{borrower.name}（{borrower.number}）"),
        ("借款合同编号", loan.contract),
        ("贷款中心", loan.centre),
        ("放款日期", tb.spoken_day(loan.granted_on)),
        ("贷款金额", tb.spoken(loan.granted)),
        ("结清日期", tb.spoken_day(loan.settled_on) if loan.settled_on else ""),
        ("贷款余额", tb.spoken(loan.principal)),
    ]


CLEAR_PROOF: Final = fund_matter(
    id="hf.clear_proof",
    name="开具住房公积金个人住房贷款全部还清证明",
    basis=(LENDING,),
    promised_term="proof_wd",
    form=LoanForm,
    needs=(THE_LOAN,),
    materials=(CONTRACT,),
    rules=(loan_exists, repaid_in_full),
    route=to_the_lender,
    results=(tb.Result("clear_proof", "贷款全部还清证明", _clear_proof),),
)
