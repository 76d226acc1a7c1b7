"""The tables of the first release. A later version adds a file beside this one, which stays as it is."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Integer, SmallInt, Varchar
from piccolo.table import Table

ID = "2026-11-23T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of housing_fund"


class AccountRow(Table, tablename="housing_fund_account"):
    """As it was first."""

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
    """As it was first."""

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
    """As it was first."""

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
    """As it was first."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    decided_on = Varchar(10)
    until = Varchar(10)


class LoanRow(Table, tablename="housing_fund_loan"):
    """As it was first."""

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
    """As it was first."""

    contract = Varchar(40, primary_key=True)
    buyer_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    price = BigInt()
    loan = BigInt(default=0)
    signed_on = Varchar(10)
    relation = Varchar(20, default="")


class HomeRow(Table, tablename="housing_fund_home"):
    """As it was first."""

    id = Varchar(60, primary_key=True, secret=True)
    owner_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    address = Varchar(200, secret=True)


class LeaseRow(Table, tablename="housing_fund_lease"):
    """As it was first."""

    number = Varchar(40, primary_key=True)
    tenant_number = Varchar(18, secret=True)
    starts = Varchar(10)
    ends = Varchar(10)


class LifeEventRow(Table, tablename="housing_fund_life_event"):
    """As it was first."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    happened_on = Varchar(10)
    detail = Varchar(200, default="", secret=True)
    other_number = Varchar(18, default="", secret=True)


class LicenceRow(Table, tablename="housing_fund_licence"):
    """As it was first."""

    number = Varchar(18, primary_key=True)
    name = Varchar(100)
    representative = Varchar(100, secret=True)
    founded = Varchar(10)
    division = Varchar(6)
    status = Varchar(10)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """As it was first."""

    account = Varchar(12, primary_key=True)
    number = Varchar(18)
    city = Varchar(6)
    name = Varchar(100)
    ratio_unit = Varchar(6)
    ratio_person = Varchar(6)
    base = BigInt()
    first_month = Varchar(7)
    opened_on = Varchar(10, null=True, default=None)
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
INDEXES = (
    "CREATE UNIQUE INDEX housing_fund_account_holder ON housing_fund_account (holder_number, city)",
    "CREATE UNIQUE INDEX housing_fund_employer_unit ON housing_fund_employer (number, city)",
    "CREATE UNIQUE INDEX housing_fund_contribution_month ON housing_fund_contribution (account, month, payer)",
    "CREATE INDEX housing_fund_account_by_employer ON housing_fund_account (employer, city, holder_number)",
    "CREATE INDEX housing_fund_contribution_by_holder_number ON housing_fund_contribution (holder_number, city)",
    "CREATE INDEX housing_fund_withdrawal_by_holder_number ON housing_fund_withdrawal (holder_number, purpose)",
    "CREATE INDEX housing_fund_ban_by_person_number ON housing_fund_ban (person_number)",
    "CREATE INDEX housing_fund_loan_by_borrower_number ON housing_fund_loan (borrower_number, city)",
    "CREATE INDEX housing_fund_trade_by_buyer_number ON housing_fund_trade (buyer_number, contract)",
    "CREATE INDEX housing_fund_home_by_owner_number ON housing_fund_home (owner_number)",
    "CREATE INDEX housing_fund_lease_by_tenant_number ON housing_fund_lease (tenant_number)",
    "CREATE INDEX housing_fund_life_event_by_person_number ON housing_fund_life_event (person_number, kind)",
)


async def forwards() -> MigrationManager:
    """Make the tables."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def create_tables() -> None:
        for table in TABLES:
            await table.create_table()
        for index in INDEXES:
            await AccountRow.raw(index)

    manager.add_raw(create_tables)
    return manager
