"""What the matters of a person have in common: fields, materials, route, and the shared refusals about an account."""

from __future__ import annotations

from typing import Annotated, Any, Final

from tongban import (
    Application,
    Breach,
    Breaches,
    CheckItem,
    Field,
    Form,
    FromRegister,
    Material,
    Mobile,
    Needs,
    Place,
    Prefill,
    Route,
    Upload,
)
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import ACCOUNT, BAN
from tongban_housing_fund.records import Account, AccountStatus

FOUND_BY_ID: Final = "按身份证号自动查询，无需填写"
IN_PERSON: Final = (CheckItem(key="person", text="申请人持本人有效身份证件到场，人证一致"),)


def identity(account: Needs[Account]) -> Material:
    """The identity card, waived by the centre that keeps the account."""
    return Material(
        key="identity_card",
        name="居民身份证",
        sources=(FromRegister(account), Upload()),
        reason="身份以实人认证和中心登记的账户信息核对",
    )


IDENTITY: Final = identity(ACCOUNT)


class AccountForm(Form, frozen=True, kw_only=True):
    """Which account the matter is about."""

    city: Annotated[str, Place("缴存地（城市）", level="prefecture")]
    mobile: Annotated[str, Mobile("手机号码")]
    account: Annotated[
        str, Field("个人公积金账号", help=FOUND_BY_ID, prefill=Prefill(need="account", attribute="number"))
    ] = ""


def to_the_account(answers: Any) -> Route:
    """The centre that keeps the account decides."""
    return Route(competent=answers.city, reason="由缴存地住房公积金管理中心办理；申请人就近或网上提交，无需往返")


@rule("HF-CM-01")
def account_exists(application: Application[AccountForm]) -> Breaches:
    """The centre keeps an account of the applicant."""
    if application.record(ACCOUNT) is None:
        yield Breach()


@rule("HF-CM-03")
def not_frozen(application: Application[AccountForm]) -> Breaches:
    """No court holds the account."""
    account = application.record(ACCOUNT)
    if account and account.frozen:
        yield Breach()


@rule("HF-CM-05")
def nothing_under_way(application: Application[AccountForm]) -> Breaches:
    """No other case holds the account."""
    account = application.record(ACCOUNT)
    if account and account.pending:
        yield Breach()


@rule("HF-CM-06")
def not_closed(application: Application[AccountForm]) -> Breaches:
    """The account still exists."""
    account = application.record(ACCOUNT)
    if account and account.status is AccountStatus.CLOSED:
        yield Breach()


@rule("HF-WD-03")
def not_banned(application: Application[Any]) -> Breaches:
    """Whoever defrauded the fund waits: three years after a withdrawal, five after a loan."""
    ban = application.record(BAN)
    if ban and application.on <= ban.until:
        yield Breach(date=ban.until)


ACCOUNT_RULES: Final = (account_exists, not_frozen, nothing_under_way, not_closed)


def live_account(application: Application[AccountForm]) -> Account | None:
    """The account, or None where the centre keeps none that is open."""
    account = application.record(ACCOUNT)
    return account if account and account.status is not AccountStatus.CLOSED else None
