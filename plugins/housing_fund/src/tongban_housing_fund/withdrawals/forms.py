"""What every withdrawal asks of the applicant."""

from __future__ import annotations

from typing import Annotated

import tongban as tb
from tongban_housing_fund.common import AccountForm
from tongban_housing_fund.fields import BankCard


class WithdrawalForm(AccountForm, frozen=True, kw_only=True):
    """The account that is drawn on, and the bank card that receives the money."""

    bank: Annotated[str, tb.Field("开户银行", section="收款账户")]
    card: Annotated[str, BankCard("银行卡号", section="收款账户")]
    card_holder: Annotated[str, tb.Field("户名", section="收款账户", help="只能转入本人的银行账户")]


class AmountForm(WithdrawalForm, frozen=True, kw_only=True):
    """A withdrawal of part of the balance."""

    amount: Annotated[int, tb.Money("申请提取金额")]
