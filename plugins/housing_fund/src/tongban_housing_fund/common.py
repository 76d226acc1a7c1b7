"""What the matters of a person have in common: fields, materials, route, and the shared refusals about an account."""

from __future__ import annotations

from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import ACCOUNT
from tongban_housing_fund.records import Account, AccountStatus, Ban

FOUND_BY_ID: Final = "按身份证号自动查询，无需填写"
NUMBER: Final = tb.Field("个人公积金账号", help=FOUND_BY_ID, prefill=tb.Prefill("account", "number"))


def by_the_account(account: tb.Needs[Account], own: tb.When | None = None) -> tuple[tb.Material, ...]:
    """The identity card of whose `own` it is, and the account, waived by the centre that keeps it."""
    sources, who = (tb.FromRegister(account, on_paper=False), tb.Upload()), "身份以实人认证和中心登记的账户信息核对"
    card = tb.Material("identity_card", "居民身份证", sources, reason=who, shown_when=own or account.asked_when)
    return card, tb.on_file(account, refused_by=account_exists.id)


class AccountForm(tb.Form, frozen=True, kw_only=True):
    """Which account the matter is about."""

    city: Annotated[str, tb.City("缴存地（城市）")]
    mobile: Annotated[str, tb.Mobile("手机号码")]
    account: Annotated[str, NUMBER] = ""


to_the_account: Final = tb.routed("city", reason="由缴存地住房公积金管理中心办理；申请人就近或网上提交，无需往返")


account_exists: Final = rule.on_file("HF-CM-01", ACCOUNT)
not_frozen: Final = rule.when("HF-CM-03", ACCOUNT, lambda account: account.frozen)
nothing_under_way: Final = rule.when("HF-CM-05", ACCOUNT, lambda account: account.pending)
not_closed: Final = rule.when("HF-CM-06", ACCOUNT, lambda account: account.status is AccountStatus.CLOSED)


def in_use(need: tb.Needs[Account], field: str) -> tuple[tb.Rule, tb.Rule]:
    """Money is paid into the account: it is neither sealed nor closed."""
    sealed = rule.when("HF-CM-02", need, lambda account: account.status is AccountStatus.SEALED, field=field)
    return sealed, rule.when("HF-CM-06", need, lambda account: account.status is AccountStatus.CLOSED, field=field)


def not_banned(*needs: tb.Needs[Ban]) -> tb.Rule:
    """Whoever defrauded the fund waits until the day that its centre has decided."""
    return rule.against_each("HF-WD-03", needs, lambda known, it: known.on <= it.until, date=lambda it: str(it.until))


ACCOUNT_RULES: Final = (account_exists, not_frozen, nothing_under_way, not_closed)


def live_account(application: tb.Application[AccountForm]) -> Account:
    """The account, where the centre keeps one that is open."""
    return application.found(ACCOUNT, unless=lambda account: account.status is AccountStatus.CLOSED)
