"""Mandates: organisations authorise agents for some matters until a date."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound, Refused
from tongban.identity.people import Mandate
from tongban.identity.person_keys import person_key
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.storage import Database, Row


@dataclass(frozen=True, slots=True)
class Granted:
    """A mandate on record, with the id by which it is revoked."""

    id: str
    mandate: Mandate


class Mandates:
    """The mandates that a node knows; `secret` is the node's."""

    def __init__(self, database: Database, *, secret: bytes, clock: Clock) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock

    async def grant(self, mandate: Mandate) -> str:
        """Put a mandate on record and give its id, that of the same mandate where it stands already.

        Raises `ValueError` for dates that cannot be.
        """
        if date.fromisoformat(mandate.since) > date.fromisoformat(mandate.until):
            raise ValueError(f"a mandate from {mandate.since} cannot end on {mandate.until}")
        same = await self._same(mandate)
        standing = [row["id"] for row in same if row["revoked_at"] is None]
        if standing:
            return str(standing[0])
        granted = self._id_of(mandate, revoked=len(same))
        await self._database.execute(
            _INSERT,
            granted,
            mandate.organisation,
            mandate.organisation_name,
            person_key(self._secret, mandate.agent),
            mandate.agent,
            mandate.agent_name,
            msgspec.json.encode(sorted(mandate.matters)),
            mandate.since,
            mandate.until,
            milliseconds(self._clock.now()),
        )
        return granted

    async def _same(self, mandate: Mandate) -> list[Row]:
        rows = await self._database.fetch(_EVER, mandate.organisation, person_key(self._secret, mandate.agent))
        return [row for row in rows if _granted(row).mandate == mandate]

    def _id_of(self, mandate: Mandate, *, revoked: int) -> str:
        # Made of the mandate, so that the same form sent twice, even at once, is one mandate and one to revoke.
        whole = [*msgspec.structs.astuple(mandate), revoked]
        text = b"mandate\0" + msgspec.json.encode(whole, order="deterministic")
        digest = hmac.new(self._secret, text, sha256).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    async def revoke(self, granted: str, *, organisation: str) -> None:
        """End a mandate of the organisation at once; raises `NotFound`."""
        if not await self._database.execute(_REVOKE, milliseconds(self._clock.now()), granted, organisation):
            raise NotFound("没有找到该授权，可能已被撤销，请刷新页面")

    async def was_revoked(self, granted: str, *, organisation: str) -> bool:
        """Whether it is a mandate that the organisation has given and revoked since."""
        return await self._database.fetch_one(_REVOKED, granted, organisation) is not None

    async def of_organisation(self, organisation: str) -> list[Granted]:
        """The mandates of an organisation that are not revoked, the latest to end first."""
        return [_granted(row) for row in await self._database.fetch(_OF_ORGANISATION, organisation)]

    async def was_granted(self, mandate: Mandate) -> bool:
        """Whether this very mandate was ever put on record, revoked since or not."""
        return bool(await self._same(mandate))

    async def of_agent(self, number: str) -> list[Mandate]:
        """The mandates in force today for an agent, by resident number."""
        rows = await self._database.fetch(_OF_AGENT, person_key(self._secret, number))
        return [granted.mandate for granted in map(_granted, rows) if _holds(granted.mandate, self._clock.today())]

    async def scope(self, number: str) -> frozenset[tuple[str, str]]:
        """For which organisations (person keys), each with a matter, an agent may act and look today."""
        return frozenset(
            (person_key(self._secret, mandate.organisation), matter)
            for mandate in await self.of_agent(number)
            for matter in mandate.matters
        )

    async def require(self, *, agent: str, organisation: str, matter: Matter) -> Mandate:
        """The mandate by which an agent (resident number) may act today for an organisation (credit code) in a matter.

        Raises `Refused`, saying what is lacking and what to do.
        """
        rows = await self._database.fetch(_BETWEEN, person_key(self._secret, agent), organisation)
        mandates = [_granted(row).mandate for row in rows]
        for mandate in mandates:
            if matter.id in mandate.matters and _holds(mandate, self._clock.today()):
                return mandate
        raise Refused([_lacking(mandates, matter, self._clock.today())])


def _holds(mandate: Mandate, on: date) -> bool:
    return mandate.since <= on.isoformat() <= mandate.until


def _lacking(mandates: Sequence[Mandate], matter: Matter, on: date) -> Objection:
    name = mandates[0].organisation_name if mandates else "该单位"
    return Objection(
        rule="MANDATE",
        message=f"无授权：{_why(mandates, matter, on, name)}",
        field="organisation",
        remedy=f"请{name}在“授权管理”中授权您办理“{matter.name}”，或由已获授权的经办人办理",
    )


def _why(mandates: Sequence[Mandate], matter: Matter, on: date, name: str) -> str:
    for_matter = [mandate for mandate in mandates if matter.id in mandate.matters]
    past = [mandate.until for mandate in for_matter if mandate.until < on.isoformat()]
    coming = [mandate.since for mandate in for_matter if mandate.since > on.isoformat()]
    if coming:
        return f"{name}给您的授权自{min(coming)}起才生效"
    if past:
        return f"{name}给您的授权已于{max(past)}到期"
    if mandates:
        return f"{name}给您的授权不包括“{matter.name}”"
    return f"{name}没有授权您办理事项"


def _granted(row: Row) -> Granted:
    mandate = Mandate(
        organisation=row["organisation"],
        organisation_name=row["organisation_name"],
        agent=row["agent"],
        agent_name=row["agent_name"],
        matters=msgspec.json.decode(bytes(row["matters"]), type=frozenset[str]),
        since=row["since"],
        until=row["until"],
    )
    return Granted(row["id"], mandate)


_COLUMNS = "id, organisation, organisation_name, agent, agent_name, matters, since, until"
_INSERT = (
    "INSERT INTO tongban_mandate "
    "(id, organisation, organisation_name, agent_key, agent, agent_name, matters, since, until, granted_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING"
)
_REVOKE = "UPDATE tongban_mandate SET revoked_at = $1 WHERE id = $2 AND organisation = $3 AND revoked_at IS NULL"
_REVOKED = "SELECT 1 FROM tongban_mandate WHERE id = $1 AND organisation = $2 AND revoked_at IS NOT NULL"
_STANDING = f"SELECT {_COLUMNS} FROM tongban_mandate WHERE revoked_at IS NULL"
_EVER = f"SELECT {_COLUMNS}, revoked_at FROM tongban_mandate WHERE organisation = $1 AND agent_key = $2"
_OF_ORGANISATION = f"{_STANDING} AND organisation = $1 ORDER BY until DESC, id"
_OF_AGENT = f"{_STANDING} AND agent_key = $1 ORDER BY organisation, until DESC, id"
_BETWEEN = f"{_STANDING} AND agent_key = $1 AND organisation = $2 ORDER BY until DESC, id"
