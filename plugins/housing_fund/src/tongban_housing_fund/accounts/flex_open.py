"""`hf.flex_open`: 灵活就业人员自愿缴存住房公积金开户."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import to_the_account
from tongban_housing_fund.contributions import opened
from tongban_housing_fund.law import REGULATIONS, amended, fund_matter, rule
from tongban_housing_fund.needs import ACCOUNT, ELSEWHERE
from tongban_housing_fund.payment import PAYMENTS
from tongban_housing_fund.records import Account, AccountStatus

HELD: Final = replace(ACCOUNT, by=("city",), purpose="核对是否已有账户或由单位缴存")
PROMISE: Final = tb.Pledge("本人承诺自愿缴存住房公积金，按月以本人资金足额缴存；由单位缴存时，及时告知中心。")


class FlexForm(tb.Form, frozen=True, kw_only=True):
    """Where, and how much is paid each month."""

    city: Annotated[str, tb.City("缴存地（城市）")]
    mobile: Annotated[str, tb.Mobile("手机号码")]
    base: Annotated[int, tb.Money("月缴存基数")]
    ratio: Annotated[Decimal, tb.Percent("缴存比例", help="由本人全额缴存；填写百分数，例如 20")]


class AllotForm(tb.Form, frozen=True, kw_only=True):
    """The account that the centre assigns."""

    account: Annotated[str, tb.Digits("个人公积金账号", help="12位数字", length=12)]


def pays_by_employer(application: tb.Application[FlexForm], account: Account) -> bool:
    """Whoever has an employer pays through it, for the month in which it was left too."""
    sealed = account.paid_for(tb.month_of(application.on))
    return {AccountStatus.SEALED: sealed, AccountStatus.NORMAL: bool(account.employer)}.get(account.status, False)


no_employer_pays: Final = rule.against_each("HF-FX-01", (HELD, ELSEWHERE), pays_by_employer)  # here or elsewhere
no_account_in_use: Final = rule.when("HF-FX-04", HELD, lambda it: it.status is AccountStatus.NORMAL and not it.employer)


@rule("HF-FX-07")
def no_account_elsewhere(application: tb.Application[FlexForm]) -> tb.Breaches:
    account, here = application.found(ELSEWHERE), tb.city_of(application.answers.city)
    return tb.Breach.when(account.city != here and not account.employer, centre=account.centre)


BY_THE_LOCAL_TABLE: Final = (
    rule.within("HF-FX-02", "base", first="flex_base_min", last="flex_base_max"),
    rule.within("HF-FX-06", "ratio", first="flex_ratio_min", last="flex_ratio_max"),
)
amendment_in_force: Final = rule.against("HF-FX-05", lambda known: not amended(known))


def paid_monthly(application: tb.Application[FlexForm]) -> tb.Calculation:
    """What the payer pays each month, all of it by himself."""
    base, ratio = tb.Amount("月缴存基数", application.answers.base), application.answers.ratio
    return tb.Calculation(base, tb.Amount("月缴存额", base.value * ratio, f"{base} × {tb.percent(ratio)}"))


def _enter(effect: tb.Effect[FlexForm]) -> Iterable[tb.Written]:
    pays = (effect.answers.base, Decimal(0), effect.answers.ratio)
    number, holder = effect.entered("allot", AllotForm).account, effect.applicant
    yield opened(effect, number, holder=(holder.name, holder.number), pays=pays)


def _notice(application: tb.Application[FlexForm]) -> list[tb.Line]:
    months = application.parameters.integer("flex_loan_months")
    rights = f"连续缴存满{months}个月后可申请住房公积金贷款，提取按《{REGULATIONS}》办理"
    account = tb.lines_of(application.entered("allot", AllotForm), "account")
    return [*account, *paid_monthly(application).lines, PAYMENTS.collecting(application), ("权益", rights)]


FLEX_OPEN: Final = fund_matter(
    id="hf.flex_open",
    name="灵活就业人员自愿缴存住房公积金开户",
    basis=(tb.Basis(REGULATIONS, "第四十九条"),),
    promised_term="em_open_wd",
    form=FlexForm,
    needs=(HELD, ELSEWHERE),
    materials=(tb.Material("own_payment", "自愿缴存承诺书", (PROMISE,)),),
    rules=(amendment_in_force, no_employer_pays, no_account_in_use, no_account_elsewhere, *BY_THE_LOCAL_TABLE),
    route=to_the_account,
    calculation=paid_monthly,
    procedure=tb.Procedure(tb.Step("allot", "开立个人账户", within="em_open_wd", form=AllotForm)),
    results=(tb.Result("opening_notice", "自愿缴存住房公积金开户通知", _notice, (PAYMENTS.account,)),),
    effects={tb.Granted: _enter},
)
