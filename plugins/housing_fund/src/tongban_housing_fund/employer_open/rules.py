"""HF-EM: when a unit may open its account."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tongban import COMPETENT, Application, Basis, Breach, Breaches, Needs, Severity, percent, rule, yuan
from tongban_housing_fund.employer_open.contribution import clamped_base
from tongban_housing_fund.employer_open.forms import AllotForm, EmployerForm
from tongban_housing_fund.law import REGULATIONS, amended
from tongban_housing_fund.records import EmployerAccount, Licence

LIVING: Final = "存续"
LICENCE: Final = Needs(
    key="licence",
    register="housing_fund.licence",
    title="营业执照",
    at=COMPETENT,
    record=Licence,
    purpose="核对单位的设立日期、法定代表人和登记状态",
)
EMPLOYER: Final = Needs(
    key="employer",
    register="housing_fund.employer",
    title="单位住房公积金账户",
    at=COMPETENT,
    record=EmployerAccount,
    by=("city",),
    purpose="核对单位是否已开户",
)


@rule(
    "HF-EM-01",
    "单位设立超过{days}日未办理缴存登记",
    basis=Basis(REGULATIONS, "第十四条"),
    remedy="仍可办理；请尽快完成登记。责令限期后仍不办理的，依照《住房公积金管理条例》{article}处{least}万元以上{most}万元以下罚款",
    severity=Severity.NOTICE,
)
def registered_in_time(application: Application[EmployerForm]) -> Breaches:
    """A unit registers within 30 days of its founding; late is still welcome."""
    licence, days = application.record(LICENCE), application.parameters.integer("employer_register_days")
    if licence and application.on > licence.founded + timedelta(days=days):
        yield Breach(
            days=days,
            article="第三十九条" if amended(application.on, application.parameters) else "第三十七条",
            least=application.parameters.integer("register_fine_min"),
            most=application.parameters.integer("register_fine_max"),
        )


@rule(
    "HF-EM-03", "缴存比例应在{least}至{most}之间", basis=Basis(REGULATIONS, "第十八条"), remedy="请按当地公布的比例填写"
)
def ratios_within_limits(application: Application[EmployerForm]) -> Breaches:
    """Unit and worker each pay within the limits."""
    least, most = application.parameters.decimal("ratio_min"), application.parameters.decimal("ratio_max")
    for field in ("ratio_unit", "ratio_person"):
        if not least <= getattr(application.answers, field) <= most:
            yield Breach(field=field, least=percent(least), most=percent(most))


@rule(
    "HF-EM-08",
    "营业执照状态为“{status}”，不能办理单位登记开户",
    basis=Basis(REGULATIONS, "第十四条"),
    field="business_licence",
    remedy="请先到登记机关核实营业执照的状态",
)
def unit_exists(application: Application[EmployerForm]) -> Breaches:
    """The licence is that of a living unit."""
    licence = application.record(LICENCE)
    if licence and licence.status != LIVING:
        yield Breach(status=licence.status)


@rule(
    "HF-EM-09",
    "单位已在该市开立住房公积金账户（{account}），无需重复开户",
    basis=Basis(REGULATIONS, "第十四条"),
    field="city",
    remedy="请直接办理职工账户设立和汇缴",
)
def no_account_yet(application: Application[EmployerForm]) -> Breaches:
    """One account per unit in a city."""
    held = application.record(EMPLOYER)
    if held:
        yield Breach(account=held.account)


@rule(
    "HF-EM-10",
    "首次汇缴年月不能早于单位设立的年月",
    basis=Basis(REGULATIONS, "第十四条"),
    field="first_month",
    remedy="单位设立于{month}",
)
def pays_from_its_founding(application: Application[EmployerForm]) -> Breaches:
    """Nobody pays for months before the unit was there."""
    licence = application.record(LICENCE)
    if licence and application.answers.first_month < f"{licence.founded:%Y-%m}":
        yield Breach(month=f"{licence.founded:%Y-%m}")


CONDITIONS: Final = (
    registered_in_time,
    ratios_within_limits,
    unit_exists,
    no_account_yet,
    pays_from_its_founding,
)


@rule(
    "HF-EM-11",
    "核定的月缴存基数应为{n}元",
    basis=Basis(REGULATIONS, "第十六条"),
    field="base",
    remedy="基数为职工上年月平均工资，且不低于{least}元、不高于{most}元",
)
def base_within_limits(application: Application[EmployerForm]) -> Breaches:
    """The base is the average wage, kept between the place's limits."""
    allotted = application.report("allot", AllotForm)
    due = clamped_base(application.answers.wage, application.parameters)
    if allotted and allotted.base != due:
        yield Breach(
            n=yuan(due), least=application.parameters.text("base_min"), most=application.parameters.text("base_max")
        )
