"""`hf.employer_change`: 住房公积金单位及个人缴存信息变更."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.contributions import clamped_base, monthly
from tongban_housing_fund.employers.unit import (
    UnitForm,
    ratios_within_limits,
    unit_exists,
    unit_is_registered,
    unit_matter,
)
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, WORKER
from tongban_housing_fund.records import AccountStatus
from tongban_housing_fund.tables import AccountRow, EmployerRow

KINDS: Final = (
    ("ratio", "调整缴存比例"),
    ("hardship", "因困难降低缴存比例"),
    ("hire", "新增职工"),
    ("leave", "职工离职，封存账户"),
)
RATIOS: Final = ("kind", ("ratio", "hardship"))
HARDSHIP: Final = ("kind", ("hardship",))
HIRE: Final = ("kind", ("hire",))
WORKERS: Final = ("kind", ("hire", "leave"))
LEAVING: Final = replace(WORKER, asked_when=("kind", ("leave",)))
TAKEN: Final = rule.objection("HF-EM-16")


class ChangeForm(UnitForm, frozen=True, kw_only=True):
    """What changes: the ratios of the unit, or one worker."""

    kind: Annotated[str, tb.Choice("变更事项", options=KINDS)]
    ratio_unit: Annotated[Decimal | None, tb.Percent("单位缴存比例（%）", shown_when=RATIOS)] = None
    ratio_person: Annotated[Decimal | None, tb.Percent("个人缴存比例（%）", shown_when=RATIOS)] = None
    agreed: Annotated[bool, tb.Flag("已经职工代表大会或工会讨论同意", shown_when=HARDSHIP)] = False
    worker_name: Annotated[str, tb.Field("职工姓名", sensitive=True, shown_when=WORKERS)] = ""
    worker_number: Annotated[str, tb.Number("职工公民身份号码", shown_when=WORKERS)] = ""
    day: Annotated[date | None, tb.Day("入职（离职）日期", shown_when=WORKERS)] = None
    wage: Annotated[int, tb.Money("入职当月工资", shown_when=HIRE)] = 0
    start_month: Annotated[str, tb.Month("起缴年月", shown_when=HIRE)] = ""


class RegisteredForm(tb.Form, frozen=True, kw_only=True):
    """The account of a new worker, as the centre assigns it."""

    account: Annotated[
        str, tb.Field("新职工个人公积金账号", help="新增职工时填写为其分配的账号，其他变更不填", maximum_length=20)
    ] = ""


def in_time(id: str, kind: str) -> tb.Rule:  # noqa: A002 - as in `rule`
    """A worker who comes or leaves is told within 30 days (条例第十五条); late is still welcome."""

    @rule(id)
    def in_time(application: tb.Application[ChangeForm]) -> tb.Breaches:
        answers, days = application.answers, application.parameters.integer("worker_change_days")
        late = answers.day is not None and application.on > answers.day + timedelta(days)
        return tb.Breach.when(answers.kind == kind and late, days=days)

    return in_time


@rule("HF-EM-05")
def pays_from_the_second_month(application: tb.Application[ChangeForm]) -> tb.Breaches:
    answers = application.answers
    hired = answers.kind == "hire" and answers.day
    return tb.Breach.when(bool(hired) and answers.start_month <= f"{answers.day:%Y-%m}")


@rule("HF-EM-06")
def staff_agreed(application: tb.Application[ChangeForm]) -> tb.Breaches:
    return tb.Breach.when(application.answers.kind == "hardship" and not application.answers.agreed)


@rule("HF-EM-15")
def new_worker_has_an_account(application: tb.Application[ChangeForm]) -> tb.Breaches:
    registered = application.entered("register", RegisteredForm)
    return tb.Breach.when(application.answers.kind == "hire" and not registered.account)


def paid_monthly(application: tb.Application[ChangeForm]) -> tb.Calculation:
    """A new worker's month, on the first month's wage between the place's limits (条例第十七条)."""
    unit, answers = application.found(EMPLOYER), application.answers
    if answers.kind != "hire":
        raise tb.Absent("wage")
    base = clamped_base(answers.wage, application.parameters)
    return monthly(base, person=unit.ratio_person, unit=unit.ratio_unit)


def _change(effect: tb.Effect[ChangeForm]) -> Iterable[tb.Written]:
    answers, unit = effect.answers, effect.found(EMPLOYER)
    match answers.kind:
        case "hire":
            yield tb.Claim(_hired(effect), otherwise=TAKEN)
        case "leave":
            sealed = {"status": AccountStatus.SEALED, "employer": "", "sealed_on": effect.today}
            theirs = {"holder_number": answers.worker_number, "employer": effect.applicant.number}
            yield tb.update(AccountRow, sealed, city=unit.city, **theirs)
        case _:
            ratios = {"ratio_unit": answers.ratio_unit, "ratio_person": answers.ratio_person}
            yield tb.update(EmployerRow, ratios, number=effect.applicant.number, city=unit.city)
            yield tb.update(AccountRow, ratios, employer=effect.applicant.number, city=unit.city)


def _hired(effect: tb.Effect[ChangeForm]) -> tb.Statement:
    answers, unit = effect.answers, effect.found(EMPLOYER)
    return tb.insert(
        AccountRow,
        number=effect.entered("register", RegisteredForm).account,
        city=unit.city,
        centre=effect.competent.name,
        holder=answers.worker_name,
        holder_number=answers.worker_number,
        opened=effect.today,
        starts=answers.start_month,
        base=paid_monthly(effect).amounts[0].cents,
        ratio_unit=unit.ratio_unit,
        ratio_person=unit.ratio_person,
        employer=effect.applicant.number,
    )


def _change_notice(application: tb.Application[ChangeForm]) -> list[tb.Line]:
    answers, unit = application.answers, ("单位名称", application.applicant.name)
    worker = ("职工", f"{answers.worker_name}（{answers.worker_number}）")
    what, day = ("变更事项", dict(KINDS)[answers.kind]), tb.spoken_day(answers.day) if answers.day else ""
    match answers.kind:
        case "hire":
            account = ("个人公积金账号", application.entered("register", RegisteredForm).account)
            began = ("起缴", f"{day}入职，{tb.spoken_month(answers.start_month)}起缴")
            return [unit, what, worker, began, *paid_monthly(application).lines, account]
        case "leave":
            return [unit, what, worker, ("离职日期", day), ("账户状态", AccountStatus.SEALED.label)]
    ratios = (("单位缴存比例", answers.ratio_unit), ("个人缴存比例", answers.ratio_person))
    return [unit, what, *((label, tb.percent(ratio)) for label, ratio in ratios if ratio is not None)]


EMPLOYER_CHANGE: Final = unit_matter(
    id="hf.employer_change",
    name="住房公积金单位及个人缴存信息变更",
    basis=(tb.Basis(REGULATIONS, "第十五条、第十七条、第二十条"),),
    promised_term="em_open_wd",
    form=ChangeForm,
    needs=(LICENCE, EMPLOYER, LEAVING),
    rules=(
        unit_exists,
        unit_is_registered,
        ratios_within_limits,
        in_time("HF-EM-02", "hire"),
        pays_from_the_second_month,
        staff_agreed,
        in_time("HF-EM-07", "leave"),
        rule.on_file("HF-EM-14", LEAVING),
    ),
    calculation=paid_monthly,
    procedure=tb.Procedure(
        tb.Step("register", "登记变更", within="em_open_wd", form=RegisteredForm, rules=(new_worker_has_an_account,))
    ),
    results=(tb.Result("change_notice", "住房公积金缴存信息变更通知", _change_notice),),
    effects={tb.Granted: _change},
)
