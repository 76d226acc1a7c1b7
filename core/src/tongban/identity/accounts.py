"""The people and officers that a node knows."""

from __future__ import annotations

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound
from tongban.identity.people import Assurance, Officer, OfficerRole, Person
from tongban.identity.person_keys import person_key
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
        """Add an officer, or change name, office and roles."""
        roles = msgspec.json.encode(sorted(officer.roles))
        await self._database.execute(_ENROL, officer.id, officer.name, officer.office, roles)

    async def dismiss(self, officer: str) -> None:
        """Let an officer sign in no more; raises `NotFound`.

        `Sessions.end_all` and `Tokens.revoke_all` end what is open.
        """
        if not await self._database.execute("UPDATE tongban_officer SET active = 0 WHERE id = $1", officer):
            raise NotFound(f"no officer has the id {officer!r}: officers come from the file of setting `seed`")

    async def officer(self, officer: str) -> Officer:
        """An officer in service; raises `NotFound`."""
        row = await self._database.fetch_one(_OFFICER, officer)
        if row is None:
            raise NotFound("没有找到该工作人员，或已停用")
        return _officer(row)

    async def officers(self) -> list[Officer]:
        """All officers in service, by office."""
        return [_officer(row) for row in await self._database.fetch(_OFFICERS)]


def _officer(row: Row) -> Officer:
    roles = msgspec.json.decode(bytes(row["roles"]), type=frozenset[OfficerRole])
    return Officer(id=row["id"], name=row["name"], office=row["office"], roles=roles)


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
ON CONFLICT (id) DO UPDATE SET name = excluded.name, office = excluded.office, roles = excluded.roles, active = 1
"""
_OFFICER = "SELECT id, name, office, roles FROM tongban_officer WHERE id = $1 AND active = 1"
_OFFICERS = "SELECT id, name, office, roles FROM tongban_officer WHERE active = 1 ORDER BY office, id"
