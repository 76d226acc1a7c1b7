"""`hf.purchase`: 购房提取."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from tongban import (
    Amount,
    Application,
    Breach,
    Breaches,
    Calculation,
    Choice,
    Field,
    FromRegister,
    Material,
    Number,
    Party,
    PartyKind,
    Place,
    Prefill,
    Role,
    add_months,
    least,
    yuan,
)
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import asked
from tongban_housing_fund.records import Account, Home, Trade
from tongban_housing_fund.withdrawals import rules
from tongban_housing_fund.withdrawals.forms import AmountForm
from tongban_housing_fund.withdrawals.rules import available, past
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

SPOUSE: Final = Role.CO_APPLICANT
JOINT: Final = ("joint", ("yes",))
TRADE: Final = asked("trade", "房屋交易信息", Trade, by={"contract": "contract_no"}, purpose="核对购房合同、房价和贷款")
HOMES: Final = asked("home", "不动产登记", Home, key="homes", purpose="核对是否已有住房")
REPAID: Final = past("repay", key="repaid")
SPOUSE_PAST: Final = past("purchase", "home", key="spouse_past", about=SPOUSE)
SPOUSE_ACCOUNT: Final = asked(
    "account",
    "配偶的账户",
    Account,
    key="spouse_account",
    by={"city": "spouse_city"},
    about=SPOUSE,
    purpose="核对双方余额",
)
FOUND: Final = "按备案合同自动查询，无需填写"
TRADED: Final = Prefill(need="trade", attribute="home")
DEED: Final = Material(
    key="deed", name="购房合同或不动产权证书", sources=(FromRegister(TRADE),), reason="由系统向房屋交易和登记机构核对"
)


class PurchaseForm(AmountForm, frozen=True, kw_only=True):
    """The home, and the spouse who pays for it too."""

    way: Annotated[str, Choice("取得方式", section="住房", options=(("buy", "购买"), ("build", "建造、翻建、大修")))]
    contract_no: Annotated[
        str, Field("合同备案号或不动产权证号", section="住房", maximum_length=40, help="所购住房可以不在缴存地")
    ]
    home: Annotated[str, Field("不动产单元号", section="住房", help=FOUND, prefill=TRADED)] = ""
    joint: Annotated[str, Choice("配偶是否也提取", section="配偶", options=(("no", "否"), ("yes", "是")))]
    spouse_name: Annotated[str, Field("配偶姓名", section="配偶", sensitive=True, shown_when=JOINT)] = ""
    spouse_number: Annotated[str, Number("配偶证件号码", section="配偶", shown_when=JOINT)] = ""
    spouse_city: Annotated[str, Place("配偶缴存地（城市）", level="prefecture", section="配偶", shown_when=JOINT)] = ""


def spouse_of(answers: PurchaseForm) -> tuple[Party, ...]:
    """The spouse, who confirms under an own sign-in."""
    spouse = Party(role=SPOUSE, kind=PartyKind.PERSON, name=answers.spouse_name, number=answers.spouse_number)
    return (spouse,) if answers.joint == "yes" else ()


def purchase_limit(application: Application[PurchaseForm]) -> Calculation | None:
    """What both draw stays within what was paid for the home; each draws from the own account."""
    own, trade = available(application), application.record(TRADE)
    if own is None or trade is None:
        return None
    price, loan = Amount("", yuan(trade.price)), Amount("", yuan(trade.loan))
    tax = Amount("", price.value * application.parameters.decimal("purchase_tax_ratio"))
    paid = Amount("已付房款", price.value - loan.value + tax.value, f"总价{price} − 贷款{loan} + 税费{tax}")
    spouse, drawn = application.record(SPOUSE_ACCOUNT), application.record(SPOUSE_PAST)
    if spouse is None:
        return Calculation(own, paid, least("可提取额度", own, paid))
    theirs, gone = Amount("配偶余额", yuan(spouse.balance)), Amount("配偶已提取", yuan(drawn.amount if drawn else 0))
    both = Amount("双方余额", own.value + theirs.value, f"{own} + {theirs}")
    left = Amount("尚可用于提取的房款", paid.value - gone.value, f"{paid} − {gone}")
    total = least("可提取合计", both, paid)
    return Calculation(own, theirs, both, paid, total, gone, left, least("可提取额度", own, left))


@rule("HF-BY-01")
def bought(application: Application[PurchaseForm]) -> Breaches:
    """The contract is filed or the home registered, at whatever place."""
    if application.answers.way == "buy" and application.record(TRADE) is None:
        yield Breach()


@rule("HF-BY-02")
def bought_lately(application: Application[PurchaseForm]) -> Breaches:
    """Within the window of the contract or the registration."""
    trade, months = application.record(TRADE), application.parameters.integer("purchase_window_months")
    if trade and add_months(trade.signed_on, months) < application.on:
        yield Breach(n=months, day=trade.signed_on)


@rule("HF-BY-05")
def not_from_a_relative(application: Application[PurchaseForm]) -> Breaches:
    """A sale between relatives is looked at by people."""
    trade = application.record(TRADE)
    if trade and trade.relation:
        yield Breach()


@rule("HF-BY-06")
def first_home(application: Application[PurchaseForm]) -> Breaches:
    """Where the place does not pay for a second home."""
    if application.parameters.flag("purchase_second_home"):
        return
    trade, owned = application.record(TRADE), application.record(HOMES)
    if trade and owned and owned.home != trade.home:
        yield Breach()


@rule("HF-WD-06")
def spouses_may_join(application: Application[PurchaseForm]) -> Breaches:
    """Where the place lets only one of a couple draw."""
    if application.answers.joint == "yes" and not application.parameters.flag("spouse_joint"):
        yield Breach()


PURCHASE: Final = replace(
    withdrawal(
        id="hf.purchase",
        name="购房提取住房公积金",
        purpose="purchase",
        drawn_for="home",
        form=PurchaseForm,
        limit=purchase_limit,
        once_in_months="purchase_period_months",
        needs=(TRADE, HOMES, REPAID, SPOUSE_ACCOUNT, SPOUSE_PAST),
        materials=(DEED,),
        rules=(
            rules.no_matter_for("way", "build"),
            bought,
            bought_lately,
            not_from_a_relative,
            first_home,
            spouses_may_join,
            rules.not_in_the_same_year(REPAID),
        ),
    ),
    other_parties=spouse_of,
    co_applicants=True,
    confirm_within="spouse_confirm_hours",
)
