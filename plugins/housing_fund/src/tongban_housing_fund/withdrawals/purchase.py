"""`hf.purchase`: 购房提取."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.fields import City
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import ACCOUNT, HOME, TRADE
from tongban_housing_fund.withdrawals.common import AmountForm, available, no_matter_for, not_in_the_same_year, past
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

SPOUSE: Final = tb.Role.CO_APPLICANT
JOINT: Final = ("joint", ("yes",))
HOMES: Final = replace(HOME, key="homes", purpose="核对是否已有住房")
REPAID: Final = past("repay", key="repaid")
SPOUSE_PAST: Final = past("purchase", "home", key="spouse_past", about=SPOUSE)
THEIRS: Final = {"city": "spouse_city"}
SPOUSE_ACCOUNT: Final = replace(ACCOUNT, key="spouse_account", title="配偶的账户", by=THEIRS, about=SPOUSE)
FOUND: Final = "按备案合同自动查询，无需填写"
DEED: Final = tb.Material("deed", "购房合同或不动产权证书", (tb.FromRegister(TRADE),), reason="由系统向登记机构核对")
WAYS: Final = (("buy", "购买"), ("build", "建造、翻建、大修"))


class PurchaseForm(AmountForm, frozen=True, kw_only=True):
    """The home, and the spouse who pays for it too."""

    way: Annotated[str, tb.Choice("取得方式", section="住房", options=WAYS)]
    contract_no: Annotated[
        str, tb.Field("合同备案号或不动产权证号", section="住房", maximum_length=40, help="所购住房可以不在缴存地")
    ]
    home: Annotated[str, tb.Field("不动产单元号", section="住房", help=FOUND, prefill=tb.Prefill("trade", "home"))] = ""
    joint: Annotated[str, tb.Choice("配偶是否也提取", section="配偶", options=(("no", "否"), ("yes", "是")))]
    spouse_name: Annotated[str, tb.Field("配偶姓名", section="配偶", sensitive=True, shown_when=JOINT)] = ""
    spouse_number: Annotated[str, tb.Number("配偶证件号码", section="配偶", shown_when=JOINT)] = ""
    spouse_city: Annotated[str, City("配偶缴存地（城市）", section="配偶", shown_when=JOINT)] = ""


def purchase_limit(application: tb.Application[PurchaseForm]) -> tb.Calculation:
    """What both draw stays within what was paid for the home; each draws from the own account."""
    own, trade = available(application), application.found(TRADE)
    price, loan = tb.Amount("", trade.price), tb.Amount("", trade.loan)
    tax = tb.Amount("", price.value * application.parameters.decimal("purchase_tax_ratio"))
    paid = tb.Amount("已付房款", price.value - loan.value + tax.value, f"总价{price} − 贷款{loan} + 税费{tax}")
    spouse, drawn = application.record(SPOUSE_ACCOUNT), application.record(SPOUSE_PAST)
    if spouse is None:
        return tb.Calculation(own, paid, tb.least("可提取额度", own, paid))
    theirs, gone = tb.Amount("配偶余额", spouse.balance), tb.Amount("配偶已提取", drawn.amount if drawn else 0)
    both, left = tb.Amount("双方余额", own + theirs), tb.Amount("尚可用于提取的房款", paid - gone)
    total, limit = tb.least("可提取合计", both, paid), tb.least("可提取额度", own, left)
    return tb.Calculation(own, theirs, both, paid, total, gone, left, limit)


@rule("HF-BY-01")
def bought(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    """The contract is filed or the home registered, at whatever place."""
    return tb.Breach.when(application.answers.way == "buy" and application.record(TRADE) is None)


@rule("HF-BY-02")
def bought_lately(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    day, months = application.found(TRADE).signed_on, application.parameters.integer("purchase_window_months")
    return tb.Breach.when(tb.add_months(day, months) < application.on, n=months, day=day)


@rule("HF-BY-05")
def not_from_a_relative(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    return tb.Breach.when(bool(application.found(TRADE).relation))


@rule("HF-BY-06")
def first_home(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    paid_for = application.parameters.flag("purchase_second_home")
    return tb.Breach.when(not paid_for and application.found(HOMES).home != application.found(TRADE).home)


@rule("HF-BY-07")
def home_of_the_contract(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    home = application.found(TRADE).home
    return tb.Breach.when(application.answers.home not in {"", home}, home=home)


@rule("HF-WD-06")
def spouses_may_join(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    return tb.Breach.when(application.answers.joint == "yes" and not application.parameters.flag("spouse_joint"))


PURCHASE: Final = withdrawal(
    id="hf.purchase",
    name="购房提取住房公积金",
    drawn_for="home",
    home=TRADE,
    form=PurchaseForm,
    limit=purchase_limit,
    once_in_months="purchase_period_months",
    needs=(TRADE, HOMES, REPAID, SPOUSE_ACCOUNT, SPOUSE_PAST),
    materials=(DEED,),
    rules=(
        no_matter_for("way", "build"),
        bought,
        bought_lately,
        not_from_a_relative,
        first_home,
        home_of_the_contract,
        spouses_may_join,
        not_in_the_same_year(REPAID),
    ),
    other_parties=tb.party_named(SPOUSE, name="spouse_name", number="spouse_number", when=JOINT),
    co_applicants=True,
    confirm_within="spouse_confirm_hours",
)
