"""The registers of this plugin, on its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tongban import Database
from tongban_marriage.forms import WALK_IN
from tongban_marriage.needs import SLOT_REGISTER, STATUS_REGISTER


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

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Capacity and places taken; None until registry, day and slot are chosen."""
        asked = [criteria.get(name) for name in ("office_division", "day", "slot")]
        if not all(asked):
            return None
        division, day, slot = map(str, asked)
        own = await self._database.fetch_one(_OWN, subject, division, day, slot) is not None
        if slot == WALK_IN:
            return {"capacity": 1, "taken": 0, "own": own}
        weekday = date.fromisoformat(day).isoweekday()
        row = await self._database.fetch_one(_SLOT, division, day, slot, weekday)
        capacity, taken = (row["capacity"], row["taken"]) if row else (0, 0)
        return {"capacity": capacity, "taken": taken, "own": own}


_OWN: Final = """SELECT 1 AS found FROM marriage_engaged JOIN marriage_appointment
ON marriage_appointment.case_id = marriage_engaged.case_id
WHERE marriage_engaged.number = $1 AND division = $2 AND day = $3 AND slot = $4"""

_SLOT: Final = """SELECT capacity, taken FROM marriage_slot WHERE division = $1 AND day = $2 AND slot = $3
UNION ALL SELECT capacity, 0 AS taken FROM marriage_opening
WHERE division = $1 AND weekday = $4 AND slot = $3 AND NOT EXISTS
(SELECT 1 FROM marriage_slot WHERE division = $1 AND day = $2 AND slot = $3)"""
