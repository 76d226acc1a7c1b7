"""`hf.remit` 汇缴 and `hf.backpay` 补缴: what a unit pays in for its workers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.contributions import ADDS_UP, FREE, RESERVE, credited, monthly
from tongban_housing_fund.employers.unit import UnitForm, unit_exists, unit_is_registered, unit_matter
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, WORKER
from tongban_housing_fund.payment import ARRIVED, PAID, ArrivedForm, CollectedForm, calculated, three_facts
from tongban_housing_fund.records import Payroll
from tongban_housing_fund.tables import ContributionRow

PAYROLL: Final = tb.Needs(
    "housing_fund.payroll", "单位应缴清册", Payroll, by=("city", "month"), purpose="计算该月应缴金额"
)
NOT_DUE: Final = rule.objection("HF-RM-03")
TITLES: Final = ("核定应缴金额", "收取缴款", "核对到账并入账")


class RemitForm(UnitForm, frozen=True, kw_only=True):
    """Which month is paid, and when wages were."""

    month: Annotated[str, tb.Month("汇缴年月")]
    pay_day: Annotated[date, tb.Day("发薪日期")]


class BackpayForm(UnitForm, frozen=True, kw_only=True):
    """For whom and for which months something is still owed."""

    worker_name: Annotated[str, tb.Field("职工姓名", sensitive=True)]
    worker_number: Annotated[str, tb.Number("职工公民身份号码")]
    from_month: Annotated[str, tb.Month("补缴起始年月")]
    to_month: Annotated[str, tb.Month("补缴截止年月")]
    base: Annotated[int, tb.Money("补缴月缴存基数")]
    reason: Annotated[str, tb.Field("补缴原因")]


@rule("HF-EM-04")
def remitted_in_time(application: tb.Application[RemitForm]) -> tb.Breaches:
    """Within five days of pay day; late is still welcome."""
    days = application.parameters.integer("remit_days")
    return tb.Breach.when(application.on > application.answers.pay_day + timedelta(days), days=days)


@rule("HF-RM-01")
def somebody_is_paid_for(application: tb.Application[RemitForm]) -> tb.Breaches:
    return tb.Breach.when(application.found(PAYROLL).headcount == 0)


@rule("HF-RM-02")
def month_has_begun(application: tb.Application[RemitForm]) -> tb.Breaches:
    return tb.Breach.when(application.answers.month > f"{application.on:%Y-%m}")


def payroll_due(application: tb.Application[RemitForm]) -> tb.Calculation:
    """The sum of what is due for each worker, each amount rounded on its own."""
    payroll = application.found(PAYROLL)
    heads = f"{payroll.headcount}名职工各按本人基数和比例计算后相加"
    own = tb.Amount("个人缴存额", payroll.person, heads)
    units = tb.Amount("单位缴存额", payroll.unit, heads)
    return tb.Calculation(own, units, tb.Amount("应缴总额", own + units))


@rule("HF-BP-01")
def months_in_order(application: tb.Application[BackpayForm]) -> tb.Breaches:
    first, last = application.answers.from_month, application.answers.to_month
    return tb.Breach.when(not first <= last < f"{application.on:%Y-%m}")


def owed(application: tb.Application[BackpayForm]) -> tb.Calculation:
    """A month's amount as often as there are months."""
    unit, answers = application.found(EMPLOYER), application.answers
    each = monthly(answers.base, person=unit.ratio_person, unit=unit.ratio_unit)
    count = len(tb.months_between(answers.from_month, answers.to_month))
    total = tb.Amount("补缴总额", each.result.value * count, f"{each.result} × {count}个月")
    return tb.Calculation(*each.amounts, total)


def months_of(answers: RemitForm | BackpayForm) -> tuple[str, ...]:
    """The months that are paid."""
    return (
        (answers.month,) if isinstance(answers, RemitForm) else tb.months_between(answers.from_month, answers.to_month)
    )


def reserve(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """Months are one case's before money moves: nothing is collected twice, or that is not due any more."""
    unit, answers = effect.found(EMPLOYER), effect.answers
    base, worker = getattr(answers, "base", None), getattr(answers, "worker_number", None)
    for month in months_of(answers):
        yield RESERVE, (effect.applicant.number, unit.city, month, effect.id, base, worker)
    yield tb.Claim((ADDS_UP, (effect.id, calculated(effect))), otherwise=NOT_DUE)


def _free(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    yield FREE, (effect.id,)


def book(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """Contributions stand in the workers' accounts once the money has arrived."""
    arrived_on = effect.entered(ARRIVED, ArrivedForm).arrived_on
    yield tb.update(ContributionRow, {"paid_on": arrived_on}, case_id=effect.id)
    for month in months_of(effect.answers):
        yield credited(month, effect.id)


def paid_for(answers: RemitForm | BackpayForm) -> list[tb.Line]:
    """Which month was paid, or for whom which months."""
    if isinstance(answers, RemitForm):
        return [("汇缴年月", tb.spoken_month(answers.month))]
    worker = f"{answers.worker_name}（{answers.worker_number}）"
    months = f"{tb.spoken_month(answers.from_month)}至{tb.spoken_month(answers.to_month)}"
    return [("职工", worker), ("补缴年月", months), ("补缴原因", answers.reason)]


def _receipt(application: tb.Application[Any], *, due: tb.Calculate) -> list[tb.Line]:
    return [
        ("单位名称", application.applicant.name),
        *paid_for(application.answers),
        *due(application).lines,
        ("入账", f"{application.entered(ARRIVED, ArrivedForm)}，已记入职工个人账户"),
    ]


def paying_in(
    *, name: str, due: tb.Calculate, need: tb.Needs[Any], rules: tuple[tb.Rule, ...], **more: Any
) -> tb.Matter:
    """A matter in which a unit pays money in; `due` works out how much."""
    return unit_matter(
        name=name,
        basis=(tb.Basis(REGULATIONS, "第十九条"),),
        promised_term="remit_wd",
        needs=(LICENCE, EMPLOYER, need),
        rules=(unit_exists, unit_is_registered, *rules),
        calculation=due,
        procedure=three_facts(due, within="remit_wd", titles=TITLES, form=CollectedForm),
        results=(tb.Result("receipt", f"{name}入账通知", partial(_receipt, due=due)),),
        effects={tb.cleared(PAID): reserve, tb.undone(PAID): _free, tb.done(ARRIVED): book, tb.COME_TO_NOTHING: _free},
        **more,
    )


REMIT: Final = paying_in(
    id="hf.remit",
    name="住房公积金汇缴",
    form=RemitForm,
    due=payroll_due,
    need=PAYROLL,
    rules=(remitted_in_time, somebody_is_paid_for, month_has_begun),
)
BACKPAY: Final = paying_in(
    id="hf.backpay",
    name="住房公积金补缴",
    form=BackpayForm,
    due=owed,
    need=WORKER,
    rules=(months_in_order, rule.on_file("HF-EM-14", WORKER)),
)
