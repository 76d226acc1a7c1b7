"""`hf.renovate` and `hf.property_fee`: what is spent on a home of one's own (reasons of the 2026 text)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.law import REGULATIONS, amended, rule
from tongban_housing_fund.needs import AT_HOME, OWN_HOME
from tongban_housing_fund.withdrawals import spouse
from tongban_housing_fund.withdrawals.purposes import Cap, Purpose, at_most, once_in
from tongban_housing_fund.withdrawals.withdrawal import AmountForm, withdrawal

BY_ITSELF: Final = "按不动产登记自动查询，请核对；有几套住房的，填写这一套的"
BY_SPOUSE: Final = replace(OWN_HOME, key="spouse_home", title="配偶的自住住房登记", **spouse.ABOUT)
TITLES: Final = (tb.FromRegister(OWN_HOME), tb.FromRegister(BY_SPOUSE), tb.Upload())
TITLE_DEED: Final = tb.Material("title_deed", "不动产权证书", TITLES, reason="由系统向不动产登记机构核对")


THIS: Final = tb.Prefill("own_home", "home")
HOUSE: Final = tb.Field("不动产单元号", section="自住住房", help=BY_ITSELF, maximum_length=40, prefill=THIS)


class ExpenseForm(AmountForm, frozen=True, kw_only=True):
    """On which home something was spent."""

    house_city: Annotated[str, tb.City("住房所在城市", section="自住住房")]
    house_id: Annotated[str, HOUSE]
    spouse_join: Annotated[str, spouse.JOINS] = "no"
    spouse_name: Annotated[str, spouse.NAME] = ""
    spouse_number: Annotated[str, spouse.NUMBER] = ""


reason_of_the_amendment: Final = rule.against(  # one that only the text of 国务院令第844号 knows
    "HF-WD-08", lambda known: not amended(known), since=lambda known: known.parameters.day("regs_switch_date")
)
titled: Final = partial(spouse.of_either, own=OWN_HOME, spouses=BY_SPOUSE)
registered: Final = lambda known: known.found(titled(known)).registered_on  # noqa: E731 - by its first present owner
owned: Final = lambda known: known.record(titled(known)) is not None  # noqa: E731 - by one of the couple
has_a_title: Final = rule.against("HF-HM-01", lambda known: not known.record(titled(known)))
of_a_home: Final = partial(Purpose, thing="house_id", called="该住房", owned=registered, shown=owned)


def for_own_home(purpose: Purpose, *, spent: Cap, papers: str, rules: tuple[tb.Rule, ...], **more: Any) -> tb.Matter:
    """`papers` show what was `spent`; all owners together draw no more than that, nor than the place's cap."""
    shown = tb.Material("papers", papers, (tb.Upload(),), reason="核对支出的金额和日期")
    return withdrawal(
        purpose,
        at_most(purpose, spent, lambda known: tb.Amount("当地上限", known.parameters.decimal(f"{purpose.name}_cap"))),
        route=tb.routed("city", asked={AT_HOME: "house_city"}, reason="由缴存地中心办理，住房由所在城市核对"),
        needs=(OWN_HOME, BY_SPOUSE, spouse.MARRIED),
        materials=(TITLE_DEED, spouse.WEDDING, shown),
        rules=(reason_of_the_amendment, has_a_title, *rules),
        **spouse.PARTY,
        **more,
    )


class RenovateForm(ExpenseForm, frozen=True, kw_only=True):
    """What the renovation cost."""

    invoice_total: Annotated[int, tb.Money("发票金额", section="自住住房", help="按装修发票合计填写")]


RENOVATION: Final = of_a_home("renovate", months="renovate_period_months", since=registered)
RENOVATE: Final = for_own_home(
    RENOVATION,
    name="装修自住住房提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（四）项"),),
    papers="装修合同和发票",
    form=RenovateForm,
    spent=lambda application: tb.Amount("发票金额", application.answers.invoice_total),
    rules=(once_in("renovate_period_months", RENOVATION.own_for_it),),
)


class FeeForm(ExpenseForm, frozen=True, kw_only=True):
    """Which year's fee was paid."""

    fee_paid: Annotated[int, tb.Money("已缴物业费", section="自住住房", help="按缴费凭证合计填写")]
    fee_year: Annotated[int, tb.Count("物业费年度", unit="年度", most=9999, section="自住住房", help="例如 2026")]


first_year: Final = lambda known: known.asked_on.year - known.parameters.integer("property_fee_years")  # noqa: E731
of_a_late_year: Final = rule.within("HF-HM-02", "fee_year", first=first_year, last=lambda known: known.asked_on.year)
FOR_A_YEAR: Final = of_a_home("property_fee", year=lambda known: str(known.answers.fee_year), yearly=True)
PROPERTY_FEE: Final = for_own_home(
    FOR_A_YEAR,
    name="支付自住住房物业费提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（五）项"),),
    papers="物业费缴费凭证",
    form=FeeForm,
    spent=lambda application: tb.Amount("已缴物业费", application.answers.fee_paid),
    rules=(of_a_late_year, once_in("property_fee_period_months", FOR_A_YEAR.own)),
)
