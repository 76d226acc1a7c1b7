"""`hf.repay`: 偿还购房贷款本息提取."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.loans.loan import EVERYBODY, LENDER, LOANS, THE_LOAN
from tongban_housing_fund.records import Loan
from tongban_housing_fund.withdrawals.purposes import Purpose, at_most, not_in_the_same_year, once_in, this_year
from tongban_housing_fund.withdrawals.withdrawal import AmountForm, withdrawal

KINDS: Final = (("fund", "住房公积金贷款"), ("elsewhere", "异地住房公积金贷款"), ("bank", "商业性住房贷款"))
AT_BANK: Final = ("loan", ("bank",))
ELSEWHERE: Final = ("loan", ("elsewhere",))
THEIRS: Final = {"city": "loan_city", "contract": "contract"}
LENT: Final = replace(THE_LOAN, key="lent_loan", title="异地公积金贷款", at=LENDER, by=THEIRS, asked_when=ELSEWHERE)
BY_ITSELF: Final = "缴存地的公积金贷款自动查询，请核对；其他的按借款合同填写"
NUMBER: Final = tb.Field("借款合同编号", help=BY_ITSELF, maximum_length=40, prefill=tb.Prefill("loan", "contract"))
BY_BANK: Final = "由贷款银行出具，列明本年每期已还的本金和利息；可在该行网点或者手机银行取得"
STATEMENT: Final = tb.Material("loan_statement", "商业贷款还款明细", (tb.Upload(),), reason=BY_BANK, shown_when=AT_BANK)
OF_THE_FUND: Final = tb.on_file(THE_LOAN, refused_by="HF-RP-01", shown_when=("loan", ("fund",)))


class RepayForm(AmountForm, frozen=True, kw_only=True):
    """Which loan is repaid, and what was paid on it."""

    loan: Annotated[str, tb.Choice("偿还的贷款", options=KINDS)]
    loan_city: Annotated[str, tb.City("贷款中心所在城市", audience=EVERYBODY, shown_when=ELSEWHERE)] = ""
    contract: Annotated[str, NUMBER]
    paid: Annotated[int, tb.Money("本年已还本息", help="按银行出具的还款明细填写", shown_when=AT_BANK)] = 0


def lent(application: tb.Application[RepayForm]) -> Loan | None:
    """The loan as the fund has it on its books; a bank's is on none."""
    if application.answers.loan == "elsewhere":
        return application.found(LENT)
    return application.record(THE_LOAN) if application.answers.loan == "fund" else None


def repaid(application: tb.Application[RepayForm]) -> tb.Amount:
    """What counts of principal and interest paid this year: by the centre's books, else by the bank's statement."""
    answers, counted = application.answers, application.parameters.decimal("repay_ratio")
    paid = tb.Amount("", loan.paid_in(application.asked_on.year) if (loan := lent(application)) else answers.paid)
    return tb.Amount("本年已还本息", paid.value * counted, "" if counted == 1 else f"{paid} × {tb.percent(counted)}")


shown: Final = lambda known: bool(lent(known) or (known.answers.loan == "bank" and known.handed_in))  # noqa: E731
FOR_THE_LOAN: Final = Purpose("repay", thing="contract", called="该贷款", year=this_year, yearly=True, shown=shown)
REPAY: Final = withdrawal(
    FOR_THE_LOAN,
    at_most(FOR_THE_LOAN, repaid),
    name="偿还购房贷款本息提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（三）项（2026年9月20日前为第（五）项）"),),
    form=RepayForm,
    route=tb.routed("city", lender="loan_city", reason="由缴存地中心办理，异地公积金贷款由贷款城市的中心核对"),
    needs=(THE_LOAN, LENT),
    materials=(OF_THE_FUND, tb.on_file(LENT, refused_by="HF-RP-03"), STATEMENT),
    rules=(
        rule.against("HF-RP-01", lambda known: repaid(known).value <= 0),
        rule.against("HF-RP-02", lambda known: known.answers.loan == "bank" and known.record(THE_LOAN) is not None),
        rule.on_file("HF-RP-03", LENT, field="loan_city"),
        rule.when("HF-RP-04", LENT, lambda loan: loan.offset_contract and not loan.settled_on),
        rule.when("HF-WD-04", LOANS, lambda held: any(it.offset_contract and not it.settled_on for it in held.loans)),
        not_in_the_same_year("purchase"),
        once_in("repay_period_months", FOR_THE_LOAN.own),
    ),
)
