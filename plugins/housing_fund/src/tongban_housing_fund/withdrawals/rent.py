"""`hf.rent`: 租房提取."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Amount,
    Application,
    Breach,
    Breaches,
    Calculation,
    Field,
    FromRegister,
    Material,
    Money,
    Needs,
    Pledge,
    least,
    rule,
)
from tongban_housing_fund.records import Home, Lease
from tongban_housing_fund.withdrawals.forms import AmountForm
from tongban_housing_fund.withdrawals.rules import REASONS, available, once_in, past
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

LEASE: Final = Needs(
    key="lease",
    register="housing_fund.lease",
    title="房屋租赁备案",
    at=COMPETENT,
    record=Lease,
    by={"number": "lease_no"},
    purpose="核对租赁合同备案",
)
HOME: Final = Needs(
    key="home",
    register="housing_fund.home",
    title="不动产登记",
    at=COMPETENT,
    record=Home,
    by=("city",),
    purpose="核对在缴存地有无自有住房",
)
PAST: Final = past("rent")


class RentForm(AmountForm, frozen=True, kw_only=True):
    """The lease, and what is drawn for it."""

    rent_month: Annotated[int, Money("月租金")]
    lease_no: Annotated[str, Field("租赁备案号", help="合同未备案的不填，改为承诺", maximum_length=40)] = ""


def rent_limit(application: Application[RentForm]) -> Calculation | None:
    """A year's cap of the place, kept within the balance (2026 text: no threshold of income)."""
    balance = available(application)
    if balance is None:
        return None
    monthly = Amount("每月上限", application.parameters.decimal("rent_cap_month"))
    yearly = Amount("年度上限", monthly.value * 12, f"{monthly} × 12个月")
    return Calculation(balance, yearly, least("可提取额度", balance, yearly))


@rule("HF-RN-01", "月租金应大于零", basis=REASONS, field="rent_month", remedy="请按租赁合同填写")
def rent_is_paid(application: Application[RentForm]) -> Breaches:
    """Nobody draws for a home that costs nothing."""
    if application.answers.rent_month <= 0:
        yield Breach()


@rule(
    "HF-RN-02",
    "在缴存地有自有住房，不能办理租房提取",
    basis=REASONS,
    field="city",
    remedy="登记信息有误的，请先到不动产登记机构更正",
)
def no_home_of_ones_own(application: Application[RentForm]) -> Breaches:
    """Where the place still asks for it, only those without a home there draw for rent."""
    if application.parameters.flag("rent_need_no_home") and application.record(HOME):
        yield Breach()


@rule("HF-RN-03", "租赁备案已于{ends}到期", basis=REASONS, field="lease_no", remedy="请办理续租备案，或核对租赁备案号")
def lease_in_force(application: Application[RentForm]) -> Breaches:
    """The filed lease has not run out."""
    lease = application.record(LEASE)
    if lease and lease.ends < application.on:
        yield Breach(ends=lease.ends)


RENT: Final = withdrawal(
    id="hf.rent",
    name="租房提取住房公积金",
    purpose="rent",
    form=RentForm,
    limit=rent_limit,
    needs=(LEASE, HOME, PAST),
    materials=(
        Material(
            key="lease_contract",
            name="房屋租赁合同",
            sources=(
                FromRegister(LEASE),
                Pledge("本人承诺确已租房居住并支付房租；如有不实，愿退回提取资金并承担相应责任。"),
            ),
            reason="已备案的由系统核对；未备案的书面承诺即可",
        ),
    ),
    rules=(rent_is_paid, no_home_of_ones_own, lease_in_force, once_in("rent_period_months", PAST)),
)
