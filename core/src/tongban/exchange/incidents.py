"""Incidents: what two nodes found to differ and somebody has to look at; opened by the exchange itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.storage.database import Database
from tongban.storage.statements import Row

SHOWN: Final = 20


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

    async def open(self, code: str, *, peer: str, details: str) -> None:
        """Note a difference, unless it is noted already."""
        now = milliseconds(self.clock.now())
        await self.database.execute(_OPEN, code, peer, details[:400], now)

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


_OPEN: Final = """INSERT INTO tongban_incident (code, peer, details, opened_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING"""
_CLOSE: Final = """UPDATE tongban_incident SET closed_at = $1
WHERE code = $2 AND peer = $3 AND SUBSTR(details, 1, $5) = $4 AND closed_at IS NULL"""
_CLOSE_BY_HAND: Final = "UPDATE tongban_incident SET closed_at = $1, note = $2 WHERE id = $3 AND closed_at IS NULL"
_ALL_OPEN: Final = "SELECT * FROM tongban_incident WHERE closed_at IS NULL ORDER BY id"
_LAST_CLOSED: Final = f"""SELECT * FROM tongban_incident WHERE closed_at IS NOT NULL
ORDER BY closed_at DESC, id DESC LIMIT {SHOWN}"""
