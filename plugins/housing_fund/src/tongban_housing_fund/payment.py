"""Money moves in three facts: what was calculated, what was paid and what arrived; a difference stops the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import ne
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import rule

CALCULATED: Final = "calculate"
PAID: Final = "pay"
ARRIVED: Final = "arrive"


class CalculatedForm(tb.Form, frozen=True, kw_only=True):
    """What the centre works out for itself."""

    amount: Annotated[int, tb.Money("核定金额")]


class PaidForm(tb.Form, frozen=True, kw_only=True):
    """What left the payer's account."""

    amount: Annotated[int, tb.Money("付款金额")]
    paid_on: Annotated[date, tb.Day("付款日期")]
    voucher: Annotated[str, tb.Field("付款凭证号", maximum_length=40)]


class CollectedForm(PaidForm, frozen=True, kw_only=True):
    """What left the payer's account, where the centre collects it."""

    amount: Annotated[int, tb.Money("收款金额")]
    paid_on: Annotated[date, tb.Day("收款日期")]
    voucher: Annotated[str, tb.Field("收款凭证号", maximum_length=40)]


class ArrivedForm(tb.Form, frozen=True, kw_only=True):
    """What reached the payee's account."""

    amount: Annotated[int, tb.Money("到账金额")]
    arrived_on: Annotated[date, tb.Day("到账日期")]

    def __str__(self) -> str:
        return f"{tb.spoken_day(self.arrived_on)}到账{tb.spoken(self.amount)}"


DIFFERS: Final = {PaidForm: "HF-PAY-02", CollectedForm: "HF-PAY-06"}


def agreed(
    name: str, cents: Callable[[Any], int], due: Callable[[Any], Decimal], wrong: Callable[[Any, Any], bool] = ne
) -> tb.Rule:
    """The rule that what was reported or asked for, `cents`, is what is `due`, or is not `wrong` beside it."""

    @rule(name)
    def agreed(application: tb.Application[Any]) -> tb.Breaches:
        owed, moved = due(application), tb.yuan(cents(application))
        return tb.Breach.when(wrong(moved, owed), a=owed, b=moved)

    return agreed


def calculated(application: tb.Application[Any]) -> int:
    """The amount that the officer has worked out, in 分."""
    return application.entered(CALCULATED, CalculatedForm).amount


def as_worked_out(application: tb.Application[Any]) -> tb.Calculation:
    """The same as what is due."""
    return tb.Calculation(tb.Amount("核定金额", calculated(application)))


def paid(application: tb.Application[Any]) -> int:
    """The amount that was paid, in 分."""
    return application.entered(PAID, PaidForm).amount


def arrival(step: str, paid: Callable[[Any], int]) -> tuple[tb.Rule, ...]:
    """What holds where money arrives: it is what was `paid`, since it was paid or the case accepted."""

    def entered(application: tb.Application[Any]) -> ArrivedForm:
        return application.entered(step, ArrivedForm)

    @rule("HF-PAY-05")
    def arrived_already(application: tb.Application[Any]) -> tb.Breaches:
        payment, last = application.report(PAID, PaidForm), application.today
        first = payment.paid_on if payment else application.on
        return tb.Breach.when(not first <= entered(application).arrived_on <= last, first=first, last=last)

    arrived = agreed("HF-PAY-03", lambda application: entered(application).amount, lambda a: tb.yuan(paid(a)))
    return arrived, arrived_already


@rule("HF-PAY-04")
def paid_already(application: tb.Application[Any]) -> tb.Breaches:
    paid_on, first, last = application.entered(PAID, PaidForm).paid_on, application.on, application.today
    return tb.Breach.when(not first <= paid_on <= last, first=first, last=last)


def three_facts(
    calculate: tb.Calculate,
    *,
    within: str,
    titles: tuple[str, str, str],
    form: type[PaidForm] = PaidForm,
    due: tb.Calculate = as_worked_out,
    at_payment: tuple[tb.Rule, ...] = (),
) -> tb.Procedure:
    """Work out, pay or collect, see it arrive, all at the deciding centre; `titles` are those of the three steps.

    `due` is what has to be paid, unless it is just what was worked out.
    """
    worked_out = agreed("HF-PAY-01", calculated, lambda application: calculate(application).result.value)
    as_due = agreed(DIFFERS[form], paid, lambda application: due(application).result.value)
    at_payment = (as_due, paid_already, *at_payment)
    first, second, third = titles
    return tb.Procedure(
        tb.Step(CALCULATED, first, within=within, form=CalculatedForm, rules=(worked_out,)),
        tb.IrrevocableStep(PAID, second, within=within, after=(CALCULATED,), form=form, rules=at_payment),
        tb.Step(ARRIVED, third, within=within, after=(PAID,), form=ArrivedForm, rules=arrival(ARRIVED, paid)),
    )
