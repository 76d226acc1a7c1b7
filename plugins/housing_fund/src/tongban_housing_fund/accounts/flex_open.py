"""`hf.flex_open`: 灵活就业人员自愿缴存住房公积金开户."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Amount,
    Application,
    Basis,
    Breach,
    Breaches,
    Calculation,
    Claim,
    Effect,
    Form,
    Granted,
    Line,
    Material,
    Matter,
    Mobile,
    Money,
    Objection,
    Percent,
    Place,
    Pledge,
    Procedure,
    Result,
    Step,
    Written,
    percent,
    yuan,
)
from tongban_housing_fund.common import IN_PERSON, to_the_account
from tongban_housing_fund.fields import Digits
from tongban_housing_fund.law import AUTHORITY, EDITION, REGULATIONS, amended, rule
from tongban_housing_fund.needs import asked
from tongban_housing_fund.places import city_of
from tongban_housing_fund.records import Account, AccountStatus

HELD: Final = asked("account", "住房公积金个人账户", Account, by=("city",), purpose="核对是否已有账户或由单位缴存")
TAKEN: Final = Objection(
    rule="HF-FX-06",
    message="该个人账号已被使用，或申请人在本市已有账户",
    field="account",
    remedy="请核对后重新分配账号",
)
ENTER: Final = """INSERT INTO housing_fund_account (number, city, centre, holder, holder_number, status, principal,
interest, opened, months_paid, base, ratio_person) VALUES ($1, $2, '', $3, $4, 'normal', 0, 0, $5, 0, $6, $7)
ON CONFLICT DO NOTHING"""


class FlexForm(Form, frozen=True, kw_only=True):
    """Where, and how much is paid each month."""

    city: Annotated[str, Place("缴存地（城市）", level="prefecture")]
    mobile: Annotated[str, Mobile("手机号码")]
    base: Annotated[int, Money("月缴存基数")]
    ratio: Annotated[Decimal, Percent("缴存比例（%）", help="由本人全额缴存")]


class AllotForm(Form, frozen=True, kw_only=True):
    """The account that the centre assigns."""

    account: Annotated[str, Digits("个人公积金账号", length=12)]


@rule("HF-FX-01")
def no_employer_pays(application: Application[FlexForm]) -> Breaches:
    """Whoever is paid for by an employer has an account already."""
    account = application.record(HELD)
    if account and account.status is AccountStatus.NORMAL and account.employer:
        yield Breach()


@rule("HF-FX-04")
def no_account_yet(application: Application[FlexForm]) -> Breaches:
    """One account per person (条例第十三条)."""
    account = application.record(HELD)
    if (
        account
        and account.status is not AccountStatus.CLOSED
        and not (account.status is AccountStatus.NORMAL and account.employer)
    ):
        yield Breach(status=account.status.label)


@rule("HF-FX-02")
def within_the_local_table(application: Application[FlexForm]) -> Breaches:
    """Base and ratio are those of the place."""
    answers, value = application.answers, application.parameters.decimal
    if not value("base_min") <= yuan(answers.base) <= value("base_max"):
        yield Breach(what="月缴存基数", least=f"{value('base_min')}元", most=f"{value('base_max')}元")
    if not value("flex_ratio_min") <= answers.ratio <= value("flex_ratio_max"):
        limits = {"least": percent(value("flex_ratio_min")), "most": percent(value("flex_ratio_max"))}
        yield Breach(field="ratio", what="缴存比例", **limits)


@rule("HF-FX-05")
def amendment_in_force(application: Application[FlexForm]) -> Breaches:
    """Voluntary accounts stand on the text of 国务院令第844号."""
    if not amended(application.on, application.parameters):
        yield Breach()


def paid_monthly(application: Application[FlexForm]) -> Calculation:
    """What the payer pays each month, all of it by himself."""
    base, ratio = Amount("月缴存基数", yuan(application.answers.base)), application.answers.ratio
    return Calculation(base, Amount("月缴存额", base.value * ratio, f"{base} × {percent(ratio)}"))


def enter(effect: Effect) -> Sequence[Written]:
    """The account is open when granted."""
    if COMPETENT not in effect.roles or not isinstance(effect.event, Granted):
        return []
    who, answers = effect.applicant, effect.answers
    whose = (effect.report("allot", AllotForm).account, city_of(answers["city"]), who.name, who.number)
    return [Claim(sql=ENTER, arguments=(*whose, effect.on, answers["base"], str(answers["ratio"])), otherwise=TAKEN)]


def notice(application: Application[FlexForm]) -> list[Line]:
    """The account, and what is paid into it."""
    allotted, months = application.report("allot", AllotForm), application.parameters.integer("flex_loan_months")
    if allotted is None:
        return []
    rights = f"连续缴存满{months}个月后可申请住房公积金贷款，提取按《{REGULATIONS}》办理"
    return [("个人公积金账号", allotted.account), *paid_monthly(application).lines, ("权益", rights)]


FLEX_OPEN: Final = Matter(
    id="hf.flex_open",
    name="灵活就业人员自愿缴存住房公积金开户",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(Basis(REGULATIONS, "第四十九条"),),
    promised_term="em_open_wd",
    form=FlexForm,
    needs=(HELD,),
    materials=(
        Material(
            key="own_payment",
            name="自愿缴存承诺书",
            sources=(Pledge("本人承诺自愿缴存住房公积金，按月以本人资金足额缴存；由单位缴存时，及时告知中心。"),),
        ),
    ),
    rules=(amendment_in_force, no_employer_pays, no_account_yet, within_the_local_table),
    route=to_the_account,
    calculation=paid_monthly,
    procedure=Procedure((Step(name="allot", title="开立个人账户", at=COMPETENT, within="em_open_wd", form=AllotForm),)),
    checks=IN_PERSON,
    results=(Result(key="opening_notice", title="自愿缴存住房公积金开户通知", compose=notice),),
    effects=enter,
)
