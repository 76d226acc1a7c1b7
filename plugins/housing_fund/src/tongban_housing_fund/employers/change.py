"""`hf.employer_change`: 住房公积金单位及个人缴存信息变更."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Application,
    Basis,
    Breach,
    Breaches,
    Choice,
    Day,
    Effect,
    Field,
    Flag,
    Form,
    Granted,
    Line,
    Money,
    Month,
    Number,
    Percent,
    Procedure,
    Result,
    Step,
    Written,
)
from tongban_housing_fund.employers.unit import (
    UnitForm,
    ratios_within_limits,
    unit_exists,
    unit_is_registered,
    unit_matter,
)
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE, WORKER
from tongban_housing_fund.places import city_of

RATIO, HARDSHIP, HIRE, LEAVE = ("ratio",), ("hardship",), ("hire",), ("leave",)
KINDS: Final = (
    ("ratio", "调整缴存比例"),
    ("hardship", "因困难降低缴存比例"),
    ("hire", "新增职工"),
    ("leave", "职工离职，封存账户"),
)
RATIOS: Final = "UPDATE housing_fund_employer SET ratio_unit = $1, ratio_person = $2 WHERE number = $3 AND city = $4"
STAFF: Final = "UPDATE housing_fund_account SET ratio_unit = $1, ratio_person = $2 WHERE employer = $3 AND city = $4"
SEAL: Final = """UPDATE housing_fund_account SET status = 'sealed', employer = ''
WHERE holder_number = $1 AND employer = $2 AND city = $3"""
ENTER: Final = """INSERT INTO housing_fund_account (number, city, centre, holder, holder_number, status, principal,
interest, opened, months_paid, base, ratio_unit, ratio_person, employer)
SELECT CAST($1 AS VARCHAR), city, '', CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), 'normal', 0, 0, CAST($4 AS VARCHAR), 0,
CAST($5 AS BIGINT), ratio_unit, ratio_person, number FROM housing_fund_employer WHERE number = $6 AND city = $7
ON CONFLICT DO NOTHING"""


class ChangeForm(UnitForm, frozen=True, kw_only=True):
    """What changes: the ratios of the unit, or one worker."""

    kind: Annotated[str, Choice("变更事项", options=KINDS)]
    ratio_unit: Annotated[Decimal | None, Percent("单位缴存比例（%）", shown_when=("kind", RATIO + HARDSHIP))] = None
    ratio_person: Annotated[Decimal | None, Percent("个人缴存比例（%）", shown_when=("kind", RATIO + HARDSHIP))] = None
    agreed: Annotated[bool, Flag("已经职工代表大会或工会讨论同意", shown_when=("kind", HARDSHIP))] = False
    worker_name: Annotated[str, Field("职工姓名", sensitive=True, shown_when=("kind", HIRE + LEAVE))] = ""
    worker_number: Annotated[str, Number("职工公民身份号码", shown_when=("kind", HIRE + LEAVE))] = ""
    day: Annotated[date | None, Day("入职（离职）日期", shown_when=("kind", HIRE + LEAVE))] = None
    wage: Annotated[int, Money("入职当月工资", shown_when=("kind", HIRE))] = 0
    start_month: Annotated[str, Month("起缴年月", shown_when=("kind", HIRE))] = ""


class RegisteredForm(Form, frozen=True, kw_only=True):
    """The account of a new worker, as the centre assigns it."""

    account: Annotated[str, Field("新职工个人公积金账号", help="新增职工时填写", maximum_length=20)] = ""


@rule("HF-EM-02")
def hired_in_time(application: Application[ChangeForm]) -> Breaches:
    """A new worker is entered within 30 days (条例第十五条); late is still welcome."""
    if application.answers.kind == "hire" and _late(application):
        yield Breach()


@rule("HF-EM-07")
def sealed_in_time(application: Application[ChangeForm]) -> Breaches:
    """Who leaves is moved or sealed within 30 days (条例第十五条); late is still welcome."""
    if application.answers.kind == "leave" and _late(application):
        yield Breach()


def _late(application: Application[ChangeForm]) -> bool:
    day, days = application.answers.day, application.parameters.integer("worker_change_days")
    return day is not None and application.on > day + timedelta(days=days)


@rule("HF-EM-05")
def pays_from_the_second_month(application: Application[ChangeForm]) -> Breaches:
    """A new worker pays from the second month of work on (条例第十七条)."""
    answers = application.answers
    if answers.kind == "hire" and answers.day and answers.start_month <= f"{answers.day:%Y-%m}":
        yield Breach()


@rule("HF-EM-06")
def staff_agreed(application: Application[ChangeForm]) -> Breaches:
    """A lower ratio needs the consent of the staff (条例第二十条)."""
    if application.answers.kind == "hardship" and not application.answers.agreed:
        yield Breach()


@rule("HF-EM-14")
def worker_is_ours(application: Application[ChangeForm]) -> Breaches:
    """Only one's own worker is sealed."""
    if application.answers.kind == "leave" and application.record(WORKER) is None:
        yield Breach()


@rule("HF-EM-15")
def new_worker_has_an_account(application: Application[ChangeForm]) -> Breaches:
    """The centre assigns the account."""
    registered = application.report("register", RegisteredForm)
    if application.answers.kind == "hire" and registered and not registered.account:
        yield Breach()


def change(effect: Effect) -> Sequence[Written]:
    """What is changed is written when granted."""
    if COMPETENT not in effect.roles or not isinstance(effect.event, Granted):
        return []
    answers, unit = effect.answers, (effect.applicant.number, city_of(effect.answers["city"]))
    worker, opened = answers.get("worker_number", ""), str(answers.get("day", ""))
    match answers["kind"]:
        case "hire":
            account = effect.report("register", RegisteredForm).account
            return [(ENTER, (account, answers["worker_name"], worker, opened, answers["wage"], *unit))]
        case "leave":
            return [(SEAL, (worker, *unit))]
    ratios = (str(answers["ratio_unit"]), str(answers["ratio_person"]))
    return [(RATIOS, (*ratios, *unit)), (STAFF, (*ratios, *unit))]


def change_notice(application: Application[ChangeForm]) -> list[Line]:
    """What was changed."""
    answers, registered = application.answers, application.report("register", RegisteredForm)
    lines = [("单位名称", application.applicant.name), ("变更事项", dict(KINDS)[answers.kind])]
    if answers.worker_name:
        lines.append(("职工", f"{answers.worker_name}（{answers.worker_number}）"))
    return [*lines, *([("个人公积金账号", registered.account)] if registered and registered.account else [])]


EMPLOYER_CHANGE: Final = unit_matter(
    id="hf.employer_change",
    name="住房公积金单位及个人缴存信息变更",
    basis=(Basis(REGULATIONS, "第十五条、第十七条、第二十条"),),
    promised_term="em_open_wd",
    form=ChangeForm,
    needs=(LICENCE, EMPLOYER, WORKER),
    rules=(
        unit_exists,
        unit_is_registered,
        ratios_within_limits,
        hired_in_time,
        pays_from_the_second_month,
        staff_agreed,
        sealed_in_time,
        worker_is_ours,
    ),
    procedure=Procedure(
        (
            Step(
                name="register",
                title="登记变更",
                at=COMPETENT,
                within="em_open_wd",
                form=RegisteredForm,
                rules=(new_worker_has_an_account,),
            ),
        )
    ),
    results=(Result(key="change_notice", title="住房公积金缴存信息变更通知", compose=change_notice),),
    effects=change,
)
