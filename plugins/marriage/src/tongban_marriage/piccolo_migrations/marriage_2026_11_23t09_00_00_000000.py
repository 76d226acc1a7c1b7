"""The tables of the first release. A later version adds a file beside this one, which stays as it is."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, SmallInt, Varchar
from piccolo.table import Table

ID = "2026-11-23T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of marriage"


class Status(Table, tablename="marriage_status"):
    """As it was first."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(100, secret=True)
    status = Varchar(10)
    since = Varchar(10)
    case_id = Varchar(36)


class Opening(Table, tablename="marriage_opening"):
    """As it was first."""

    division = Varchar(6)
    weekday = SmallInt()
    slot = Varchar(10)
    capacity = Integer()


class Slot(Table, tablename="marriage_slot"):
    """As it was first."""

    division = Varchar(6)
    day = Varchar(10)
    slot = Varchar(10)
    capacity = Integer()
    taken = Integer()


class Appointment(Table, tablename="marriage_appointment"):
    """As it was first."""

    case_id = Varchar(36, primary_key=True)
    number = Varchar(48)
    division = Varchar(6)
    day = Varchar(10)
    slot = Varchar(10)
    arrived_on = Varchar(10)


class Engaged(Table, tablename="marriage_engaged"):
    """As it was first."""

    number = Varchar(18, primary_key=True, secret=True)
    case_id = Varchar(36)


class Registration(Table, tablename="marriage_registration"):
    """As it was first."""

    certificate_number = Varchar(40, primary_key=True)
    case_id = Varchar(36)
    registered_on = Varchar(10)
    division = Varchar(6)
    man_number = Varchar(18)
    man_name = Varchar(100)
    woman_number = Varchar(18)
    woman_name = Varchar(100)


TABLES = (
    Status,
    Opening,
    Slot,
    Appointment,
    Engaged,
    Registration,
)
INDEXES = (
    "CREATE UNIQUE INDEX marriage_opening_slot ON marriage_opening (division, weekday, slot)",
    "CREATE UNIQUE INDEX marriage_slot_day ON marriage_slot (division, day, slot)",
    "CREATE INDEX marriage_engaged_case ON marriage_engaged (case_id)",
    "CREATE UNIQUE INDEX marriage_registration_case ON marriage_registration (case_id)",
)


async def forwards() -> MigrationManager:
    """Make the tables."""
    manager = MigrationManager(migration_id=ID, app_name="marriage", description=DESCRIPTION)

    async def create_tables() -> None:
        for table in TABLES:
            await table.create_table()
        for index in INDEXES:
            await Status.raw(index)

    manager.add_raw(create_tables)
    return manager
