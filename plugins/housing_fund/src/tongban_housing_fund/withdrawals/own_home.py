"""`hf.renovate` and `hf.property_fee`: what is spent on a home of one's own (reasons of the 2026 text)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import HOME
from tongban_housing_fund.withdrawals.common import AmountForm, at_most, reason_of_the_amendment
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

BY_ITSELF: Final = "按不动产登记自动查询，请核对；有几套住房的，填写这一套的"
OWN_HOME: Final = replace(HOME, key="own_home", title="自住住房登记", by={"city": "home_city", "home": "home"})
TITLE_DEED: Final = tb.Material(
    "title_deed", "不动产权证书", (tb.FromRegister(OWN_HOME),), reason="由系统向不动产登记机构核对，无需提交"
)


class ExpenseForm(AmountForm, frozen=True, kw_only=True):
    """What was spent on which home."""

    home_city: Annotated[str, tb.City("住房所在城市", section="自住住房")]
    spent: Annotated[int, tb.Money("实际支付金额", section="自住住房", help="按发票或者缴费凭证合计填写")]
    home: Annotated[
        str, tb.Field("不动产单元号", section="自住住房", help=BY_ITSELF, prefill=tb.Prefill("own_home", "home"))
    ]


def for_own_home(*, papers: str, rules: tuple[tb.Rule, ...] = (), **more: Any) -> tb.Matter:
    """`papers` show the expense; the parameters `<purpose>_cap` and `<purpose>_period_months` bound it."""
    purpose = more["id"].partition(".")[2]

    def spent(application: tb.Application[ExpenseForm]) -> tb.Amount:
        return tb.Amount("实际支付金额", application.answers.spent)

    def highest(application: tb.Application[ExpenseForm]) -> tb.Amount:
        return tb.Amount("当地上限", application.parameters.decimal(f"{purpose}_cap"))

    proof = tb.Material("papers", papers, (tb.Upload(),), reason="核对支出的金额和日期")
    return withdrawal(
        limit=at_most(spent, highest),
        once_in_months=f"{purpose}_period_months",
        needs=(OWN_HOME,),
        materials=(TITLE_DEED, proof),
        rules=(reason_of_the_amendment, rule.on_file("HF-HM-01", OWN_HOME), *rules),
        **more,
    )


RENOVATE: Final = for_own_home(
    id="hf.renovate",
    name="装修自住住房提取住房公积金",
    papers="装修合同和发票",
    form=ExpenseForm,
    drawn_for="home",
)


class FeeForm(ExpenseForm, frozen=True, kw_only=True):
    """Which year's fee it was."""

    fee_year: Annotated[int, tb.Count("物业费年度", most=9999, section="自住住房")]


@rule("HF-HM-02")
def fee_of_a_late_year(application: tb.Application[FeeForm]) -> tb.Breaches:
    last, year = application.on.year, application.answers.fee_year
    first = last - application.parameters.integer("property_fee_years")
    return tb.Breach.when(not first <= year <= last, first=first, last=last)


PROPERTY_FEE: Final = for_own_home(
    id="hf.property_fee",
    name="支付自住住房物业费提取住房公积金",
    papers="物业费缴费凭证",
    form=FeeForm,
    drawn_for="fee_year",
    rules=(fee_of_a_late_year,),
)
