"""`hf.employer_change`: 住房公积金单位及个人缴存信息变更."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.contributions import clamped_base, in_months, monthly, opened, this_month
from tongban_housing_fund.employers.unit import EVER_PAID, UNIT_RULES, UnitForm, ratios_allowed, unit_matter, works_here
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, need
from tongban_housing_fund.records import Identity
from tongban_housing_fund.tables import SQL, AccountRow, EmployerRow

KINDS: Final = (
    ("ratio", "调整缴存比例"),
    ("hardship", "因困难降低缴存比例"),
    ("defer", "因困难缓缴"),
    ("hire", "新增职工"),
    ("move", "调入职工（在本市已有账户）"),
    ("leave", "职工离职，封存账户"),
    ("base", "调整职工缴存基数（每年一次）"),
    ("licence", "单位名称、法定代表人变更（以营业执照为准）"),
)
RATIOS: Final = ("kind", ("ratio", "hardship"))
HARD: Final = ("kind", ("hardship", "defer"))
LESS: Final = ("kind", ("ratio", "hardship", "defer"))
HIRES: Final = ("kind", ("hire", "move"))
WAGES: Final = ("kind", (*HIRES[1], "base"))
WORKERS: Final = ("kind", (*HIRES[1], "leave", "base"))
PAID_FOR: Final = replace(EVER_PAID, where={"paid": "now"}, asked_when=("kind", ("leave", "base")))
WHO: Final = {"name": "worker_name", "number": "worker_number"}
CHANGED: Final = rule.objection("HF-EM-30")
NAMED: Final = need("identity", "人口信息", Identity, by=WHO, asked_when=HIRES, why="核对职工姓名")
OF_WHICH: Final = "新增、调入职工填写起缴当月的工资；调整基数填写职工上一年度月平均工资"


class ChangeForm(UnitForm, frozen=True, kw_only=True):
    """What changes: what the unit pays, or one worker."""

    kind: Annotated[str, tb.Choice("变更事项", options=KINDS)]
    ratio_unit: Annotated[Decimal | None, tb.Percent("调整后单位比例", shown_when=RATIOS)] = None
    ratio_person: Annotated[Decimal | None, tb.Percent("调整后个人比例", shown_when=RATIOS)] = None
    defer_to: Annotated[str, tb.Month("缓缴至", shown_when=("kind", ("defer",)))] = ""
    agreed: Annotated[bool, tb.Flag("已经职工代表大会或工会讨论同意（降低比例、缓缴）", shown_when=LESS)] = False
    worker_name: Annotated[str, tb.Field("职工姓名", sensitive=True, shown_when=WORKERS)] = ""
    worker_number: Annotated[str, tb.Number("职工公民身份号码", shown_when=WORKERS)] = ""
    day: Annotated[date | None, tb.Day("入职（离职）日期", shown_when=("kind", (*HIRES[1], "leave")))] = None
    wage: Annotated[int, tb.Money("月工资", least=1, help=OF_WHICH, shown_when=WAGES)] = 0
    start_month: Annotated[str, tb.Month("起缴年月", shown_when=HIRES)] = ""


class RegisteredForm(tb.Form, frozen=True, kw_only=True):
    """The account of a new worker, as the centre assigns it, or the consent to a unit that pays less."""

    account: Annotated[str, tb.Digits("新职工个人公积金账号", help="新增、调入职工时填写12位账号，其他变更不填")] = ""
    consent: Annotated[str, tb.Field("管理委员会批准文号", help="降低比例、缓缴时填写，其他变更不填")] = ""


def told_of(*kinds: str) -> Callable[[tb.Application[ChangeForm]], date | None]:
    """Since when a change of such a kind is to be told (条例第十四条、第十五条); late is still welcome."""
    return lambda known: known.answers.day if known.answers.kind in kinds else None


def registered(application: tb.Application[ChangeForm]) -> date | None:
    """When the unit registered, for whoever worked there by then."""
    day, opened_on = told_of(*HIRES[1])(application), application.found(EMPLOYER).opened_on
    return opened_on if day and day <= opened_on else None


def coming(kind: str, after: int) -> Callable[[tb.Application[ChangeForm]], str | None]:
    """The month so many after that in which a worker came in one of the two ways."""
    return lambda known: tb.month_after(tb.month_of(day), after) if (day := told_of(kind)(known)) else None


second_month: Final = rule.within("HF-EM-05", "start_month", first=coming("hire", 1), last=coming("hire", 1))
first_wages: Final = rule.within("HF-EM-20", "start_month", first=coming("move", 0), last=coming("move", 1))


def pays_less(application: tb.Application[ChangeForm]) -> bool:
    """Whether the unit is to pay at a lower ratio than now, or later (条例第二十条)."""
    answers, sides = application.answers, ("ratio_unit", "ratio_person")
    told = {side: it for side in sides if (it := getattr(answers, side)) is not None}
    return answers.kind in HARD[1] or any(it < getattr(application.found(EMPLOYER), side) for side, it in told.items())


def entered(application: tb.Application[Any]) -> RegisteredForm:
    """What the centre has registered."""
    return application.entered("register", RegisteredForm)


staff_agreed: Final = rule.against("HF-EM-06", lambda known: not known.answers.agreed and pays_less(known))
committee_agreed: Final = rule.against("HF-EM-17", lambda known: pays_less(known) and not entered(known).consent)
deferred_for_a_while: Final = rule.within("HF-EM-18", "defer_to", first=this_month, last=in_months("defer_months"))
has_happened: Final = rule.within("HF-EM-22", "day", last=lambda known: known.on)
leaves_once_paid: Final = rule.against(
    "HF-EM-28",
    lambda known: known.answers.kind == "leave" and tb.month_of(known.answers.day) < known.found(PAID_FOR).paid_through,
    last=lambda known: tb.spoken_month(known.found(PAID_FOR).paid_through),
)
TOLD_IN_TIME: Final = (
    rule.in_time("HF-EM-02", "worker_change_days", told_of(*HIRES[1])),
    rule.in_time("HF-EM-19", "employer_accounts_days", registered),
    rule.in_time("HF-EM-07", "worker_change_days", told_of("leave")),
)
COMING_AND_GOING: Final = (second_month, first_wages, has_happened, leaves_once_paid, *works_here(PAID_FOR))
on_the_licence: Final = rule.on_file("HF-EM-26", replace(LICENCE, asked_when=("kind", ("licence",))))
OF_THE_UNIT: Final = (*UNIT_RULES, on_the_licence, ratios_allowed, staff_agreed, deferred_for_a_while)
once_a_year: Final = rule.against_each(
    "HF-EM-29",
    (PAID_FOR,),
    lambda known, it: known.answers.kind == "base" and getattr(it.base_since, "year", 0) == known.asked_on.year,
)
numbered: Final = rule.against("HF-EM-15", lambda known: known.answers.kind in HIRES[1] and not entered(known).account)


def paid_monthly(application: tb.Application[ChangeForm]) -> tb.Calculation:
    """A worker's month on the wage of the first month paid for or last year's, between the limits."""
    unit, answers = application.found(EMPLOYER), application.answers
    if answers.kind not in WAGES[1]:
        raise tb.Absent("wage")
    return monthly(clamped_base(answers.wage, application.parameters), person=unit.ratio_person, unit=unit.ratio_unit)


def _change(effect: tb.Effect[ChangeForm]) -> Iterable[tb.Written]:
    answers, unit, employer = effect.answers, effect.found(EMPLOYER), effect.applicant.number
    theirs, worker = {"employer": employer, "city": unit.city}, answers.worker_number
    match answers.kind:
        case "hire" | "move":
            who, number = ("".join(answers.worker_name.split()), worker), entered(effect).account
            pays = (paid_monthly(effect).amounts[0].cents, unit.ratio_unit, unit.ratio_person)
            yield opened(effect, number, holder=who, pays=pays, starts=answers.start_month, by=employer)
        case "leave":
            yield SQL["leave"], (employer, unit.city, worker, answers.day)
            yield SQL["seal"], (employer, unit.city, worker, effect.today)
        case "base":
            base = {"base": paid_monthly(effect).amounts[0].cents, "base_since": effect.asked_on}
            as_found = {"holder_number": worker, "base_since": effect.found(PAID_FOR).base_since}
            yield tb.Claim(tb.update(AccountRow, base, **theirs, **as_found), otherwise=CHANGED)
        case "licence":
            now = effect.found(LICENCE)
            yield tb.update(EmployerRow, {"name": now.name, "representative": now.representative}, account=unit.account)
        case "defer":
            yield tb.update(EmployerRow, {"deferred_to": answers.defer_to}, account=unit.account)
        case "ratio" | "hardship":
            changed = {"ratio_unit": answers.ratio_unit, "ratio_person": answers.ratio_person}
            yield tb.update(EmployerRow, changed, account=unit.account)
            yield tb.update(AccountRow, changed, **theirs)


def _change_notice(application: tb.Application[ChangeForm]) -> list[tb.Line]:
    own = (name for name in ChangeForm.__struct_fields__ if name not in (*UnitForm.__struct_fields__, "agreed"))
    told = tb.lines_of(application.answers, *own)
    kind, unit = application.answers.kind, application.found(EMPLOYER)
    month = tb.spoken_month(tb.month_of(application.today))
    if kind == "licence":
        now = application.found(LICENCE)
        told.append(("变更后", f"{now.name}，法定代表人（负责人）{now.representative}"))
    if kind in RATIOS[1]:
        told.insert(0, ("变更前", f"单位{tb.percent(unit.ratio_unit)}，个人{tb.percent(unit.ratio_person)}"))
    if kind == "leave":
        told.append(("封存", f"账号{application.found(PAID_FOR).number}，自{month}起封存"))
    if kind in (*RATIOS[1], "base"):
        told.append(("执行年月", f"{month}，此后汇缴的月份按变更后的计算"))
    if kind in WAGES[1]:
        told.extend(paid_monthly(application).lines)
    return [("单位名称", application.applicant.name), *told, *tb.lines_of(entered(application), "account", "consent")]


REGISTERED: Final = (numbered, committee_agreed)
EMPLOYER_CHANGE: Final = unit_matter(
    id="hf.employer_change",
    name="住房公积金单位及个人缴存信息变更",
    basis=(tb.Basis(REGULATIONS, "第十五条、第十七条、第二十条"),),
    promised_term="em_open_wd",
    form=ChangeForm,
    needs=(LICENCE, EMPLOYER, PAID_FOR, NAMED),
    rules=(*OF_THE_UNIT, *COMING_AND_GOING, rule.on_file("HF-EM-24", NAMED), once_a_year, *TOLD_IN_TIME),
    calculation=paid_monthly,
    procedure=tb.Procedure(tb.Step("register", "登记变更", within="em_open_wd", form=RegisteredForm, rules=REGISTERED)),
    results=(tb.Result("change_notice", "住房公积金缴存信息变更通知", _change_notice),),
    effects={tb.Granted: _change},
)
