"""The tables of this plugin. Dates are ISO text; `division` is that of the registry, `case_id` that of core."""

from __future__ import annotations

from typing import Final

from piccolo.columns import Integer, SmallInt, Varchar
from piccolo.table import Table

HOLIDAY: Final = 0


class Status(Table, tablename="marriage_status"):
    """The marital status of a person (resident number), and the case that last changed it here."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(100, secret=True)
    status = Varchar(10)
    since = Varchar(10)
    case_id = Varchar(36)


class Opening(Table, tablename="marriage_opening"):
    """How many couples a registry takes in a slot on a weekday (1 is Monday); a row of `HOLIDAY` opens it on holidays.

    On a holiday it takes as many as on that weekday.
    """

    division = Varchar(6)
    weekday = SmallInt()
    slot = Varchar(10)
    capacity = Integer()


class Slot(Table, tablename="marriage_slot"):
    """A slot of one day, there from its first booking on; the registry closes a day with a capacity of 0."""

    division = Varchar(6)
    day = Varchar(10)
    slot = Varchar(10)
    capacity = Integer()
    taken = Integer()


class Appointment(Table, tablename="marriage_appointment"):
    """The appointment of a couple; `number` is the case number, `arrived_on` the day on which both came."""

    case_id = Varchar(36, primary_key=True)
    number = Varchar(48)
    division = Varchar(6)
    day = Varchar(10)
    slot = Varchar(10)
    arrived_on = Varchar(10)


class Engaged(Table, tablename="marriage_engaged"):
    """Who has an appointment that is still open: each person at most one."""

    number = Varchar(18, primary_key=True, secret=True)
    case_id = Varchar(36)


class Registration(Table, tablename="marriage_registration"):
    """A marriage registered here."""

    certificate_number = Varchar(40, primary_key=True)
    case_id = Varchar(36)
    registered_on = Varchar(10)
    division = Varchar(6)
    man_number = Varchar(18, secret=True)
    man_name = Varchar(100, secret=True)
    woman_number = Varchar(18, secret=True)
    woman_name = Varchar(100, secret=True)


TABLES: Final = (Status, Opening, Slot, Appointment, Engaged, Registration)
INDEXES: Final = (
    "CREATE UNIQUE INDEX marriage_opening_slot ON marriage_opening (division, weekday, slot)",
    "CREATE UNIQUE INDEX marriage_slot_day ON marriage_slot (division, day, slot)",
    "CREATE INDEX marriage_engaged_case ON marriage_engaged (case_id)",
    "CREATE UNIQUE INDEX marriage_registration_case ON marriage_registration (case_id)",
)
