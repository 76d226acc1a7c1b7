"""What the applicant fills in for a transfer, what each centre enters about its step, and what registers are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import FOUND_BY_ID
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN

OUT: Final = "out"
EVERYBODY: Final = frozenset({tb.RECEIVING, tb.COMPETENT, OUT})
CITIES: Final = ("out_city", "in_city")
OLD: Final = {"city": "out_city", "account": "out_account"}
NEW: Final = {"city": "in_city", "account": "in_account"}
CITY: Final = {"city": "out_city"}
EITHER: Final = replace(ACCOUNT, apart=CITIES, whose="")  # of whom not both are, the applicant is told (HF-TR-06)
OUT_ACCOUNT: Final = replace(EITHER, key="out_account", title="转出地住房公积金账户", at=OUT, by=OLD)
IN_ACCOUNT: Final = replace(EITHER, key="in_account", title="转入地住房公积金账户", by=NEW)
OUT_LOAN: Final = replace(LOAN, key="out_loan", title="转出地住房公积金贷款", at=OUT, by=CITY, apart=CITIES)
OUT_BAN: Final = replace(BAN, key="out_ban", title="转出地骗提骗贷限制", at=OUT, apart=CITIES)
NEEDS: Final = (OUT_ACCOUNT, IN_ACCOUNT, OUT_LOAN, OUT_BAN)
FLAGS: Final = {True: "1", False: "2"}  # of the national transfer platform
YES_NO: Final = ((FLAGS[True], "是"), (FLAGS[False], "否"))
OLD_NUMBER: Final = tb.Prefill("out_account", "number")
NEW_NUMBER: Final = tb.Prefill("in_account", "number")


class TransferForm(tb.Form, frozen=True, kw_only=True):
    """From which city to which."""

    out_city: Annotated[str, tb.City("转出城市", audience=EVERYBODY)]
    in_city: Annotated[str, tb.City("转入城市", audience=EVERYBODY)]
    mobile: Annotated[str, tb.Mobile("手机号码")]
    out_account: Annotated[str, tb.Field("原个人账号", help=FOUND_BY_ID, audience=EVERYBODY, prefill=OLD_NUMBER)] = ""
    in_account: Annotated[str, tb.Field("转入个人账号", help=FOUND_BY_ID, audience=EVERYBODY, prefill=NEW_NUMBER)] = ""


class LetterForm(tb.Form, frozen=True, kw_only=True):
    """The 联系函 as the national transfer platform numbered it."""

    letter: Annotated[str, tb.Digits("联系函编号", help="16位数字", length=16)]


class PayOutForm(LetterForm, frozen=True, kw_only=True):
    """The out side's account message of the national transfer platform."""

    principal: Annotated[int, tb.Money("转移本金")]
    interest: Annotated[int, tb.Money("转移利息")]
    opened: Annotated[date, tb.Day("开户日期")]
    paid_through: Annotated[str, tb.Month("缴至年月")]
    six_months: Annotated[str, tb.Choice("连续6个月汇缴标志", options=YES_NO)]
    loan: Annotated[str, tb.Choice("贷款标志", options=YES_NO, help="有未结清的公积金贷款的选“是”")]
    loan_times: Annotated[int, tb.Count("贷款次数", unit="次", help="没有贷过款的不填")] = 0
    fraud: Annotated[str, tb.Choice("骗提骗贷标志", options=YES_NO)]
    banned_until: Annotated[date | None, tb.Day("限制期至", shown_when=("fraud", (FLAGS[True],)))] = None

    @property
    def amount(self) -> int:
        """转移金额, in 分."""
        return self.principal + self.interest
