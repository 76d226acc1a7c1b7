"""`hf.repay`: 偿还购房贷款本息提取."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.proofs import EVERYBODY, LENDER
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.withdrawals import common
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

LOANS: Final = ((common.OF_THE_FUND, "住房公积金贷款"), ("elsewhere", "异地住房公积金贷款"), ("bank", "商业性住房贷款"))
AT_A_BANK: Final = ("loan", ("bank",))
ELSEWHERE: Final = ("loan", ("elsewhere",))
THEIRS: Final = {"city": "loan_city", "contract": "contract"}
LENT: Final = replace(LOAN, key="lent_loan", title="异地公积金贷款", at=LENDER, by=THEIRS, asked_when=ELSEWHERE)
BY_ITSELF: Final = "缴存地的公积金贷款自动查询，请核对；其他的按借款合同填写"
NUMBER: Final = tb.Field("借款合同编号", help=BY_ITSELF, maximum_length=40, prefill=tb.Prefill("loan", "contract"))
BY_WHOM: Final = "公积金贷款由系统核对，无需提交；商业贷款提交银行出具的还款明细"
STATEMENT: Final = tb.Material("loan_statement", "贷款还款明细", (tb.Upload(),), reason=BY_WHOM, shown_when=AT_A_BANK)


class RepayForm(common.AmountForm, frozen=True, kw_only=True):
    """Which loan is repaid, and what was paid on it."""

    loan: Annotated[str, tb.Choice("偿还的贷款", options=LOANS)]
    loan_city: Annotated[str, tb.City("贷款中心所在城市", audience=EVERYBODY, shown_when=ELSEWHERE)] = ""
    contract: Annotated[str, NUMBER]
    paid: Annotated[int, tb.Money("本年已还本息", help="按银行出具的还款明细填写", shown_when=AT_A_BANK)] = 0


def repaid(application: tb.Application[RepayForm]) -> tb.Amount:
    """What counts of principal and interest paid this year: by the centre's books, else by the bank's statement."""
    answers, counted = application.answers, application.parameters.decimal("repay_ratio")
    loan = application.found(LENT) if answers.loan == "elsewhere" else application.record(LOAN)
    booked = loan.paid_in(application.on.year) if loan and loan.contract == answers.contract else 0
    paid = tb.Amount("", answers.paid if answers.loan == "bank" else booked)
    return tb.Amount("本年已还本息", paid.value * counted, "" if counted == 1 else f"{paid} × {tb.percent(counted)}")


@rule("HF-WD-04")
def repaid_by_contract(application: tb.Application[RepayForm]) -> tb.Breaches:
    loans = filter(None, map(application.record, (LOAN, LENT)))
    return tb.Breach.when(any(loan.offset_contract and not loan.settled_on for loan in loans))


FOR_THE_LOAN: Final = common.together("repay")
REPAY: Final = withdrawal(
    id="hf.repay",
    name="偿还购房贷款本息提取住房公积金",
    form=RepayForm,
    limit=common.at_most(repaid, common.remaining("该贷款", FOR_THE_LOAN, repaid)),
    drawn_for="contract",
    together=FOR_THE_LOAN,
    route=tb.routed("city", lender="loan_city", reason="由缴存地中心办理，异地公积金贷款由贷款城市的中心核对"),
    needs=(LENT,),
    materials=(STATEMENT,),
    rules=(
        rule.against("HF-RP-01", lambda known: repaid(known).value <= 0),
        rule.against(
            "HF-RP-02",
            lambda known: known.answers.loan == "bank" and known.found(LOAN).contract == known.answers.contract,
        ),
        rule.on_file("HF-RP-03", LENT, field="loan_city"),
        repaid_by_contract,
        common.not_in_the_same_year("purchase"),
        common.once_in("repay", "repay_period_months"),
    ),
)
