"""What officers enter of money: what was calculated, what was paid or collected, and what arrived; amounts in 分."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from tongban.matters.application import Application
from tongban.matters.days import spoken_day
from tongban.matters.fields import Day, Field, Money
from tongban.matters.forms import Form
from tongban.matters.money import spoken

CALCULATED: Final = "calculate"
"""The step in which it is worked out what has to be paid."""
PAID: Final = "pay"
"""The step in which it is paid, or collected."""
ARRIVED: Final = "arrive"
"""The step in which it is seen to have arrived."""


class CalculatedForm(Form, frozen=True, kw_only=True):
    """What the place works out for itself."""

    amount: Annotated[int, Money("核定金额")]


class PaidForm(Form, frozen=True, kw_only=True):
    """What left the payer's account."""

    amount: Annotated[int, Money("付款金额")]
    paid_on: Annotated[date, Day("付款日期")]
    voucher: Annotated[str, Field("付款凭证号", maximum_length=40)]

    def __str__(self) -> str:
        return f"{spoken_day(self.paid_on)}付{spoken(self.amount)}，凭证号{self.voucher}"


class CollectedForm(PaidForm, frozen=True, kw_only=True):
    """What left the payer's account, where the place collects it."""

    amount: Annotated[int, Money("收款金额")]
    paid_on: Annotated[date, Day("收款日期")]
    voucher: Annotated[str, Field("收款凭证号", maximum_length=40)]


class ArrivedForm(Form, frozen=True, kw_only=True):
    """What reached the payee's account."""

    amount: Annotated[int, Money("到账金额")]
    arrived_on: Annotated[date, Day("到账日期")]

    def __str__(self) -> str:
        return f"{spoken_day(self.arrived_on)}到账{spoken(self.amount)}"


def calculated(known: Application[Any]) -> int:
    """What the officer has worked out, in 分."""
    return known.entered(CALCULATED, CalculatedForm).amount


def paid(known: Application[Any]) -> int:
    """What was paid, or collected, in 分."""
    return known.entered(PAID, PaidForm).amount
