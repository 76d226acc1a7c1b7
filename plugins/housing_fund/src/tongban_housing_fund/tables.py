"""The tables of the built-in registers, for centres without a system of their own, for demos and for tests.

Money is in 分, a ratio or rate is a decimal as text, a day is like 2026-11-23; `held_by` is the case that holds a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from piccolo.columns import BigInt, Integer, SmallInt, Varchar
from piccolo.table import Table

from tongban import LookUp, city_of, one_spelling, statements

SQL: Final[Mapping[str, str]] = statements(Path(__file__).with_name("statements.sql"))


class AccountRow(Table, tablename="housing_fund_account"):
    """A person's account; one person has one in a city (条例第十三条). `starts` is the first month to be paid.

    `base_since` is when the unit last asked for another base; none where it has not.

    `earlier_from` to `earlier_through` are the months that were paid when the first gap came: of those that were
    brought in from elsewhere there is no row, and it is known from here alone that they are not due.
    """

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
    earlier_from = Varchar(7, default="")
    earlier_through = Varchar(7, default="")
    base = BigInt(default=0)
    base_since = Varchar(10, null=True, default=None)
    ratio_unit = Varchar(6, default="0")
    ratio_person = Varchar(6, default="0")
    employer = Varchar(18, default="")
    frozen = SmallInt(default=0)
    pending = SmallInt(default=0)
    sealed_on = Varchar(10, null=True, default=None)
    held_by = Varchar(36, null=True, default=None)
    closed_on = Varchar(10, null=True, default=None)


class PastPayerRow(Table, tablename="housing_fund_past_payer"):
    """A unit that a worker has left: what it still owes for the months before is paid back by it alone."""

    id = Varchar(60, primary_key=True, secret=True)
    employer = Varchar(18)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    left_on = Varchar(10, null=True, default=None)


class ContributionRow(Table, tablename="housing_fund_contribution"):
    """One month paid into a person's account; `payer` is the unit's credit code, or the holder's own number.

    A month that was paid short has a further row for the rest. It is only reserved, for the case that collects it,
    while `paid_on` is NULL.
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

    `drawn_for` is the home, the loan or the person inherited from (in `one_spelling`), `of_year` the year of a fee or
    of repayments, which is that in which the withdrawal was applied for. It is only reserved, with the amount that was
    worked out and since `held_on`, while `paid_on` is empty.
    """

    case_id = Varchar(36, primary_key=True)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    purpose = Varchar(20)
    drawn_for = Varchar(40, default="")
    of_year = Varchar(4, default="")
    calculated = BigInt()
    amount = BigInt()
    held_on = Varchar(10, default="")
    paid_on = Varchar(10)
    arrived = BigInt(null=True, default=None)
    arrived_on = Varchar(10, null=True, default=None)


class MovedOutRow(Table, tablename="housing_fund_moved_out"):
    """What a case has moved out of an account, the principal first; deleted if it comes back, else kept."""

    case_id = Varchar(36, primary_key=True)
    account = Varchar(20)
    principal = BigInt()
    interest = BigInt()


class QueueRow(Table, tablename="housing_fund_queue"):
    """One row for each kind of act that goes one after the other, which whoever acts changes first."""

    act = Varchar(20, primary_key=True)
    turn = BigInt(default=0)


class BanRow(Table, tablename="housing_fund_ban"):
    """A time without withdrawals and loans."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    decided_on = Varchar(10)
    until = Varchar(10)


class LoanRow(Table, tablename="housing_fund_loan"):
    """A loan of a centre; `settled_on` and `mortgage_released_on` close it.

    While it is only reserved for the case that lends it, nothing of the principal is owed yet. `paid_year` is the year
    of `paid_this_year`, empty where whoever keeps the row sees to it that it is this one; `paid_last_year` is what was
    paid in the year before that.
    """

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
    paid_year = Varchar(4, default="")
    paid_last_year = BigInt(default=0)
    offset_contract = SmallInt(default=0)
    held_by = Varchar(36, null=True, default=None)
    settled_on = Varchar(10, null=True, default=None)
    mortgage_released_on = Varchar(10, null=True, default=None)


class LoanEntryRow(Table, tablename="housing_fund_loan_entry"):
    """What a case has moved on a loan: `principal` lent (more than 0) or repaid, `amount` the money with interest."""

    case_id = Varchar(36, primary_key=True)
    contract = Varchar(30)
    principal = BigInt()
    amount = BigInt()
    paid_on = Varchar(10)
    voucher = Varchar(40)
    arrived_on = Varchar(10)


class TradeRow(Table, tablename="housing_fund_trade"):
    """The purchase of a home and one of its buyers; `id` is the contract and the buyer's number."""

    id = Varchar(60, primary_key=True, secret=True)
    contract = Varchar(40)
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
    registered_on = Varchar(10, null=True, default=None)


class LeaseRow(Table, tablename="housing_fund_lease"):
    """A filed lease and one of its tenants; `id` is its number and the tenant's."""

    id = Varchar(60, primary_key=True, secret=True)
    number = Varchar(40)
    tenant_number = Varchar(18, secret=True)
    starts = Varchar(10)
    ends = Varchar(10)


class LifeEventRow(Table, tablename="housing_fund_life_event"):
    """What 社保, 公安, 民政 and 人社 share about a person.

    For kin and married `other_number` is the other of the two. The rows of a couple go when they divorce: whoever has
    one counts as married.
    """

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    happened_on = Varchar(10)
    detail = Varchar(200, default="", secret=True)
    other_number = Varchar(18, default="", secret=True)


class PersonRow(Table, tablename="housing_fund_person"):
    """A person's number and name, as 公安 has them."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(100, secret=True)


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
    representative = Varchar(100, default="", secret=True)
    ratio_unit = Varchar(6)
    ratio_person = Varchar(6)
    base = BigInt()
    first_month = Varchar(7)
    opened_on = Varchar(10, null=True, default=None)
    deferred_to = Varchar(7, default="")
    case_id = Varchar(36)


TABLES = (
    AccountRow,
    PastPayerRow,
    ContributionRow,
    WithdrawalRow,
    MovedOutRow,
    QueueRow,
    BanRow,
    LoanRow,
    LoanEntryRow,
    TradeRow,
    HomeRow,
    LeaseRow,
    LifeEventRow,
    PersonRow,
    LicenceRow,
    EmployerRow,
)

# How the registers look up; what is indexed for them stands in the migrations.
CITY: Final = {"city": city_of}
READ: Final = {**CITY, "drawn_for": one_spelling}
OF_HOLDER: Final = LookUp(  # an open one before those that are closed
    AccountRow,
    "holder_number",
    by=("city",),
    narrowed_by={"account": "number"},
    read=CITY,
    latest="status <> 'closed' DESC, opened",
)
ELSEWHERE: Final = LookUp(AccountRow, "holder_number", latest="opened", only="status = 'normal'")
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
HOMES: Final = LookUp(
    HomeRow,
    "owner_number",
    narrowed_by=("city", "home"),
    read=CITY,
    latest="home",
    worked_out={"registered_on": SQL["held_since"]},
)
LEASES: Final = LookUp(LeaseRow, "tenant_number", narrowed_by=("number",), latest="ends")
LIFE_EVENTS: Final = LookUp(
    LifeEventRow, "person_number", by=("kind",), narrowed_by={"other": "other_number"}, latest="happened_on"
)
LICENCES: Final = LookUp(LicenceRow, "number")
