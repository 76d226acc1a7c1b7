"""The people and officers that a node knows."""

from __future__ import annotations

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound
from tongban.identity.people import Assurance, Officer, OfficerRole, Person
from tongban.identity.person_keys import person_key
from tongban.identity.viewers import Holder
from tongban.storage import Database, Row


class Accounts:
    """Persons by person key and officers by id; `secret` is the node's."""

    def __init__(self, database: Database, *, secret: bytes, clock: Clock) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock

    def key(self, number: str) -> str:
        """The person key of a resident number or credit code."""
        return person_key(self._secret, number)

    async def remember(self, person: Person) -> str:
        """Note a sign-in, or a party a clerk acted for; the person key. The highest level reached is kept."""
        key, now = self.key(person.number), milliseconds(self._clock.now())
        number = person.number.strip().upper()
        await self._database.execute(_REMEMBER, key, person.name, number, person.mobile, int(person.assurance), now)
        return key

    async def person(self, key: str) -> Person:
        """The person as last seen; raises `NotFound`."""
        row = await self._database.fetch_one(_PERSON, key)
        if row is None:
            raise NotFound("没有找到该人员")
        level = Assurance(row["assurance"])
        return Person(name=row["name"], number=row["number"], mobile=row["mobile"], assurance=level)

    async def enrol(self, officer: Officer) -> None:
        """Add an officer, or change name, office and roles; whoever was dismissed stays so."""
        roles = msgspec.json.encode(sorted(officer.roles))
        await self._database.execute(_ENROL, officer.id, officer.name, officer.office, roles)

    async def dismiss(self, officer: str) -> None:
        """Let an officer act and sign in no more; sessions and tokens find nobody within seconds. Raises `NotFound`."""
        await self._set_active(officer, 0)

    async def reinstate(self, officer: str) -> None:
        """Let a dismissed officer sign in again; raises `NotFound`."""
        await self._set_active(officer, 1)

    async def _set_active(self, officer: str, active: int) -> None:
        sql = "UPDATE tongban_officer SET active = $2 WHERE id = $1"
        if not await self._database.execute(sql, officer, active):
            raise NotFound(f"no officer has the id {officer!r}: officers come from the file of setting `seed`")

    async def officer(self, officer: str) -> Officer:
        """An officer in service; raises `NotFound`."""
        row = await self._database.fetch_one(_OFFICER, officer)
        if row is None:
            raise NotFound("没有找到该工作人员，或已停用")
        return officer_of(row, officer)

    async def officers(self) -> list[Officer]:
        """All officers in service, by office."""
        return [officer_of(row, row["id"]) for row in await self._database.fetch(_OFFICERS)]

    async def dismissed(self) -> list[Officer]:
        """Those no longer in service, by office."""
        return [officer_of(row, row["id"]) for row in await self._database.fetch(_DISMISSED)]


def holder_today(row: Row, key: str) -> Holder:
    """Whose session or token a row is, an officer with the office and roles of now; it has `OFFICER_COLUMNS`."""
    holder = msgspec.json.decode(bytes(row["holder"]), type=Holder)
    if holder.officer is None or row["active"] is None:
        return holder
    return msgspec.structs.replace(holder, officer=officer_of(row, key))


def officer_of(row: Row, officer: str) -> Officer:
    """The officer of that id whose name, office and roles a row holds."""
    roles = msgspec.json.decode(bytes(row["roles"]), type=frozenset[OfficerRole])
    return Officer(id=officer, name=row["name"], office=row["office"], roles=roles)


OFFICER_COLUMNS = "o.name, o.office, o.roles, o.active"
_REMEMBER = """
INSERT INTO tongban_person (key, name, number, mobile, assurance, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (key) DO UPDATE SET
    name = excluded.name,
    mobile = CASE WHEN excluded.mobile = '' THEN tongban_person.mobile ELSE excluded.mobile END,
    assurance = CASE WHEN excluded.assurance > tongban_person.assurance
                     THEN excluded.assurance ELSE tongban_person.assurance END,
    last_at = excluded.last_at
"""
_PERSON = "SELECT name, number, mobile, assurance FROM tongban_person WHERE key = $1"
_ENROL = """
INSERT INTO tongban_officer (id, name, office, roles, active) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, office = excluded.office, roles = excluded.roles
"""
_OFFICER = "SELECT id, name, office, roles FROM tongban_officer WHERE id = $1 AND active = 1"
_DISMISSED = "SELECT id, name, office, roles FROM tongban_officer WHERE active = 0 ORDER BY office, id"
_OFFICERS = "SELECT id, name, office, roles FROM tongban_officer WHERE active = 1 ORDER BY office, id"
