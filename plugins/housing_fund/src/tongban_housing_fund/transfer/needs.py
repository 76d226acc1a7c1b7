"""The two accounts that a transfer looks at."""

from __future__ import annotations

from typing import Final

from tongban import COMPETENT, Needs
from tongban_housing_fund.records import Account, Loan
from tongban_housing_fund.transfer.forms import OUT

OUT_ACCOUNT: Final = Needs(
    key="out_account",
    register="housing_fund.account",
    title="转出地住房公积金账户",
    at=OUT,
    record=Account,
    by={"city": "out_city", "account": "out_account"},
    purpose="核对原账户的状态、余额和贷款",
)
IN_ACCOUNT: Final = Needs(
    key="in_account",
    register="housing_fund.account",
    title="转入地住房公积金账户",
    at=COMPETENT,
    record=Account,
    by={"city": "in_city", "account": "in_account"},
    purpose="核对转入账户和连续缴存月数",
)
OUT_LOAN: Final = Needs(
    key="out_loan",
    register="housing_fund.loan",
    title="转出地住房公积金贷款",
    at=OUT,
    record=Loan,
    by={"city": "out_city"},
    purpose="核对原缴存地有无未结清贷款",
)
