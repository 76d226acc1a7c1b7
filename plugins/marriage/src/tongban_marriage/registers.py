"""The registers of this plugin, on its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tongban import Database, RegisterContext
from tongban_marriage.forms import WALK_IN
from tongban_marriage.needs import SLOT_REGISTER, STATUS_REGISTER
from tongban_marriage.tables import HOLIDAY


class MaritalStatusRegister:
    """The marital status of a person, as the registration base of this node has it."""

    name = STATUS_REGISTER
    title = "婚姻登记信息库"
    issuer = "民政部门"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Status and since when, or None where no registration of the person is on record."""
        row = await self._database.fetch_one("SELECT status, since FROM marriage_status WHERE number = $1", subject)
        return {"status": row["status"], "since": row["since"]} if row else None


class SlotRegister:
    """A registry's time slot on a day, and whether the subject's own couple holds it."""

    name = SLOT_REGISTER
    title = "婚姻登记预约"
    issuer = "婚姻登记机关"

    def __init__(self, context: RegisterContext) -> None:
        self._database = context.database
        self._calendar = context.calendar

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Capacity and places taken, none on a day of rest; None until registry, day and slot are chosen.

        Who comes without an appointment finds the registry open on a day with at least one slot.
        """
        asked = [criteria.get(name) for name in ("office_division", "day", "slot")]
        if not all(asked):
            return None
        division, day, slot = map(str, asked)
        own = await self._database.fetch_one(_OWN, subject, division, day, slot) is not None
        found = _OPEN_ON_HOLIDAYS if self._is_holiday(date.fromisoformat(day)) else _OPEN
        slots = await self._database.fetch(found, division, day, date.fromisoformat(day).isoweekday())
        if slot == WALK_IN:
            return {"capacity": int(bool(slots)), "taken": 0, "own": own}
        capacity, taken = next(((row["capacity"], row["taken"]) for row in slots if row["slot"] == slot), (0, 0))
        return {"capacity": capacity, "taken": taken, "own": own}

    def _is_holiday(self, day: date) -> bool:
        # Of a year whose notice is not out yet no holiday is known: the registry closes those days when it is.
        return day.year in self._calendar.years and bool(self._calendar.holiday(day))


_OWN: Final = """SELECT 1 AS found FROM marriage_engaged JOIN marriage_appointment
ON marriage_appointment.case_id = marriage_engaged.case_id
WHERE marriage_engaged.number = $1 AND division = $2 AND day = $3 AND slot = $4"""

_OPEN: Final = """SELECT slot, capacity, taken FROM marriage_slot
WHERE division = $1 AND day = $2 AND capacity > 0
UNION ALL SELECT slot, capacity, 0 AS taken FROM marriage_opening
WHERE division = $1 AND weekday = $3 AND capacity > 0 AND NOT EXISTS
(SELECT 1 FROM marriage_slot
WHERE marriage_slot.division = $1 AND day = $2 AND marriage_slot.slot = marriage_opening.slot)"""

# On a holiday only what the registry opens on holidays, or opened for that very day, counts.
_OPEN_ON_HOLIDAYS: Final = f"""{_OPEN} AND EXISTS (SELECT 1 FROM marriage_opening AS on_holidays
WHERE on_holidays.division = $1 AND on_holidays.weekday = {HOLIDAY} AND on_holidays.capacity > 0
AND on_holidays.slot = marriage_opening.slot)"""
