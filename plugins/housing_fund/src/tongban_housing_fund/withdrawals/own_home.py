"""`hf.renovate` and `hf.property_fee`: what is spent on a home of one's own (reasons of the 2026 text)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.fields import City
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import HOME
from tongban_housing_fund.withdrawals.common import AmountForm, at_most, reason_of_the_amendment
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

BY_ITSELF: Final = "按不动产登记自动查询，只有一套住房的无需填写"
OWN_HOME: Final = replace(HOME, key="own_home", title="自住住房登记", by={"city": "home_city", "home": "home"})
TITLE_DEED: Final = tb.Material(
    "title_deed", "不动产权证书", (tb.FromRegister(OWN_HOME),), reason="由系统向不动产登记机构核对，无需提交"
)


class ExpenseForm(AmountForm, frozen=True, kw_only=True):
    """What was spent on which home."""

    home_city: Annotated[str, City("住房所在城市", section="自住住房")]
    spent: Annotated[int, tb.Money("实际支付金额", section="自住住房", help="按发票或者缴费凭证合计填写")]
    home: Annotated[
        str, tb.Field("不动产单元号", section="自住住房", help=BY_ITSELF, prefill=tb.Prefill("own_home", "home"))
    ] = ""


def for_own_home(*, id: str, papers: str, **more: Any) -> tb.Matter:  # noqa: A002 - as the matter itself calls it
    """`papers` show the expense; the parameters `<purpose>_cap` and `<purpose>_period_months` bound it."""
    purpose = id.partition(".")[2]

    def spent(application: tb.Application[ExpenseForm]) -> tb.Amount:
        return tb.Amount("实际支付金额", application.answers.spent)

    def highest(application: tb.Application[ExpenseForm]) -> tb.Amount:
        return tb.Amount("当地上限", application.parameters.decimal(f"{purpose}_cap"))

    proof = tb.Material("papers", papers, (tb.Upload(),), reason="核对支出的金额和日期")
    return withdrawal(
        id=id,
        form=ExpenseForm,
        limit=at_most(spent, highest),
        once_in_months=f"{purpose}_period_months",
        needs=(OWN_HOME,),
        home=OWN_HOME,
        materials=(TITLE_DEED, proof),
        rules=(reason_of_the_amendment, rule.on_file("HF-HM-01", OWN_HOME)),
        **more,
    )


RENOVATE: Final = for_own_home(
    id="hf.renovate", name="装修自住住房提取住房公积金", papers="装修合同和发票", drawn_for="home"
)
PROPERTY_FEE: Final = for_own_home(
    id="hf.property_fee", name="支付自住住房物业费提取住房公积金", papers="物业费缴费凭证"
)
