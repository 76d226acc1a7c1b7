"""`hf.remit` 汇缴 and `hf.backpay` 补缴: what a unit pays in for its workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.contributions import clamped_base, founded, monthly, this_month
from tongban_housing_fund.employers.unit import EVER_PAID, THIS_UNIT, UnitForm, unit_matter, works_here
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, need
from tongban_housing_fund.payment import PAYMENTS
from tongban_housing_fund.records import Contributions, Dues, Payroll
from tongban_housing_fund.tables import SQL, ContributionRow

PAYROLL: Final = need("payroll", "单位应缴清册", Payroll, by=("city", "month"), why="计算应缴金额")
DUES: Final = need("dues", "职工应缴明细", Dues, by=("city", "month"), why="告知每名职工的应缴额")
NOT_DUE: Final = rule.objection("HF-RM-03")
ALREADY: Final = need("paid", "本单位已为职工缴存的月份", Contributions, by=EVER_PAID.by, why="计算少缴的金额")
CLOSED: Final = rule.objection("HF-RM-05")
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
    base: Annotated[int, tb.Money("补缴月缴存基数", least=1)]
    reason: Annotated[str, tb.Field("补缴原因")]


def wages_paid(application: tb.Application[RemitForm]) -> date | None:
    """Since when it is to be remitted, unless the unit may do so later; late is still welcome."""
    answers, deferred_to = application.answers, application.found(EMPLOYER).deferred_to
    return answers.pay_day if answers.month > deferred_to else None


somebody_is_paid_for: Final = rule.against(
    "HF-RM-01", lambda known: not ((due := known.record(PAYROLL)) and due.headcount and known.record(DUES))
)
remitted_in_time: Final = rule.in_time("HF-EM-04", "remit_days", wages_paid)
month_has_begun: Final = rule.within("HF-RM-02", "month", last=this_month)
unit_paid_by_then: Final = rule.within("HF-RM-04", "month", first=lambda known: known.found(EMPLOYER).first_month)
wages_are_paid: Final = rule.within("HF-RM-06", "pay_day", last=lambda known: known.on)


def payroll_due(application: tb.Application[RemitForm]) -> tb.Calculation:
    """The sum of what is due for each worker, each amount rounded on its own."""
    payroll = application.found(PAYROLL)
    heads = f"{payroll.headcount}名职工各按本人基数和比例计算后相加"
    own = tb.Amount("个人缴存额", payroll.person, heads)
    employers = tb.Amount("单位缴存额", payroll.unit, heads)
    return tb.Calculation(own, employers, tb.Amount("应缴总额", own + employers))


def of_each_worker(application: tb.Application[RemitForm]) -> list[tb.Line]:
    """What is due for each worker, of the first hundred; nothing where a case was cleared before this was asked for."""
    dues = application.told(DUES)
    workers, count = (dues.workers, application.found(PAYROLL).headcount) if dues else ((), 0)
    told = [(it.holder, f"{it.number}：个人{tb.spoken(it.person)}，单位{tb.spoken(it.unit)}") for it in workers]
    return [*told, ("其余职工", f"{count - len(workers)}名，明细可向中心查询")] if len(workers) < count else told


in_order: Final = rule.against("HF-BP-01", lambda it: not it.answers.from_month <= it.answers.to_month < this_month(it))
unit_was_founded_by_then: Final = rule.within("HF-BP-02", "from_month", first=founded)
until_left: Final = rule.within(
    "HF-BP-04", "to_month", last=lambda known: tb.month_of(known.found(EVER_PAID).left_on or date.max)
)


def already(application: tb.Application[BackpayForm]) -> Counter[tuple[str, str]]:
    """What the unit has paid for the worker, or is paying, by month and share, in 分."""
    known, paid = application.record(ALREADY), Counter[tuple[str, str]]()
    for each in known.months if known else ():
        paid.update({(each.month, "person"): each.person, (each.month, "unit"): each.unit})
    return paid


@rule("HF-BP-03")
def amount_is_known(application: tb.Application[BackpayForm]) -> tb.Breaches:
    """What is missing of a month can only be worked out where it is on file what was paid."""
    account, on_file = application.found(EVER_PAID), {month for month, _ in already(application)}
    paid = (month for month in months_of(application.answers) if account.paid_for(month))
    return [tb.Breach(month=tb.spoken_month(month)) for month in paid if month not in on_file][:1]


def owed(application: tb.Application[BackpayForm]) -> tb.Calculation:
    """A month's amount, on a base between the place's limits, for every month, less what was paid already."""
    unit, answers = application.found(EMPLOYER), application.answers
    each = monthly(clamped_base(answers.base, application.parameters), person=unit.ratio_person, unit=unit.ratio_unit)
    months, paid = months_of(answers), already(application)
    whole = tb.Amount("", each.result.value * len(months), f"{each.result} × {len(months)}个月")
    shares = {"person": each.amounts[1].cents, "unit": each.amounts[2].cents}
    gone = tb.Amount("", sum(min(paid[month, share], shares[share]) for month in months for share in shares))
    return tb.Calculation(*each.amounts, tb.Amount("补缴总额", whole - gone if gone.cents else whole))


def months_of(paid: RemitForm | BackpayForm) -> tuple[str, ...]:
    """The months that are paid."""
    return (paid.month,) if isinstance(paid, RemitForm) else tb.months_between(paid.from_month, paid.to_month)


still_owed: Final = rule.against("HF-BP-05", lambda it: bool(months_of(it.answers)) and not owed(it).result.cents)
OWED: Final = (amount_is_known, still_owed)


def reserve(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """Months are one case's before money moves: nothing is collected twice, or that is not due any more."""
    payer, answers = (effect.applicant.number, effect.found(EMPLOYER).city), effect.answers
    statement, missing = "reserve", tuple[str | int, ...]()
    if isinstance(answers, BackpayForm):
        statement, missing = "reserve_missing", (answers.worker_number, *(it.cents for it in owed(effect).amounts[:3]))
    yield SQL["one_by_one"], ("account",)
    for month in months_of(answers):
        yield SQL[statement], (*payer, month, effect.id, *missing)
    yield tb.Claim((SQL["adds_up"], (effect.id, tb.calculated(effect))), otherwise=NOT_DUE)


