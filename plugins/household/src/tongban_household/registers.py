"""The registers of 户籍, answered from the plugin's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tongban import Database, RegisterContext
from tongban_household.forms import ABOUT_A_RELATIVE, KINSHIP
from tongban_household.records import SELF
from tongban_household.rules import may_see


@dataclass(slots=True)
class PopulationBase:
    """人口基础信息库: where a person's permanent hukou is, whichever province it is in."""

    context: RegisterContext
    name: str = "household.population"
    title: str = "人口基础信息库"
    issuer: str = "公安部门"

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Find the person by number."""
        found = await self.context.database.fetch_one(_POPULATION, subject)
        return self.record_of(dict(found)) if found else None

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
        """The person by number."""
        return _POPULATION, (subject,)

    def record_of(self, found: Mapping[str, Any]) -> Mapping[str, object]:
        """The person with the name of the place."""
        place = self.context.divisions.full_name(found["hukou_place"], on=self.context.clock.today())
        return {
            "name": found["name"],
            "hukou_place": found["hukou_place"],
            "hukou_place_name": place,
            "address": found["address"],
        }


@dataclass(slots=True)
class HouseholdArchive:
    """户籍档案: what the archives of this province's 户籍地 hold about a person, for one kind of certificate."""

    database: Database
    name: str = "household.record"
    title: str = "户籍档案"
    issuer: str = "公安派出所"

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Find the person and the fact asked for; about somebody else only what a near relative may see."""
        kind, relative = str(criteria.get("cert_kind", "")), str(criteria.get("relative_number", ""))
        member = await self.database.fetch_one(_MEMBER, subject, kind)
        if member is None:
            return None
        if _is_one_fact(subject, kind, relative):
            return self.record_of(dict(member))
        record = {"name": member["name"], "address": member["address"]}
        if relative in {"", subject}:
            return {**record, "relation": SELF}
        return {**record, **await self._of_relative(subject, relative, kind, name=member["name"])}

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]] | None:
        """The person and the fact asked for; about somebody else there is more to ask."""
        kind, relative = str(criteria.get("cert_kind", "")), str(criteria.get("relative_number", ""))
        return (_MEMBER, (subject, kind)) if _is_one_fact(subject, kind, relative) else None

    def record_of(self, found: Mapping[str, Any]) -> Mapping[str, object]:
        """What the archives hold about the person."""
        return {"name": found["name"], "address": found["address"], "relation": SELF, **_fact(found)}

    async def _of_relative(self, subject: str, relative: str, kind: str, *, name: str) -> dict[str, Any]:
        known = await self.database.fetch_one(_RELATION, subject, relative)
        if known is None or not may_see(known["relation"]):
            return {"relation": ""}
        related = {
            "relation": known["relation"],
            "relative_name": known["relative_name"],
            "same_booklet": known["same_booklet"] == 1,
        }
        if kind != KINSHIP:
            return {**related, **await self._entry(relative, kind)}
        fact = f"{known['relative_name']}系{name}的{known['relation']}"
        return {**related, "fact": fact, "source": known["source"], "recorded_on": known["recorded_on"] or None}

    async def _entry(self, number: str, kind: str) -> dict[str, Any]:
        found = await self.database.fetch_one(_ENTRY, number, kind)
        return _fact(found) if found else {}


def _is_one_fact(subject: str, kind: str, relative: str) -> bool:
    """Whether a fact about the subject alone is asked for; a kinship is none."""
    return kind not in ABOUT_A_RELATIVE or (kind != KINSHIP and relative in {"", subject})


def _fact(row: Any) -> dict[str, Any]:
    """What a row says of the fact asked for; nothing where there is no entry."""
    if row["fact"] is None:
        return {}
    return {"fact": row["fact"], "source": row["source"], "recorded_on": row["recorded_on"] or None}


_POPULATION: Final = "SELECT name, hukou_place, address FROM household_population WHERE number = $1"
_MEMBER: Final = """SELECT m.name, m.address, e.fact, e.source, e.recorded_on
FROM household_member m LEFT JOIN household_entry e ON e.number = m.number AND e.kind = $2 WHERE m.number = $1"""
_RELATION: Final = """SELECT relative_name, relation, same_booklet, source, recorded_on FROM household_relation
WHERE number = $1 AND relative = $2"""
_ENTRY: Final = "SELECT fact, source, recorded_on FROM household_entry WHERE number = $1 AND kind = $2"
