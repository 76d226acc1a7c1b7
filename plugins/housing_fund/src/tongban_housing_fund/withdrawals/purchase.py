"""`hf.purchase`: 购房提取."""

from __future__ import annotations

from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.records import Account, Home, Trade
from tongban_housing_fund.withdrawals.forms import AmountForm
from tongban_housing_fund.withdrawals.rules import available, no_matter_for, not_in_the_same_year, past
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

SPOUSE: Final = tb.Role.CO_APPLICANT
JOINT: Final = ("joint", ("yes",))
TRADE: Final = tb.Needs(
    "housing_fund.trade", "房屋交易信息", Trade, by={"contract": "contract_no"}, purpose="核对购房合同、房价和贷款"
)
HOMES: Final = tb.Needs("housing_fund.home", "不动产登记", Home, key="homes", purpose="核对是否已有住房")
REPAID: Final = past("repay", key="repaid")
SPOUSE_PAST: Final = past("purchase", "home", key="spouse_past", about=SPOUSE)
SPOUSE_ACCOUNT: Final = tb.Needs(
    "housing_fund.account",
    "配偶的账户",
    Account,
    key="spouse_account",
    by={"city": "spouse_city"},
    about=SPOUSE,
    purpose="核对双方余额",
)
FOUND: Final = "按备案合同自动查询，无需填写"
TRADED: Final = tb.Prefill(need="trade", attribute="home")
DEED: Final = tb.Material(
    "deed", "购房合同或不动产权证书", (tb.FromRegister(TRADE),), reason="由系统向房屋交易和登记机构核对"
)
WAYS: Final = (("buy", "购买"), ("build", "建造、翻建、大修"))


class PurchaseForm(AmountForm, frozen=True, kw_only=True):
    """The home, and the spouse who pays for it too."""

    way: Annotated[str, tb.Choice("取得方式", section="住房", options=WAYS)]
    contract_no: Annotated[
        str, tb.Field("合同备案号或不动产权证号", section="住房", maximum_length=40, help="所购住房可以不在缴存地")
    ]
    home: Annotated[str, tb.Field("不动产单元号", section="住房", help=FOUND, prefill=TRADED)] = ""
    joint: Annotated[str, tb.Choice("配偶是否也提取", section="配偶", options=(("no", "否"), ("yes", "是")))]
    spouse_name: Annotated[str, tb.Field("配偶姓名", section="配偶", sensitive=True, shown_when=JOINT)] = ""
    spouse_number: Annotated[str, tb.Number("配偶证件号码", section="配偶", shown_when=JOINT)] = ""
    spouse_city: Annotated[
        str, tb.Place("配偶缴存地（城市）", level="prefecture", section="配偶", shown_when=JOINT)
    ] = ""


def spouse_of(answers: PurchaseForm) -> tuple[tb.Party, ...]:
    """The spouse, who confirms under an own sign-in."""
    person, name, number = tb.PartyKind.PERSON, answers.spouse_name, answers.spouse_number
    return (tb.Party(role=SPOUSE, kind=person, name=name, number=number),) if answers.joint == "yes" else ()


def purchase_limit(application: tb.Application[PurchaseForm]) -> tb.Calculation:
    """What both draw stays within what was paid for the home; each draws from the own account."""
    own, trade = available(application), application.found(TRADE)
    price, loan = tb.Amount("", tb.yuan(trade.price)), tb.Amount("", tb.yuan(trade.loan))
    tax = tb.Amount("", price.value * application.parameters.decimal("purchase_tax_ratio"))
    paid = tb.Amount("已付房款", price.value - loan.value + tax.value, f"总价{price} − 贷款{loan} + 税费{tax}")
    spouse, drawn = application.record(SPOUSE_ACCOUNT), application.record(SPOUSE_PAST)
    if spouse is None:
        return tb.Calculation(own, paid, tb.least("可提取额度", own, paid))
    theirs = tb.Amount("配偶余额", tb.yuan(spouse.balance))
    gone = tb.Amount("配偶已提取", tb.yuan(drawn.amount if drawn else 0))
    both = tb.Amount("双方余额", own.value + theirs.value, f"{own} + {theirs}")
    left = tb.Amount("尚可用于提取的房款", paid.value - gone.value, f"{paid} − {gone}")
    total = tb.least("可提取合计", both, paid)
    return tb.Calculation(own, theirs, both, paid, total, gone, left, tb.least("可提取额度", own, left))


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
    """A sale between relatives is looked at by people."""
    return tb.Breach.when(bool(application.found(TRADE).relation))


@rule("HF-BY-06")
def first_home(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    """Where the place does not pay for a second home."""
    paid_for = application.parameters.flag("purchase_second_home")
    return tb.Breach.when(not paid_for and application.found(HOMES).home != application.found(TRADE).home)


@rule("HF-WD-06")
def spouses_may_join(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    """Where the place lets only one of a couple draw."""
    return tb.Breach.when(application.answers.joint == "yes" and not application.parameters.flag("spouse_joint"))


PURCHASE: Final = withdrawal(
    id="hf.purchase",
    name="购房提取住房公积金",
    drawn_for="home",
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
        spouses_may_join,
        not_in_the_same_year(REPAID),
    ),
    other_parties=spouse_of,
    co_applicants=True,
    confirm_within="spouse_confirm_hours",
)
