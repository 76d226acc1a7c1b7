"""The tables of the first release. A later version adds a file beside this one, which stays as it is."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import SmallInt, Varchar
from piccolo.table import Table

ID = "2026-11-23T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of household"


class Population(Table, tablename="household_population"):
    """As it was first."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(50, secret=True)
    hukou_place = Varchar(6)
    address = Varchar(200, secret=True)


class Member(Table, tablename="household_member"):
    """As it was first."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(50, secret=True)
    hukou_place = Varchar(6)
    address = Varchar(200, secret=True)
    booklet = Varchar(20)


class Relation(Table, tablename="household_relation"):
    """As it was first."""

    id = Varchar(37, primary_key=True, secret=True)
    number = Varchar(18, index=True, secret=True)
    relative = Varchar(18, secret=True)
    relative_name = Varchar(50, secret=True)
    relation = Varchar(10)
    same_booklet = SmallInt()
    source = Varchar(200)
    recorded_on = Varchar(10)


class Entry(Table, tablename="household_entry"):
    """As it was first."""

    id = Varchar(40, primary_key=True, secret=True)
    number = Varchar(18, index=True, secret=True)
    kind = Varchar(20)
    fact = Varchar(500, secret=True)
    source = Varchar(200)
    recorded_on = Varchar(10)


class Certificate(Table, tablename="household_certificate"):
    """As it was first."""

    code = Varchar(14, primary_key=True)
    case_id = Varchar(36)
    number = Varchar(60)
    kind = Varchar(20)
    issued_on = Varchar(10)


TABLES = (
    Population,
    Member,
    Relation,
    Entry,
    Certificate,
)


async def forwards() -> MigrationManager:
    """Make the tables."""
    manager = MigrationManager(migration_id=ID, app_name="household", description=DESCRIPTION)

    async def create_tables() -> None:
        for table in TABLES:
            await table.create_table()

    manager.add_raw(create_tables)
    return manager
