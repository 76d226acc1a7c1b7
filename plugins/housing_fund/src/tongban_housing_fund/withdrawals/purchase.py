"""`hf.purchase`: 购房提取."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import ACCOUNT, AT_HOME, HOMES, TRADE
from tongban_housing_fund.withdrawals import spouse
from tongban_housing_fund.withdrawals.purposes import Purpose, available, not_in_the_same_year, once_in, this_year
from tongban_housing_fund.withdrawals.withdrawal import AmountForm, withdrawal

BUYING: Final = ("way", ("buy",))
BOUGHT: Final = replace(TRADE, at=AT_HOME, asked_when=BUYING)
BY_SPOUSE: Final = replace(BOUGHT, key="spouse_trade", title="配偶的房屋交易信息", **spouse.ABOUT)
OF_THE_CONTRACT: Final[dict[str, Any]] = {"section": "住房", "shown_when": BUYING}
THEIRS: Final = replace(ACCOUNT, key="spouse_account", title="配偶的账户", **spouse.ABOUT)
SPOUSE_ACCOUNT: Final = replace(THEIRS, at="spouse", by={"city": "spouse_city"})
BY_WHOM: Final = "由缴存地中心办理，住房由所在城市核对，配偶的账户由配偶的缴存地核对"
FOUND: Final = "按备案合同自动查询；查询不到的，按合同填写"
FILED: Final = (tb.FromRegister(BOUGHT), tb.FromRegister(BY_SPOUSE), tb.Upload())
DEED: Final = tb.Material("deed", "购房合同或不动产权证书", FILED, shown_when=BUYING)
WAYS: Final = (("buy", "购买"), ("build", "建造、翻建、大修（不在网上办理，请向缴存地中心申请）"))
NUMBER: Final = tb.Field("合同备案号或不动产权证号", maximum_length=40, **OF_THE_CONTRACT)
HOME: Final = tb.Prefill("trade", "home")
UNIT: Final = tb.Field("不动产单元号", help=FOUND, maximum_length=40, prefill=HOME, **OF_THE_CONTRACT)


class PurchaseForm(AmountForm, frozen=True, kw_only=True):
    """The home, and the spouse who pays for it too."""

    way: Annotated[str, tb.Choice("取得方式", section="住房", options=WAYS)]
    house_city: Annotated[str, tb.City("购房城市", help="可以不是缴存地", **OF_THE_CONTRACT)] = ""
    contract_no: Annotated[str, NUMBER] = ""
    house_id: Annotated[str, UNIT] = ""
    price: Annotated[int, tb.Money("总价", prefill=tb.Prefill("trade", "price"), **OF_THE_CONTRACT)] = 0
    loan_amount: Annotated[int, tb.Money("贷款", prefill=tb.Prefill("trade", "loan"), **OF_THE_CONTRACT)] = 0
    paid_amount: Annotated[int, tb.Money("首付款", help="总价减去贷款；没有贷款的，与总价相同", **OF_THE_CONTRACT)] = 0
    spouse_join: Annotated[str, spouse.JOINS]
    spouse_name: Annotated[str, spouse.NAME] = ""
    spouse_number: Annotated[str, spouse.NUMBER] = ""
    spouse_city: Annotated[str, tb.City("配偶缴存地（城市）", **spouse.ASKED)] = ""


filed: Final = partial(spouse.of_either, own=BOUGHT, spouses=BY_SPOUSE)


def what_was_paid(application: tb.Application[PurchaseForm]) -> tb.Amount:
    """The down payment, or the price where there is no loan; with the taxes that the place counts."""
    trade, counted = application.found(filed(application)), application.parameters.decimal("purchase_tax_ratio")
    price, loan = tb.Amount("", trade.price), tb.Amount("", trade.loan)
    tax = tb.Amount("", price.value * counted)
    return tb.Amount("已付房款", price.value - loan.value + tax.value, f"总价{price} − 贷款{loan} + 税费{tax}")


signed: Final = lambda known: known.found(filed(known)).signed_on  # noqa: E731 - when the home was bought
bought: Final = lambda known: known.found(filed(known)).home == known.answers.house_id  # noqa: E731 - by that contract
FOR_THE_HOME: Final = Purpose("purchase", thing="house_id", called="该住房", since=signed, year=this_year, shown=bought)


def purchase_limit(application: tb.Application[PurchaseForm]) -> tb.Calculation:
    """What both draw stays within what was paid for the home; each draws from the own account."""
    own, paid, joining = available(application), what_was_paid(application), application.told(SPOUSE_ACCOUNT)
    left = FOR_THE_HOME.left(application, paid)  # by whomsoever it was drawn, named as a spouse or not
    limit = tb.least("可提取额度", own, left)
    if joining is None:
        return tb.Calculation(own, paid, left, limit)
    theirs = tb.Amount("配偶余额", joining.balance)
    both = tb.Amount("双方余额", own + theirs)
    return tb.Calculation(own, theirs, both, paid, tb.least("可提取合计", both, paid), left, limit)


@rule("HF-BY-03")
def within_what_was_paid(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    paid, gone = what_was_paid(application).value, FOR_THE_HOME.gone(application).value
    return tb.Breach.when(gone + tb.yuan(application.answers.amount) > paid, paid=paid, gone=gone)


@rule("HF-BY-04-1")
def first_home(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    paid_for, home = application.parameters.flag("purchase_second_home"), application.found(filed(application)).home
    return tb.Breach.when(not paid_for and application.found(HOMES).besides(home))


@rule("HF-BY-07")
def as_in_the_contract(application: tb.Application[PurchaseForm]) -> tb.Breaches:
    """The home is that of the filed contract, and the price its loan and what was paid."""
    trade, told = application.found(filed(application)), application.answers
    if tb.city_of(told.house_city) != tb.city_of(trade.city):
        yield tb.Breach(field="house_city", what="购房城市", registered="城市")
    paid = trade.price - trade.loan
    yield from tb.unlike(told, house_id=trade.home, price=trade.price, loan_amount=trade.loan, paid_amount=paid)


PURCHASE: Final = withdrawal(
    FOR_THE_HOME,
    purchase_limit,
    name="购房提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（二）项（2026年9月20日前为第（一）项）"),),
    form=PurchaseForm,
    route=tb.routed("city", asked={AT_HOME: "house_city", SPOUSE_ACCOUNT.at: "spouse_city"}, reason=BY_WHOM),
    needs=(BOUGHT, BY_SPOUSE, HOMES, SPOUSE_ACCOUNT, spouse.MARRIED),
    materials=(DEED, spouse.WEDDING),
    rules=(
        rule.against("HF-WD-10", lambda known: known.answers.way == "build", field="way"),
        rule.against("HF-BY-01", lambda known: known.answers.way == "buy" and not known.record(filed(known))),
        rule.in_time("HF-BY-02", "purchase_window_months", signed, day=signed),
        rule.against("HF-BY-05", lambda known: not tb.says_none(known.found(filed(known)).relation)),
        first_home,
        as_in_the_contract,
        within_what_was_paid,
        not_in_the_same_year("repay"),
        once_in("purchase_period_months", FOR_THE_HOME.own_for_it),
    ),
    **spouse.PARTY,
)
