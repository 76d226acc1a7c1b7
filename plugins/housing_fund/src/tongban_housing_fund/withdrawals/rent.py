"""`hf.rent`: 租房提取."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import Amount, Application, Breach, Breaches, Field, FromRegister, Material, Money, Pledge
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import asked
from tongban_housing_fund.records import Home, Lease
from tongban_housing_fund.withdrawals.forms import AmountForm
from tongban_housing_fund.withdrawals.rules import at_most
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

LEASE: Final = asked("lease", "房屋租赁备案", Lease, by={"number": "lease_no"}, purpose="核对租赁合同备案")
HOME: Final = asked("home", "不动产登记", Home, by=("city",), purpose="核对在缴存地有无自有住房")


class RentForm(AmountForm, frozen=True, kw_only=True):
    """The lease, and what is drawn for it."""

    rent_month: Annotated[int, Money("月租金")]
    lease_no: Annotated[str, Field("租赁备案号", help="合同未备案的不填，改为承诺", maximum_length=40)] = ""


def yearly(application: Application[RentForm]) -> Amount:
    """A year's cap of the place (2026 text: no threshold of income)."""
    monthly = Amount("每月上限", application.parameters.decimal("rent_cap_month"))
    return Amount("年度上限", monthly.value * 12, f"{monthly} × 12个月")


@rule("HF-RN-01")
def rent_is_paid(application: Application[RentForm]) -> Breaches:
    """Nobody draws for a home that costs nothing."""
    if application.answers.rent_month <= 0:
        yield Breach()


@rule("HF-RN-02")
def no_home_of_ones_own(application: Application[RentForm]) -> Breaches:
    """Where the place still asks for it, only those without a home there draw for rent."""
    if application.parameters.flag("rent_need_no_home") and application.record(HOME):
        yield Breach()


@rule("HF-RN-03")
def lease_in_force(application: Application[RentForm]) -> Breaches:
    """The filed lease has not run out."""
    lease = application.record(LEASE)
    if lease and lease.ends < application.on:
        yield Breach(ends=lease.ends)


TRUE_RENT: Final = Pledge("本人承诺确已租房居住并支付房租；如有不实，愿退回提取资金并承担相应责任。")
CONTRACT: Final = Material(
    key="lease_contract",
    name="房屋租赁合同",
    sources=(FromRegister(LEASE), TRUE_RENT),
    reason="已备案的由系统核对；未备案的书面承诺即可",
)
RENT: Final = withdrawal(
    id="hf.rent",
    name="租房提取住房公积金",
    purpose="rent",
    form=RentForm,
    limit=at_most(yearly),
    once_in_months="rent_period_months",
    needs=(LEASE, HOME),
    materials=(CONTRACT,),
    rules=(rent_is_paid, no_home_of_ones_own, lease_in_force),
)
