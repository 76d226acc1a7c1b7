"""`hf.repay`: 偿还购房贷款本息提取."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import to_the_account
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import LOAN
from tongban_housing_fund.records import Loan
from tongban_housing_fund.withdrawals import common
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

LENDER: Final = "lender"
EVERYBODY: Final = frozenset({tb.RECEIVING, tb.COMPETENT, LENDER})
ELSEWHERE: Final = "elsewhere"
LOANS: Final = (
    (common.OF_THE_FUND, "缴存地的住房公积金贷款"), (ELSEWHERE, "异地的住房公积金贷款"), ("bank", "商业性住房贷款")
)  # fmt: skip
AT_A_BANK: Final = ("loan", ("bank",))
LENT_ELSEWHERE: Final = ("loan", (ELSEWHERE,))
WHERE: Final = {"city": "loan_city", "contract": "contract"}
LENT: Final = replace(
    LOAN, key="lent_loan", title="贷款地住房公积金贷款", at=LENDER, by=WHERE, asked_when=LENT_ELSEWHERE
)
BY_ITSELF: Final = "缴存地的公积金贷款自动查询，请核对；其他贷款按借款合同填写"
NUMBER: Final = tb.Field("借款合同编号", help=BY_ITSELF, maximum_length=40, prefill=tb.Prefill("loan", "contract"))
OF_THE_BANK: Final = "公积金贷款由系统核对，无需提交；商业贷款提交银行出具的还款明细"
STATEMENT: Final = tb.Material(
    "loan_statement", "贷款还款明细", (tb.Upload(),), reason=OF_THE_BANK, shown_when=AT_A_BANK
)


class RepayForm(common.AmountForm, frozen=True, kw_only=True):
    """Which loan is repaid, and what was paid on it."""

    loan: Annotated[str, tb.Choice("偿还的贷款", options=LOANS)]
    loan_city: Annotated[str, tb.City("贷款中心所在城市", audience=EVERYBODY, shown_when=LENT_ELSEWHERE)] = ""
    contract: Annotated[str, NUMBER]
    paid: Annotated[int, tb.Money("本年已还本息", help="按银行出具的还款明细填写", shown_when=AT_A_BANK)] = 0


def repaid(application: tb.Application[RepayForm]) -> tb.Amount:
    """Principal and interest paid this year: by the centre's own books, else as the bank's statement says."""
    answers = application.answers
    if answers.loan == "bank":
        return tb.Amount("本年已还本息", answers.paid)
    loan = application.found(LENT) if answers.loan == ELSEWHERE else application.record(LOAN)
    found = loan and loan.contract == answers.contract
    return tb.Amount("本年已还本息", loan.paid_in(application.on.year) if loan and found else 0)


def offset(loan: Loan | None) -> bool:
    """Whether the loan is repaid from the account by contract."""
    return bool(loan and loan.offset_contract and not loan.settled_on)


def to_both(answers: RepayForm) -> tb.Route:
    """To the centre of the account, with that of the loan where it is another."""
    return replace(to_the_account(answers), cooperating={LENDER: answers.loan_city} if answers.loan_city else {})


FOR_THE_LOAN: Final = common.together("repay")
REPAY: Final = withdrawal(
    id="hf.repay",
    name="偿还购房贷款本息提取住房公积金",
    form=RepayForm,
    limit=common.at_most(repaid, common.remaining("该贷款", FOR_THE_LOAN, repaid)),
    drawn_for="contract",
    together=FOR_THE_LOAN,
    route=to_both,
    needs=(LENT,),
    materials=(STATEMENT,),
    rules=(
        rule.against("HF-RP-01", lambda known: repaid(known).value <= 0),
        rule.against(
            "HF-RP-02",
            lambda known: known.answers.loan == "bank" and known.found(LOAN).contract == known.answers.contract,
        ),
        rule.on_file("HF-RP-03", LENT, field="loan_city"),
        rule.against("HF-WD-04", lambda known: any(map(offset, (known.record(LOAN), known.record(LENT))))),
        common.not_in_the_same_year("purchase"),
        common.once_in("repay", "repay_period_months"),
    ),
)
