"""The tables of the built-in registers, for centres without a system of their own, for demos and for tests.

Money is in 分, a ratio or rate is a decimal as text, a day is like 2026-11-23; `held_by` is the case that holds a row.
"""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Integer, SmallInt, Varchar
from piccolo.table import Table

from tongban import LookUp, city_of


class AccountRow(Table, tablename="housing_fund_account"):
    """A person's account; one person has one in a city (条例第十三条). `starts` is the first month to be paid."""

    number = Varchar(20, primary_key=True)
    city = Varchar(6)
    centre = Varchar(100)
    holder = Varchar(100, secret=True)
    holder_number = Varchar(18, secret=True)
    status = Varchar(10, default="normal")
    principal = BigInt(default=0)
    interest = BigInt(default=0)
    opened = Varchar(10)
    starts = Varchar(7, default="")
    months_paid = Integer(default=0)
    paid_from = Varchar(7, default="")
    paid_through = Varchar(7, default="")
    base = BigInt(default=0)
    ratio_unit = Varchar(6, default="0")
    ratio_person = Varchar(6, default="0")
    employer = Varchar(18, default="")
    frozen = SmallInt(default=0)
    pending = SmallInt(default=0)
    sealed_on = Varchar(10, null=True, default=None)
    held_by = Varchar(36, null=True, default=None)
    closed_on = Varchar(10, null=True, default=None)


class ContributionRow(Table, tablename="housing_fund_contribution"):
    """One month paid into a person's account; `payer` is the unit's credit code, or the holder's own number.

    It is only reserved, for the case that collects it, while `paid_on` is NULL.
    """

    id = Varchar(60, primary_key=True)
    account = Varchar(20)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    month = Varchar(7)
    base = BigInt()
    person = BigInt()
    unit = BigInt()
    payer = Varchar(18, secret=True)
    paid_on = Varchar(10, null=True, default=None)
    case_id = Varchar(36, default="")


class WithdrawalRow(Table, tablename="housing_fund_withdrawal"):
    """A withdrawal by a holder or an heir: what was calculated, what was paid and what arrived are three facts.

    It is only reserved, with the amount that was worked out, while `paid_on` is empty.
    """

    case_id = Varchar(36, primary_key=True)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    purpose = Varchar(20)
    drawn_for = Varchar(40, default="")
    calculated = BigInt()
    amount = BigInt()
    paid_on = Varchar(10)
    arrived = BigInt(null=True, default=None)
    arrived_on = Varchar(10, null=True, default=None)


class BanRow(Table, tablename="housing_fund_ban"):
    """A time without withdrawals and loans."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    decided_on = Varchar(10)
    until = Varchar(10)


class LoanRow(Table, tablename="housing_fund_loan"):
    """A loan of a centre; `settled_on` and `mortgage_released_on` close it."""

    contract = Varchar(30, primary_key=True)
    city = Varchar(6)
    centre = Varchar(100)
    borrower = Varchar(100, secret=True)
    borrower_number = Varchar(18, secret=True)
    principal = BigInt()
    rate = Varchar(8)
    interest_from = Varchar(10)
    granted_on = Varchar(10)
    home = Varchar(40)
    granted = BigInt(default=0)
    times = Integer(default=1)
    overdue = BigInt(default=0)
    paid_this_year = BigInt(default=0)
    offset_contract = SmallInt(default=0)
    held_by = Varchar(36, null=True, default=None)
    settled_on = Varchar(10, null=True, default=None)
    mortgage_released_on = Varchar(10, null=True, default=None)


class TradeRow(Table, tablename="housing_fund_trade"):
    """The purchase of a home."""

    contract = Varchar(40, primary_key=True)
    buyer_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    price = BigInt()
    loan = BigInt(default=0)
    signed_on = Varchar(10)
    relation = Varchar(20, default="")


class HomeRow(Table, tablename="housing_fund_home"):
    """A home and one of its owners."""

    id = Varchar(60, primary_key=True, secret=True)
    owner_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    address = Varchar(200, secret=True)


class LeaseRow(Table, tablename="housing_fund_lease"):
    """A filed lease."""

    number = Varchar(40, primary_key=True)
    tenant_number = Varchar(18, secret=True)
    starts = Varchar(10)
    ends = Varchar(10)


class LifeEventRow(Table, tablename="housing_fund_life_event"):
    """What 社保, 公安, 民政 and 人社 share about a person."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    happened_on = Varchar(10)
    detail = Varchar(200, default="", secret=True)
    other_number = Varchar(18, default="", secret=True)