FREE: Final = lambda effect: [(SQL["free"], (effect.id,))]  # noqa: E731 - one statement


def book(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """Contributions stand in the workers' accounts once the money has arrived."""
    yield tb.Claim((SQL["all_open"], (effect.id,)), otherwise=CLOSED)
    day = effect.entered(tb.ARRIVED, tb.ArrivedForm).arrived_on
    yield tb.update(ContributionRow, {"paid_on": day}, case_id=effect.id)
    for month in months_of(effect.answers):
        yield SQL["credit"], (month, effect.id, tb.month_after(month, -1))
    for name in ("lengthen", "join_runs", "lengthen"):  # once joined, what stands before the earlier run goes on it too
        yield SQL[name], (effect.id,)


def _paid_for(application: tb.Application[Any]) -> list[tb.Line]:
    of_one = tb.lines_of(application.answers, "worker_name", "worker_number", "from_month", "to_month", "reason")
    told = of_one or [*tb.lines_of(application.answers, "month"), *of_each_worker(application)]
    return [("单位名称", application.applicant.name), *told]


def _receipt(application: tb.Application[Any], *, due: tb.Calculate) -> list[tb.Line]:
    arrived = ("入账", f"{application.entered(tb.ARRIVED, tb.ArrivedForm)}，已记入职工个人账户")
    return [*_paid_for(application), *due(application).lines, arrived]


def paying_in(
    *, name: str, due: tb.Calculate, needs: tuple[tb.Needs[Any], ...], rules: tuple[tb.Rule, ...], **more: Any
) -> tb.Matter:
    """A matter in which a unit pays money in; `due` works out how much."""
    told = PAYMENTS.notice(due, lambda known: f"自本通知之日起{known.term('remit_step_wd').text}内", _paid_for)
    return unit_matter(
        name=name,
        basis=(tb.Basis(REGULATIONS, "第十九条"),),
        promised_term="remit_wd",
        needs=(LICENCE, EMPLOYER, *needs),
        rules=(*THIS_UNIT, *rules),
        calculation=due,
        procedure=PAYMENTS.three_facts(due, within="remit_step_wd", titles=TITLES, form=tb.CollectedForm, notice=told),
        results=(tb.Result("receipt", f"{name}入账通知", partial(_receipt, due=due)),),
        effects={**PAYMENTS.writes(cleared=reserve, undone=FREE, arrived=book), tb.COME_TO_NOTHING: FREE},
        **more,
    )


REMIT: Final = paying_in(
    id="hf.remit",
    name="住房公积金汇缴",
    form=RemitForm,
    due=payroll_due,
    needs=(PAYROLL, DUES),
    rules=(remitted_in_time, wages_are_paid, somebody_is_paid_for, month_has_begun, unit_paid_by_then),
)
BACKPAY: Final = paying_in(
    id="hf.backpay",
    name="住房公积金补缴",
    form=BackpayForm,
    due=owed,
    needs=(EVER_PAID, ALREADY),
    rules=(in_order, unit_was_founded_by_then, *works_here(EVER_PAID), until_left, *OWED),
)
