"""`hf.employer_open`: 住房公积金单位登记开户."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Application,
    Basis,
    Breach,
    Breaches,
    Calculation,
    Claim,
    Effect,
    Field,
    Form,
    Granted,
    Line,
    Money,
    Month,
    Objection,
    Percent,
    Prefill,
    Procedure,
    RefusedByPlace,
    Result,
    Step,
    StepOutcome,
    StepReported,
    Withdrawn,
    Written,
    yuan,
)
from tongban_housing_fund.contributions import clamped_base, monthly
from tongban_housing_fund.employers.unit import UnitForm, ratios_within_limits, unit_exists, unit_matter
from tongban_housing_fund.fields import Digits
from tongban_housing_fund.law import REGULATIONS, amended, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE
from tongban_housing_fund.places import city_of

RESERVE: Final = """INSERT INTO housing_fund_employer
(account, number, city, name, ratio_unit, ratio_person, base, first_month, case_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"""
OPEN: Final = "UPDATE housing_fund_employer SET opened_on = $1 WHERE case_id = $2"
UNDO: Final = "DELETE FROM housing_fund_employer WHERE case_id = $1"
TAKEN: Final = Objection(
    rule="HF-EM-12",
    message="该单位账号已被使用，或该单位在本市已开户",
    field="account",
    remedy="请核对后分配新的单位账号",
)


class EmployerForm(UnitForm, frozen=True, kw_only=True):
    """What the unit and its staff will pay."""

    representative: Annotated[
        str, Field("法定代表人（负责人）", prefill=Prefill(need="licence", attribute="representative"))
    ]
    wage: Annotated[int, Money("职工上年月平均工资", help="新设立的单位填写职工当月平均工资")]
    ratio_unit: Annotated[Decimal, Percent("单位缴存比例（%）", help="单位与职工各5%至12%")]
    ratio_person: Annotated[Decimal, Percent("个人缴存比例（%）")]
    first_month: Annotated[str, Month("首次汇缴年月")]


class AllotForm(Form, frozen=True, kw_only=True):
    """The account the centre assigns, and the base it has verified."""

    account: Annotated[str, Digits("单位住房公积金账号", length=12)]
    base: Annotated[int, Money("核定月缴存基数")]


@rule("HF-EM-01")
def registered_in_time(application: Application[EmployerForm]) -> Breaches:
    """A unit registers within 30 days of its founding; late is still welcome."""
    licence, parameters = application.record(LICENCE), application.parameters
    days = parameters.integer("employer_register_days")
    if licence and application.on > licence.founded + timedelta(days=days):
        yield Breach(
            days=days,
            article="第三十九条" if amended(application.on, parameters) else "第三十七条",
            least=parameters.integer("register_fine_min"),
            most=parameters.integer("register_fine_max"),
        )


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


@rule("HF-EM-11")
def base_within_limits(application: Application[EmployerForm]) -> Breaches:
    """The base is the average wage, kept between the place's limits."""
    allotted, parameters = application.report("allot", AllotForm), application.parameters
    due = clamped_base(application.answers.wage, parameters)
    if allotted and allotted.base != due:
        yield Breach(n=yuan(due), least=parameters.text("base_min"), most=parameters.text("base_max"))


def paid_monthly(application: Application[EmployerForm]) -> Calculation:
    """A worker's month on the base allotted, until then on the one that the limits leave."""
    answers, allotted = application.answers, application.report("allot", AllotForm)
    base = allotted.base if allotted else clamped_base(answers.wage, application.parameters)
    return monthly(base, person=answers.ratio_person, unit=answers.ratio_unit)


def keep_account(effect: Effect) -> Sequence[Written]:
    """The account is reserved when allotted, open when granted, and free again if the case ends otherwise."""
    if COMPETENT not in effect.roles:
        return []
    match effect.event:
        case StepReported(step="allot", outcome=StepOutcome.DONE):
            return [Claim(sql=RESERVE, arguments=_row(effect), otherwise=TAKEN)]
        case Granted():
            return [(OPEN, (effect.on, effect.case_id))]
        case RefusedByPlace() | Withdrawn():
            return [(UNDO, (effect.case_id,))]
    return []


def _row(effect: Effect) -> tuple[object, ...]:
    unit, allotted, answers = effect.applicant, effect.report("allot", AllotForm), effect.answers
    ratios = (str(answers["ratio_unit"]), str(answers["ratio_person"]))
    whose = (allotted.account, unit.number, city_of(answers["city"]), unit.name)
    return (*whose, *ratios, allotted.base, answers["first_month"], effect.case_id)


def opening_notice(application: Application[EmployerForm]) -> list[Line]:
    """The account, and what is to be paid each month on the verified base."""
    allotted = application.report("allot", AllotForm)
    if allotted is None:
        return []
    return [
        ("单位名称", application.applicant.name),
        ("统一社会信用代码", application.applicant.number),
        ("单位住房公积金账号", allotted.account),
        ("首次汇缴年月", application.answers.first_month),
        *paid_monthly(application).lines,
    ]


EMPLOYER_OPEN: Final = unit_matter(
    id="hf.employer_open",
    name="住房公积金单位登记开户",
    basis=(Basis(REGULATIONS, "第十四条、第十六条、第十八条"),),
    promised_term="em_open_wd",
    form=EmployerForm,
    needs=(LICENCE, EMPLOYER),
    rules=(registered_in_time, ratios_within_limits, unit_exists, no_account_yet, pays_from_its_founding),
    calculation=paid_monthly,
    procedure=Procedure(
        (
            Step(
                name="allot",
                title="核定基数并分配单位账号",
                at=COMPETENT,
                within="em_open_wd",
                form=AllotForm,
                rules=(base_within_limits,),
            ),
        )
    ),
    results=(Result(key="opening_notice", title="住房公积金单位登记开户通知", compose=opening_notice),),
    effects=keep_account,
)
