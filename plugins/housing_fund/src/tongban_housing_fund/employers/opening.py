"""`hf.employer_open`: 住房公积金单位登记开户."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.contributions import clamped_base, founded, in_months, monthly
from tongban_housing_fund.employers.unit import LICENSED, UnitForm, ratios_allowed, unit_matter
from tongban_housing_fund.law import REGULATIONS, amended, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE
from tongban_housing_fund.payment import PAYMENTS
from tongban_housing_fund.records import Licence
from tongban_housing_fund.tables import EmployerRow

TAKEN: Final = rule.objection("HF-EM-12")
BY_LICENCE: Final = tb.Prefill("licence", "representative")
EACH: Final = "单位与职工各按当地比例缴存；填写百分数，例如 12"


class EmployerForm(UnitForm, frozen=True, kw_only=True):
    """What the unit and its staff will pay."""

    representative: Annotated[str, tb.Field("法定代表人（负责人）", sensitive=True, prefill=BY_LICENCE)]
    wage: Annotated[int, tb.Money("职工上年月平均工资", least=1, help="新设立的单位填写职工当月平均工资")]
    ratio_unit: Annotated[Decimal, tb.Percent("单位比例", help=EACH)]
    ratio_person: Annotated[Decimal, tb.Percent("个人比例")]
    first_month: Annotated[str, tb.Month("首次汇缴年月")]
    bank_account: Annotated[str, tb.BankCard("单位账户", help="单位缴款的银行账号，还没有开立的可不填")] = ""


class AllotForm(tb.Form, frozen=True, kw_only=True):
    """The account the centre assigns, and the base it has verified."""

    account: Annotated[str, tb.Digits("单位住房公积金账号", help="12位数字", length=12)]
    base: Annotated[int, tb.Money("核定月缴存基数")]


@rule("HF-EM-01")
def registered_in_time(application: tb.Application[EmployerForm]) -> tb.Breaches:
    """A unit registers within 30 days of its founding; late is still welcome."""
    law, article = application.parameters, "第三十九条" if amended(application) else "第三十七条"
    days = law.integer("employer_register_days")
    late = application.too_late("employer_register_days", since=application.found(LICENCE).founded)
    least, most = law.integer("register_fine_min"), law.integer("register_fine_max")
    return tb.Breach.when(late, days=days, article=article, least=least, most=most)


no_account_yet: Final = rule.when("HF-EM-09", EMPLOYER, lambda unit: bool(unit.account), account="account")
pays_before_long: Final = (
    rule.within("HF-EM-10", "first_month", first=founded),
    rule.within("HF-EM-21", "first_month", last=in_months("first_month_within")),
)


def spelt(licence: Licence | None, answers: EmployerForm) -> str:
    """The representative as the licence writes the name, or as it was told where that has none."""
    return (licence.representative if licence else "") or answers.representative


by_the_licence: Final = rule.named("HF-EM-23", "representative", lambda it: spelt(it.record(LICENCE), it.answers))


def paid_monthly(application: tb.Application[EmployerForm]) -> tb.Calculation:
    """A worker's month on the average wage, kept between the place's limits."""
    answers, base = application.answers, clamped_base(application.answers.wage, application.parameters)
    return monthly(base, person=answers.ratio_person, unit=answers.ratio_unit)


base_as_worked_out: Final = rule.agreed(
    "HF-EM-11", lambda known: known.entered("allot", AllotForm).base, lambda known: paid_monthly(known).amounts[0].cents
)


def _reserve(effect: tb.Effect[EmployerForm]) -> Iterable[tb.Written]:
    answers, allotted = effect.answers, effect.entered("allot", AllotForm)
    unit = {"number": effect.applicant.number, "name": effect.applicant.name, "city": tb.city_of(answers.city)}
    pays = {name: getattr(answers, name) for name in ("ratio_unit", "ratio_person", "first_month")}
    given = {"account": allotted.account, "base": allotted.base, "representative": spelt(effect.told(LICENCE), answers)}
    yield tb.Claim(tb.insert(EmployerRow, **unit, **pays, **given, case_id=effect.id), otherwise=TAKEN)


def _opening_notice(application: tb.Application[EmployerForm]) -> list[tb.Line]:
    return [
        ("单位名称", application.applicant.name),
        ("统一社会信用代码", application.applicant.number),
        *tb.lines_of(application.entered("allot", AllotForm), "account"),
        ("法定代表人（负责人）", spelt(application.told(LICENCE), application.answers)),
        *tb.lines_of(application.answers, "first_month", "bank_account"),
        *paid_monthly(application).lines,
        PAYMENTS.collecting(application),
        ("职工账户设立", f"自登记之日起{application.parameters.integer('employer_accounts_days')}日内办理"),
    ]


EMPLOYER_OPEN: Final = unit_matter(
    id="hf.employer_open",
    name="住房公积金单位登记开户",
    basis=(tb.Basis(REGULATIONS, "第十四条、第十六条、第十八条"),),
    promised_term="em_open_wd",
    form=EmployerForm,
    needs=(LICENCE, EMPLOYER),
    rules=(registered_in_time, ratios_allowed, *LICENSED, by_the_licence, no_account_yet, *pays_before_long),
    calculation=paid_monthly,
    procedure=tb.Procedure(
        tb.Step("allot", "核定基数并分配单位账号", within="em_open_wd", form=AllotForm, rules=(base_as_worked_out,))
    ),
    results=(tb.Result("opening_notice", "住房公积金单位登记开户通知", _opening_notice, (PAYMENTS.account,)),),
    effects={
        tb.done("allot"): _reserve,
        tb.Granted: lambda effect: [tb.update(EmployerRow, {"opened_on": effect.today}, case_id=effect.id)],
        tb.COME_TO_NOTHING: lambda effect: [tb.delete(EmployerRow, case_id=effect.id)],
    },
)
