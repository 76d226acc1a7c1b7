"""`hf.renovate` and `hf.property_fee`: what is spent on a home of one's own (reasons of the 2026 text)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import OWN_HOME
from tongban_housing_fund.withdrawals import common
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

BY_ITSELF: Final = "按不动产登记自动查询，请核对；有几套住房的，填写这一套的"
TITLE_DEED: Final = tb.Material(
    "title_deed", "不动产权证书", (tb.FromRegister(OWN_HOME),), reason="由系统向不动产登记机构核对，无需提交"
)


HOUSE: Final = tb.Field("不动产单元号", section="自住住房", help=BY_ITSELF, prefill=tb.Prefill("own_home", "home"))


class ExpenseForm(common.AmountForm, frozen=True, kw_only=True):
    """On which home something was spent."""

    house_city: Annotated[str, tb.City("住房所在城市", section="自住住房")]
    house_id: Annotated[str, HOUSE]


def for_own_home(
    *, spent: common.Cap, papers: str, months: str = "", rules: tuple[tb.Rule, ...], **more: Any
) -> tb.Matter:
    """`papers` show what was `spent`; in a period all owners draw no more, nor than the cap, since it is theirs."""
    purpose = more["id"].partition(".")[2]
    together = common.together(purpose, lambda known: known.found(OWN_HOME).registered_on or date.min, months=months)
    caps = (spent, lambda known: tb.Amount("当地上限", known.parameters.decimal(f"{purpose}_cap")))
    return withdrawal(
        limit=common.at_most(*caps, common.remaining("该住房", together, *caps)),
        drawn_for="house_id",
        together=together,
        route=common.to_the_home,
        needs=(OWN_HOME,),
        materials=(TITLE_DEED, tb.Material("papers", papers, (tb.Upload(),), reason="核对支出的金额和日期")),
        rules=(common.reason_of_the_amendment, rule.on_file("HF-HM-01", OWN_HOME), *rules),
        **more,
    )


class RenovateForm(ExpenseForm, frozen=True, kw_only=True):
    """What the renovation cost."""

    invoice_total: Annotated[int, tb.Money("发票金额", section="自住住房", help="按装修发票合计填写")]


RENOVATE: Final = for_own_home(
    id="hf.renovate",
    name="装修自住住房提取住房公积金",
    papers="装修合同和发票",
    form=RenovateForm,
    spent=lambda application: tb.Amount("发票金额", application.answers.invoice_total),
    months="renovate_period_months",
    rules=(common.once_in("renovate", "renovate_period_months", "house_id"),),
)


class FeeForm(ExpenseForm, frozen=True, kw_only=True):
    """Which year's fee was paid."""

    fee_paid: Annotated[int, tb.Money("已缴物业费", section="自住住房", help="按缴费凭证合计填写")]
    fee_year: Annotated[int, tb.Count("物业费年度", most=9999, section="自住住房")]


@rule("HF-HM-02")
def fee_of_a_late_year(application: tb.Application[FeeForm]) -> tb.Breaches:
    last, year = (application.handed_in or application.on).year, application.answers.fee_year
    first = last - application.parameters.integer("property_fee_years")
    return tb.Breach.when(not first <= year <= last, first=first, last=last)


PROPERTY_FEE: Final = for_own_home(
    id="hf.property_fee",
    name="支付自住住房物业费提取住房公积金",
    papers="物业费缴费凭证",
    form=FeeForm,
    spent=lambda application: tb.Amount("已缴物业费", application.answers.fee_paid),
    rules=(fee_of_a_late_year, common.once_in("property_fee", "property_fee_period_months")),
)
