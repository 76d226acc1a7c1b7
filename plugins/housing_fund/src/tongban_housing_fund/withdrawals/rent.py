"""`hf.rent`: 租房提取."""

from __future__ import annotations

from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import need
from tongban_housing_fund.records import Home, Lease, Leases
from tongban_housing_fund.withdrawals.purposes import Cap, Purpose, at_most, once_in
from tongban_housing_fund.withdrawals.withdrawal import AmountForm, withdrawal

LEASE: Final = need("lease", "房屋租赁备案", Lease, by={"number": "lease_no"}, why="核对租赁备案")
LEASES: Final = need("leases", "全部房屋租赁备案", Leases, why="核对有无租期内的租赁备案")
HERE: Final = need("home", "不动产登记", Home, by=("city",), why="核对在缴存地有无自有住房")
BY_ITSELF: Final = tb.Prefill("lease", "number")
UNFILED: Final = "按租赁备案自动查询，请核对；合同未备案、备案已到期的不填，改为承诺"
PLEDGE: Final = tb.Pledge("本人承诺确已租房居住并支付房租；如有不实，愿退回提取资金并承担相应责任。")
FILED: Final = "合同已备案的不用承诺，填写租赁备案号，由系统核对"
CONTRACT: Final = tb.Material("lease_contract", "房屋租赁合同", (PLEDGE,), reason=FILED, shown_when=("lease_no", ("",)))


class RentForm(AmountForm, frozen=True, kw_only=True):
    """The lease, and what is drawn for it."""

    rent_month: Annotated[int, tb.Money("月租金", least=1)]
    lease_no: Annotated[str, tb.Field("租赁备案号", help=UNFILED, maximum_length=40, prefill=BY_ITSELF)] = ""


def filed(application: tb.Application[RentForm]) -> Lease | None:
    """The lease that is named, or that is in force unnamed: what has ended says nothing of a contract not filed."""
    known, named, on = application.record(LEASES), application.answers.lease_no, application.asked_on
    every = known.leases if known else ()
    return next((each for each in every if (each.number == named if named else each.starts <= on <= each.ends)), None)


def for_a_year(application: tb.Application[RentForm], what: str, monthly: tb.Amount) -> tb.Amount:
    """A monthly amount for a year, or for one period or the lease where that is shorter."""
    most, lease = min(application.parameters.integer("rent_period_months"), 12), filed(application)
    months = next((n for n in range(1, most) if lease and tb.add_months(lease.starts, n) > lease.ends), most)
    label = f"{'年度' if months == 12 else '租期' if months < most else '周期'}{what}"
    return tb.Amount(label, monthly.value * months, f"{monthly} × {months}个月")


leased: Final = lambda known: filed(known) is not None  # noqa: E731 - to the applicant
FOR_THE_LEASE: Final = Purpose("rent", thing="lease_no", called="该租约", months="rent_period_months", shown=leased)
CAPS: Final[tuple[Cap, ...]] = (  # the 2026 text has no threshold of income
    lambda known: for_a_year(known, "上限", tb.Amount("", known.parameters.decimal("rent_cap_month"))),
    lambda known: for_a_year(known, "房租", tb.Amount("", known.answers.rent_month)),
)


no_home_of_ones_own: Final = rule.against(  # where the place still asks for it
    "HF-RN-02", lambda known: known.parameters.flag("rent_need_no_home") and known.record(HERE) is not None
)


numbered_as_filed: Final = rule.against("HF-RN-04", lambda known: bool(known.answers.lease_no) != bool(filed(known)))


@rule("HF-RN-03")
def lease_in_force(application: tb.Application[RentForm]) -> tb.Breaches:
    if (lease := filed(application)) and not lease.starts <= application.asked_on <= lease.ends:
        yield tb.Breach(starts=lease.starts, ends=lease.ends)


RENT: Final = withdrawal(
    FOR_THE_LEASE,
    at_most(FOR_THE_LEASE, *CAPS),
    name="租房提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（一）项（2026年9月20日前为第（六）项）"),),
    form=RentForm,
    needs=(LEASE, LEASES, HERE),
    materials=(CONTRACT,),
    rules=(no_home_of_ones_own, numbered_as_filed, lease_in_force, once_in("rent_period_months", FOR_THE_LEASE.own)),
)
