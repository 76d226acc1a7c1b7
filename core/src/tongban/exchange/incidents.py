"""Incidents: what two nodes found to differ and somebody has to look at; opened by the exchange itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.storage.database import Database
from tongban.storage.statements import Row

SHOWN: Final = 20
MOST_OPEN: Final = 100
"""Incidents of a kind with a peer, above which further ones tell an operator nothing new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One difference with a peer; `details` hold no personal data, instants are Unix milliseconds.

    `note` is what whoever closed it wrote; empty where it closed by itself.
    """

    id: int
    code: str
    peer: str
    details: str
    opened_at: int
    closed_at: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Incidents:
    """Opens, closes and lists incidents; the same one is open once."""

    database: Database
    clock: Clock

    async def open(self, code: str, *, peer: str, details: str, about: str | None = None) -> None:
        """Note a difference, unless it is noted already, with these details or with some that begin with `about`."""
        now, about = milliseconds(self.clock.now()), details[:400] if about is None else about
        await self.database.execute(_OPEN, code, peer, details[:400], now, about, len(about), MOST_OPEN)

    async def close(self, code: str, *, peer: str, details: str) -> None:
        """Note that a difference is gone; `details` begin with these words."""
        now = milliseconds(self.clock.now())
        await self.database.execute(_CLOSE, now, code, peer, details, len(details))

    async def close_by_hand(self, incident: int, note: str) -> bool:
        """Note what an operator found; False for one that is closed already."""
        now = milliseconds(self.clock.now())
        return bool(await self.database.execute(_CLOSE_BY_HAND, now, note, incident))

    async def last_closed(self) -> list[Incident]:
        """Those closed last."""
        return [_incident(row) for row in await self.database.fetch(_LAST_CLOSED)]

    async def all_open(self) -> list[Incident]:
        """What nobody has closed yet, the oldest first."""
        return [_incident(row) for row in await self.database.fetch(_ALL_OPEN)]


def _incident(row: Row) -> Incident:
    return Incident(
        id=row["id"],
        code=row["code"],
        peer=row["peer"],
        details=row["details"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        note=row["note"] or "",
    )


_OPEN: Final = """INSERT INTO tongban_incident (code, peer, details, opened_at)
SELECT CAST($1 AS VARCHAR(32)), CAST($2 AS VARCHAR(6)), CAST($3 AS VARCHAR(400)), CAST($4 AS BIGINT)
WHERE NOT EXISTS (SELECT 1 FROM tongban_incident
WHERE code = $1 AND peer = $2 AND closed_at IS NULL AND SUBSTR(details, 1, $6) = $5)
AND (SELECT count(*) FROM tongban_incident WHERE code = $1 AND peer = $2 AND closed_at IS NULL) < $7
ON CONFLICT DO NOTHING"""
_CLOSE: Final = """UPDATE tongban_incident SET closed_at = $1
WHERE code = $2 AND peer = $3 AND SUBSTR(details, 1, $5) = $4 AND closed_at IS NULL"""
_CLOSE_BY_HAND: Final = "UPDATE tongban_incident SET closed_at = $1, note = $2 WHERE id = $3 AND closed_at IS NULL"
_ALL_OPEN: Final = "SELECT * FROM tongban_incident WHERE closed_at IS NULL ORDER BY id"
_LAST_CLOSED: Final = f"""SELECT * FROM tongban_incident WHERE closed_at IS NOT NULL
ORDER BY closed_at DESC, id DESC LIMIT {SHOWN}"""
