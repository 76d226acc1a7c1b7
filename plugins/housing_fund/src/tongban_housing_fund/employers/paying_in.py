"""`hf.remit` 汇缴 and `hf.backpay` 补缴: what a unit pays in for its workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final

from tongban import (
    COMPETENT,
    Amount,
    Application,
    Basis,
    Breach,
    Breaches,
    Calculate,
    Calculation,
    Day,
    Effect,
    Field,
    Line,
    Matter,
    Money,
    Month,
    Needs,
    Number,
    Result,
    Rule,
    StepOutcome,
    StepReported,
    Written,
    spoken,
    yuan,
)
from tongban_housing_fund.contributions import Payer, booked, monthly, months_between
from tongban_housing_fund.employers.unit import UnitForm, unit_exists, unit_is_registered, unit_matter
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, PAYROLL, WORKER
from tongban_housing_fund.payment import ARRIVED, ArrivedForm, three_facts
from tongban_housing_fund.places import city_of

PAYING: Final = Basis(REGULATIONS, "第十九条")


class RemitForm(UnitForm, frozen=True, kw_only=True):
    """Which month is paid, and when wages were."""

    month: Annotated[str, Month("汇缴年月")]
    pay_day: Annotated[date, Day("发薪日期")]


class BackpayForm(UnitForm, frozen=True, kw_only=True):
    """For whom and for which months something is still owed."""

    worker_name: Annotated[str, Field("职工姓名", sensitive=True)]
    worker_number: Annotated[str, Number("职工公民身份号码")]
    from_month: Annotated[str, Month("补缴起始年月")]
    to_month: Annotated[str, Month("补缴截止年月")]
    base: Annotated[int, Money("补缴月缴存基数")]
    reason: Annotated[str, Field("补缴原因")]


@rule("HF-EM-04")
def remitted_in_time(application: Application[RemitForm]) -> Breaches:
    """Within five days of pay day; late is still welcome."""
    days = application.parameters.integer("remit_days")
    if application.on > application.answers.pay_day + timedelta(days=days):
        yield Breach(days=days)


@rule("HF-RM-01")
def somebody_is_paid_for(application: Application[RemitForm]) -> Breaches:
    """The unit has workers whose accounts are open."""
    payroll = application.record(PAYROLL)
    if payroll and payroll.headcount == 0:
        yield Breach()


@rule("HF-RM-02")
def month_has_begun(application: Application[RemitForm]) -> Breaches:
    """Nobody remits for a month to come."""
    if application.answers.month > f"{application.on:%Y-%m}":
        yield Breach()


def payroll_due(application: Application[RemitForm]) -> Calculation | None:
    """The sum of what is due for each worker, each amount rounded on its own."""
    payroll = application.record(PAYROLL)
    if payroll is None:
        return None
    heads = f"{payroll.headcount}名职工各按本人基数和比例计算后相加"
    own, units = Amount("个人缴存额", yuan(payroll.person), heads), Amount("单位缴存额", yuan(payroll.unit), heads)
    return Calculation(own, units, Amount("应缴总额", own.value + units.value, f"{own} + {units}"))


@rule("HF-BP-01")
def months_in_order(application: Application[BackpayForm]) -> Breaches:
    """From the earlier to the later month, and none that is still to be remitted."""
    answers = application.answers
    if not answers.from_month <= answers.to_month < f"{application.on:%Y-%m}":
        yield Breach()


@rule("HF-EM-14")
def worker_is_ours(application: Application[BackpayForm]) -> Breaches:
    """A unit pays back for its own workers."""
    if application.record(WORKER) is None:
        yield Breach()


def owed(application: Application[BackpayForm]) -> Calculation | None:
    """A month's amount as often as there are months."""
    unit, answers = application.record(EMPLOYER), application.answers
    if unit is None:
        return None
    each = monthly(answers.base, person=unit.ratio_person, unit=unit.ratio_unit)
    count = len(months_between(answers.from_month, answers.to_month))
    return Calculation(*each.amounts, Amount("补缴总额", each.result.value * count, f"{each.result} × {count}个月"))


def book(effect: Effect) -> Sequence[Written]:
    """Contributions stand in the workers' accounts once the money has arrived."""
    match effect.event:
        case StepReported(step=step, outcome=StepOutcome.DONE) if step == ARRIVED and COMPETENT in effect.roles:
            answers, on = effect.answers, effect.report(ARRIVED, ArrivedForm).arrived_on
            first = answers.get("from_month") or answers["month"]
            payer = Payer(effect.applicant.number, city_of(answers["city"]), effect.case_id, on.isoformat())
            worker, base = answers.get("worker_number"), answers.get("base")
            return booked(payer, months_between(first, answers.get("to_month") or first), worker=worker, base=base)
    return []


def receipt(due: Calculate) -> Callable[[Application[UnitForm]], list[Line]]:
    """The paper that closes a payment."""

    def lines(application: Application[UnitForm]) -> list[Line]:
        worked, arrived = due(application), application.report(ARRIVED, ArrivedForm)
        if not (worked and arrived):
            return []
        entered = ("入账", f"{arrived.arrived_on} 到账{spoken(yuan(arrived.amount))}，已记入职工个人账户")
        return [("单位名称", application.applicant.name), *worked.lines, entered]

    return lines


def paying_in(
    *,
    id: str,  # noqa: A002 - as the matter itself calls it
    name: str,
    form: type[UnitForm],
    due: Calculate,
    needs: tuple[Needs[Any], ...],
    rules: tuple[Rule, ...],
) -> Matter:
    """A matter in which a unit pays money in; `due` works out how much."""
    titles = ("核定应缴金额", "收取缴款", "核对到账并入账")
    return unit_matter(
        id=id,
        name=name,
        basis=(PAYING,),
        promised_term="remit_wd",
        form=form,
        needs=(LICENCE, EMPLOYER, *needs),
        rules=(unit_exists, unit_is_registered, *rules),
        calculation=due,
        procedure=three_facts(due, within="remit_wd", titles=titles),
        results=(Result(key="receipt", title=f"{name}入账通知", compose=receipt(due)),),
        effects=book,
    )


REMIT: Final = paying_in(
    id="hf.remit",
    name="住房公积金汇缴",
    form=RemitForm,
    due=payroll_due,
    needs=(PAYROLL,),
    rules=(remitted_in_time, somebody_is_paid_for, month_has_begun),
)
BACKPAY: Final = paying_in(
    id="hf.backpay",
    name="住房公积金补缴",
    form=BackpayForm,
    due=owed,
    needs=(WORKER,),
    rules=(months_in_order, worker_is_ours),
)
