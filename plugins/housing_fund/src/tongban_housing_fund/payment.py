"""Money moves in three facts: what was calculated, what was paid and what arrived; a difference stops the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from operator import attrgetter, ne
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.tables import SQL, MovedOutRow

CALCULATED: Final = "calculate"
PAID: Final = "pay"
ARRIVED: Final = "arrive"
TODAY: Final = attrgetter("today")
returnable: Final = partial(tb.ReturnableStep, returned="款项退回")


class CalculatedForm(tb.Form, frozen=True, kw_only=True):
    """What the centre works out for itself."""

    amount: Annotated[int, tb.Money("核定金额")]


class PaidForm(tb.Form, frozen=True, kw_only=True):
    """What left the payer's account."""

    amount: Annotated[int, tb.Money("付款金额")]
    paid_on: Annotated[date, tb.Day("付款日期")]
    voucher: Annotated[str, tb.Field("付款凭证号", maximum_length=40)]

    def __str__(self) -> str:
        return f"{tb.spoken_day(self.paid_on)}付{tb.spoken(self.amount)}，凭证号{self.voucher}"


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


Cents = Callable[[Any], int]  # an amount of a case, in 分
DIFFERS: Final = {PaidForm: "HF-PAY-02", CollectedForm: "HF-PAY-06"}


def agreed(name: str, cents: Cents, due: Cents, wrong: Callable[[Any, Any], bool] = ne) -> tb.Rule:
    """The rule that what was reported or asked for, `cents`, is what is `due`, or is not `wrong` beside it."""

    @rule(name)
    def agreed(application: tb.Application[Any]) -> tb.Breaches:
        owed, moved = tb.yuan(due(application)), tb.yuan(cents(application))
        return tb.Breach.when(wrong(moved, owed), a=owed, b=moved)

    return agreed


def result(calculate: tb.Calculate) -> Cents:
    """What a calculation comes to."""
    return lambda application: calculate(application).result.cents


calculated: Final[Cents] = lambda known: known.entered(CALCULATED, CalculatedForm).amount  # noqa: E731 - by the officer
paid: Final[Cents] = lambda known: known.entered(PAID, PaidForm).amount  # noqa: E731 - or collected


def put_back(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """What has come back is in the account again as what it was, once, and the account is free."""
    yield SQL["move_back"], (effect.id,)
    yield tb.delete(MovedOutRow, case_id=effect.id)
    yield SQL["release"], (effect.id,)


def arrival(step: str, paid: Cents) -> tuple[tb.Rule, ...]:
    """What holds where money arrives: it is what was `paid`, since it was paid or the case accepted."""

    def paid_on(application: tb.Application[Any]) -> date:
        payment = application.report(PAID, PaidForm)
        return payment.paid_on if payment else application.on

    arrived = rule.within("HF-PAY-05", "arrived_on", first=paid_on, last=TODAY, reported=(step, ArrivedForm))
    return agreed("HF-PAY-03", lambda known: known.entered(step, ArrivedForm).amount, paid), arrived


cleared_on: Final = lambda known: known.cleared.get(PAID, known.on)  # noqa: E731 - no money moves before it is let
since_cleared: Final = rule.within("HF-PAY-04", "paid_on", first=cleared_on, last=TODAY, reported=(PAID, PaidForm))

Titles = tuple[str, str, str]
Moved = type[PaidForm]
Rules = tuple[tb.Rule, ...]
Entered = tuple[type[CalculatedForm], Rules]
ALONE: Final[Entered] = (CalculatedForm, ())


def paying(
    *before: tb.Step, due: Cents, within: str, titles: tuple[str, str], form: Moved = PaidForm, rules: Rules = ()
) -> tb.Procedure:
    """The steps before, then what is `due` is paid, or collected, and arrives; `rules` are further ones on payment."""
    at_pay, (pay, arrive) = (agreed(DIFFERS[form], paid, due), since_cleared, *rules), titles
    return tb.Procedure(
        *before,
        returnable(PAID, pay, within=within, after=(before[-1].name,), form=form, rules=at_pay),
        tb.Step(ARRIVED, arrive, within=within, after=(PAID,), form=ArrivedForm, rules=arrival(ARRIVED, paid)),
    )


def three_facts(
    calculate: tb.Calculate, *, within: str, titles: Titles, due: Cents = calculated, by: Entered = ALONE, **more: Any
) -> tb.Procedure:
    """Work out, pay or collect, see it arrive, all at the deciding centre; `titles` are those of the three steps.

    `due` is what has to be paid, unless it is just what was worked out, `by` the form in which that is entered, with
    what more has to hold of it; `more` is as for `paying`.
    """
    rules = (agreed("HF-PAY-01", calculated, result(calculate)), *by[1])
    first = tb.Step(CALCULATED, titles[0], within=within, form=by[0], rules=rules)
    return paying(first, due=due, within=within, titles=titles[1:], **more)
