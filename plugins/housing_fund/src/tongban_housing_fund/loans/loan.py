"""What the matters of a loan have in common: the form, the route, the rules about the loan."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final

from msgspec.structs import asdict

import tongban as tb
from tongban_housing_fund.common import FOUND_BY_ID
from tongban_housing_fund.law import REGULATIONS, fund_matter, rule
from tongban_housing_fund.needs import LOAN, need
from tongban_housing_fund.records import Loan, Loans
from tongban_housing_fund.tables import LoanEntryRow

LENDER: Final = "lender"  # the role of another centre, which lends or has lent
EVERYBODY: Final = frozenset({tb.RECEIVING, tb.COMPETENT, LENDER})
LENDING: Final = tb.Basis(REGULATIONS, "第二十六条")
THE_LOAN: Final = replace(LOAN, by=("city", "contract"))
LOANS: Final = need("loans", "全部住房公积金贷款", Loans, by=("city",), why="核对余额和冲还贷签约")
BY_THE_CENTRE: Final = (tb.FromRegister(THE_LOAN, on_paper=False), tb.Upload())
CONTRACT: Final = tb.Material("loan_contract", "住房公积金借款合同", BY_THE_CENTRE, reason="由贷款中心核对")
loan_matter: Final = partial(
    fund_matter,
    basis=(LENDING,),
    needs=(THE_LOAN,),
    materials=(CONTRACT,),
    route=tb.routed("city", reason="由贷款所在地住房公积金管理中心办理；申请人就近或网上提交，无需往返"),
)


class LoanForm(tb.Form, frozen=True, kw_only=True):
    """Which loan the matter is about."""

    city: Annotated[str, tb.City("贷款中心所在城市")]
    mobile: Annotated[str, tb.Mobile("手机号码")]
    contract: Annotated[str, tb.Field("借款合同编号", help=FOUND_BY_ID, prefill=tb.Prefill("loan", "contract"))] = ""


loan_exists: Final = rule.on_file("HF-LN-01", THE_LOAN)
not_settled: Final = rule.when("HF-LN-02", THE_LOAN, lambda loan: loan.settled_on is not None, day="settled_on")
not_in_arrears: Final = rule.when("HF-SF-01", THE_LOAN, lambda loan: loan.overdue > 0)
REPAYABLE: Final = (loan_exists, not_settled, not_in_arrears)


def open_loan(application: tb.Application[LoanForm]) -> Loan:
    """The loan, where something is left to repay."""
    return application.found(THE_LOAN, unless=lambda loan: loan.settled_on is not None)


def entry(effect: tb.Effect[Any], contract: str, *, principal: int) -> tb.Statement:
    """What a case has moved on a loan, the principal lent or (less than 0) repaid: a counter-booking takes it back."""
    paid, arrived = effect.entered(tb.PAID, tb.PaidForm), effect.entered(tb.ARRIVED, tb.ArrivedForm)
    moved = {"principal": principal, **asdict(paid), "arrived_on": arrived.arrived_on}
    return tb.insert(LoanEntryRow, case_id=effect.id, contract=contract, **moved)
