"""What the matters of a person ask the registers, at the centre that decides."""

from __future__ import annotations

from typing import Final

from tongban import COMPETENT, Needs
from tongban_housing_fund.records import Account, Ban, Loan

ACCOUNT: Final = Needs(
    key="account",
    register="housing_fund.account",
    title="住房公积金个人账户",
    at=COMPETENT,
    record=Account,
    by=("city", "account"),
    purpose="核对账户的状态和余额",
)
LOAN: Final = Needs(
    key="loan",
    register="housing_fund.loan",
    title="住房公积金贷款",
    at=COMPETENT,
    record=Loan,
    by=("city",),
    purpose="核对贷款余额、逾期和冲还贷签约",
)
BAN: Final = Needs(
    key="ban",
    register="housing_fund.ban",
    title="骗提骗贷限制",
    at=COMPETENT,
    record=Ban,
    purpose="核对是否处于骗提骗贷限制期",
)
