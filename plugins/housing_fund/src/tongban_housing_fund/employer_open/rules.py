"""HF-EM: when a unit may open its account."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tongban import COMPETENT, Application, Breach, Breaches, Needs, percent, yuan
from tongban_housing_fund.employer_open.contribution import clamped_base
from tongban_housing_fund.employer_open.forms import AllotForm, EmployerForm
from tongban_housing_fund.law import amended, rule
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


@rule("HF-EM-01")
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


@rule("HF-EM-03")
def ratios_within_limits(application: Application[EmployerForm]) -> Breaches:
    """Unit and worker each pay within the limits."""
    least, most = application.parameters.decimal("ratio_min"), application.parameters.decimal("ratio_max")
    for field in ("ratio_unit", "ratio_person"):
        if not least <= getattr(application.answers, field) <= most:
            yield Breach(field=field, least=percent(least), most=percent(most))


@rule("HF-EM-08")
def unit_exists(application: Application[EmployerForm]) -> Breaches:
    """The licence is that of a living unit."""
    licence = application.record(LICENCE)
    if licence and licence.status != LIVING:
        yield Breach(status=licence.status)


@rule("HF-EM-09")
def no_account_yet(application: Application[EmployerForm]) -> Breaches:
    """One account per unit in a city."""
    held = application.record(EMPLOYER)
    if held:
        yield Breach(account=held.account)


@rule("HF-EM-10")
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


@rule("HF-EM-11")
def base_within_limits(application: Application[EmployerForm]) -> Breaches:
    """The base is the average wage, kept between the place's limits."""
    allotted = application.report("allot", AllotForm)
    due = clamped_base(application.answers.wage, application.parameters)
    if allotted and allotted.base != due:
        yield Breach(
            n=yuan(due), least=application.parameters.text("base_min"), most=application.parameters.text("base_max")
        )