class LicenceRow(Table, tablename="housing_fund_licence"):
    """A business licence as the market regulation authority shares it."""

    number = Varchar(18, primary_key=True)
    name = Varchar(100)
    representative = Varchar(100, secret=True)
    founded = Varchar(10)
    division = Varchar(6)
    status = Varchar(10)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """A unit's account, only reserved while `opened_on` is NULL."""

    account = Varchar(12, primary_key=True)
    number = Varchar(18)
    city = Varchar(6)
    name = Varchar(100)
    ratio_unit = Varchar(6)
    ratio_person = Varchar(6)
    base = BigInt()
    first_month = Varchar(7)
    opened_on = Varchar(10, null=True, default=None)
    deferred_to = Varchar(7, default="")
    case_id = Varchar(36)


TABLES = (
    AccountRow,
    ContributionRow,
    WithdrawalRow,
    BanRow,
    LoanRow,
    TradeRow,
    HomeRow,
    LeaseRow,
    LifeEventRow,
    LicenceRow,
    EmployerRow,
)
# How the registers look up; what is indexed for them stands in the migrations.
CITY: Final = {"city": city_of}
OF_HOLDER: Final = LookUp(AccountRow, "holder_number", by=("city",), narrowed_by={"account": "number"}, read=CITY)
OF_WORKER: Final = LookUp(AccountRow, "employer", by={"city": "city", "worker": "holder_number"}, read=CITY)
ELSEWHERE: Final = LookUp(AccountRow, "holder_number", latest="opened", only="status = 'normal'")
WITHDRAWALS: Final = LookUp(
    WithdrawalRow,
    "holder_number",
    by=("purpose",),
    narrowed_by=("drawn_for",),
    latest="paid_on",
    only="paid_on <> ''",
)
BANS: Final = LookUp(BanRow, "person_number", latest="until")
LOANS: Final = LookUp(  # an open one before those that are settled
    LoanRow,
    "borrower_number",
    by=("city",),
    narrowed_by=("contract",),
    read=CITY,
    latest="settled_on IS NULL DESC, granted_on",
)
EMPLOYERS: Final = LookUp(EmployerRow, "number", by=("city",), read=CITY, only="opened_on IS NOT NULL")
TRADES: Final = LookUp(TradeRow, "buyer_number", by=("contract",))
HOMES: Final = LookUp(HomeRow, "owner_number", narrowed_by=("city", "home"), read=CITY, latest="home")
LEASES: Final = LookUp(LeaseRow, "tenant_number", narrowed_by=("number",), latest="starts")
LIFE_EVENTS: Final = LookUp(
    LifeEventRow, "person_number", by=("kind",), narrowed_by={"other": "other_number"}, latest="happened_on"
)
LICENCES: Final = LookUp(LicenceRow, "number")


def share(ratio: str, base: str = "base") -> str:
    """SQL for a base (分) times a ratio kept as text, rounded half up in whole numbers on both databases."""
    return f"(({base}) * CAST(ROUND(CAST({ratio} AS NUMERIC) * 10000) AS BIGINT) + 5000) / 10000"


def _total(ratio: str) -> str:
    return f"CAST(COALESCE(sum({share(ratio)}), 0) AS BIGINT)"


YEAR: Final = """SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL ORDER BY month DESC LIMIT 12"""
OWNED: Final = "SELECT home, city, address FROM housing_fund_home WHERE owner_number = $1 ORDER BY home"
DRAWN: Final = """SELECT CAST(COALESCE(sum(CASE WHEN holder_number = $1 THEN amount ELSE 0 END), 0) AS BIGINT) AS own,
CAST(COALESCE(sum(CASE WHEN holder_number = $1 THEN 0 ELSE amount END), 0) AS BIGINT) AS others
FROM housing_fund_withdrawal WHERE purpose = 'purchase' AND drawn_for = $2"""
PAYROLL: Final = f"""SELECT count(*) AS headcount, {_total("ratio_person")} AS person,
{_total("ratio_unit")} AS unit FROM housing_fund_account AS held
WHERE employer = $1 AND city = $2 AND status = 'normal' AND starts <= $3
AND NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = held.number AND paid.month = $3)"""
