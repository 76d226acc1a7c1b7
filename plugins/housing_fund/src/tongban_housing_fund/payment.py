"""Money moves in three facts: what was calculated, what was paid and what arrived; a difference stops the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

from tongban import (
    COMPETENT,
    Application,
    Breach,
    Breaches,
    Calculate,
    Day,
    Field,
    Form,
    IrrevocableStep,
    Money,
    Procedure,
    Rule,
    Step,
    yuan,
)
from tongban_housing_fund.law import rule

CALCULATED: Final = "calculate"
PAID: Final = "pay"
ARRIVED: Final = "arrive"


class CalculatedForm(Form, frozen=True, kw_only=True):
    """What the centre works out for itself."""

    amount: Annotated[int, Money("核定金额")]


class PaidForm(Form, frozen=True, kw_only=True):
    """What left the payer's account."""

    amount: Annotated[int, Money("付款金额")]
    paid_on: Annotated[date, Day("付款日期")]
    voucher: Annotated[str, Field("付款凭证号", maximum_length=40)]


class ArrivedForm(Form, frozen=True, kw_only=True):
    """What reached the payee's account."""

    amount: Annotated[int, Money("到账金额")]
    arrived_on: Annotated[date, Day("到账日期")]


def as_worked_out(calculate: Calculate) -> Rule:
    """The officer's amount is that of the calculation."""

    @rule("HF-PAY-01")
    def as_worked_out(application: Application[Any]) -> Breaches:
        entered, worked = application.report(CALCULATED, CalculatedForm), calculate(application)
        if entered and worked and entered.amount != worked.result.cents:
            yield Breach(a=worked.result.value, b=yuan(entered.amount))

    return as_worked_out


@rule("HF-PAY-02")
def paid_as_calculated(application: Application[Any]) -> Breaches:
    """Nothing but the calculated amount is paid."""
    due, paid = application.report(CALCULATED, CalculatedForm), application.report(PAID, PaidForm)
    if due and paid and due.amount != paid.amount:
        yield Breach(a=yuan(due.amount), b=yuan(paid.amount))


@rule("HF-PAY-03")
def arrived_as_paid(application: Application[Any]) -> Breaches:
    """What arrived is what was paid, to the 分."""
    paid, arrived = application.report(PAID, PaidForm), application.report(ARRIVED, ArrivedForm)
    if paid and arrived and paid.amount != arrived.amount:
        yield Breach(a=yuan(paid.amount), b=yuan(arrived.amount))


def not_to_come(id: str, step: str, day: Callable[[Any], date], *, form: type[Form]) -> Rule:  # noqa: A002 - as in `rule`
    """What is reported of a step has happened."""

    @rule(id)
    def not_to_come(application: Application[Any]) -> Breaches:
        entered = application.report(step, form)
        if entered and day(entered) > application.today:
            yield Breach()

    return not_to_come


paid_already: Final = not_to_come("HF-PAY-04", PAID, lambda paid: paid.paid_on, form=PaidForm)
arrived_already: Final = not_to_come("HF-PAY-05", ARRIVED, lambda arrived: arrived.arrived_on, form=ArrivedForm)


def three_facts(calculate: Calculate, *, within: str, titles: tuple[str, str, str]) -> Procedure:
    """Work out, pay, see it arrive, all at the deciding centre; `titles` are those of the three steps."""
    worked_out, paid, arrived = titles
    at_the_centre = partial(Step, at=COMPETENT, within=within)
    calculated = (as_worked_out(calculate),)
    return Procedure(
        (
            at_the_centre(name=CALCULATED, title=worked_out, form=CalculatedForm, rules=calculated),
            IrrevocableStep(
                name=PAID,
                title=paid,
                at=COMPETENT,
                within=within,
                after=(CALCULATED,),
                form=PaidForm,
                rules=(paid_as_calculated, paid_already),
            ),
            at_the_centre(
                name=ARRIVED, title=arrived, after=(PAID,), form=ArrivedForm, rules=(arrived_as_paid, arrived_already)
            ),
        )
    )
