"""A purchase has several buyers, a lease several tenants; a unit's account names its representative."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

ID = "2026-11-26T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Several buyers and tenants, the representative of a unit"
RENAMED = (
    "ALTER TABLE housing_fund_trade RENAME TO housing_fund_trade_before",
    "ALTER TABLE housing_fund_lease RENAME TO housing_fund_lease_before",
)
COPIED = (
    """INSERT INTO housing_fund_trade (id, contract, buyer_number, home, city, price, loan, signed_on, relation)
    SELECT contract || '-' || buyer_number, contract, buyer_number, home, city, price, loan, signed_on, relation
    FROM housing_fund_trade_before""",
    """INSERT INTO housing_fund_lease (id, number, tenant_number, starts, ends)
    SELECT number || '-' || tenant_number, number, tenant_number, starts, ends FROM housing_fund_lease_before""",
    "DROP TABLE housing_fund_trade_before",
    "DROP TABLE housing_fund_lease_before",
    "CREATE INDEX housing_fund_trade_by_buyer_number ON housing_fund_trade (buyer_number, contract)",
    "CREATE INDEX housing_fund_lease_by_tenant_number ON housing_fund_lease (tenant_number)",
    "ALTER TABLE housing_fund_employer ADD COLUMN representative VARCHAR(100) NOT NULL DEFAULT ''",
)


class TradeRow(Table, tablename="housing_fund_trade"):
    """A purchase and one of its buyers."""

    id = Varchar(60, primary_key=True, secret=True)
    contract = Varchar(40)
    buyer_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    price = BigInt()
    loan = BigInt(default=0)
    signed_on = Varchar(10)
    relation = Varchar(20, default="")


class LeaseRow(Table, tablename="housing_fund_lease"):
    """A lease and one of its tenants."""

    id = Varchar(60, primary_key=True, secret=True)
    number = Varchar(40)
    tenant_number = Varchar(18, secret=True)
    starts = Varchar(10)
    ends = Varchar(10)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """The table that is added to."""

    representative = Varchar(100, default="", secret=True)


async def forwards() -> MigrationManager:
    """Make both tables anew with what they held, and add the column."""
    manager = MigrationManager(migration_id=ID, app_name="housing_fund", description=DESCRIPTION)

    async def change() -> None:
        for statement in RENAMED:
            await TradeRow.raw(statement)
        await TradeRow.create_table()
        await LeaseRow.create_table()
        for statement in COPIED:
            await TradeRow.raw(statement)

    manager.add_raw(change)
    return manager
