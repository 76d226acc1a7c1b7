"""The tables of the built-in registers, for centres without a system of their own, for demos and for tests."""

from __future__ import annotations

from piccolo.columns import BigInt, Integer, SmallInt, Varchar
from piccolo.table import Table


class AccountRow(Table, tablename="housing_fund_account"):
    """A person's account; one person has one in a city (条例第十三条). `transfer_case` is the case that moves it."""

    number = Varchar(20, primary_key=True)
    city = Varchar(6)
    centre = Varchar(100)
    holder = Varchar(100)
    holder_number = Varchar(18)
    status = Varchar(10)
    principal = BigInt()
    interest = BigInt()
    opened = Varchar(10)
    months_paid = Integer()
    paid_from = Varchar(7, default="")
    paid_through = Varchar(7, default="")
    loan_open = SmallInt(default=0)
    frozen = SmallInt(default=0)
    fraud = SmallInt(default=0)
    banned_until = Varchar(10, null=True, default=None)
    transfer_case = Varchar(36, null=True, default=None)
    closed_on = Varchar(10, null=True, default=None)


class LicenceRow(Table, tablename="housing_fund_licence"):
    """A business licence as the market regulation authority shares it."""

    number = Varchar(18, primary_key=True)
    name = Varchar(100)
    representative = Varchar(100)
    founded = Varchar(10)
    division = Varchar(6)
    status = Varchar(10)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """A unit's account, only reserved while `opened_on` is NULL; ratios in ten-thousandths, the base in 分."""

    account = Varchar(12, primary_key=True)
    number = Varchar(18)
    city = Varchar(6)
    name = Varchar(100)
    ratio_unit = Integer()
    ratio_person = Integer()
    base = BigInt()
    first_month = Varchar(7)
    opened_on = Varchar(10, null=True, default=None)
    case_id = Varchar(36)


TABLES = (AccountRow, LicenceRow, EmployerRow)
# One account for each person, and for each unit, in a city (条例 第十三条).
INDEXES = (
    "CREATE UNIQUE INDEX housing_fund_account_holder ON housing_fund_account (holder_number, city)",
    "CREATE UNIQUE INDEX housing_fund_employer_unit ON housing_fund_employer (number, city)",
)
