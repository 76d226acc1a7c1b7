"""Incidents: what two nodes found to differ and somebody has to look at; opened by the exchange itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.storage.database import Database
from tongban.storage.statements import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One difference with a peer; `details` hold no personal data, instants are Unix milliseconds."""

    id: int
    code: str
    peer: str
    details: str
    opened_at: int
    closed_at: int | None


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
    )


_OPEN: Final = """INSERT INTO tongban_incident (code, peer, details, opened_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING"""
_CLOSE: Final = """UPDATE tongban_incident SET closed_at = $1
WHERE code = $2 AND peer = $3 AND SUBSTR(details, 1, $5) = $4 AND closed_at IS NULL"""
_ALL_OPEN: Final = """SELECT id, code, peer, details, opened_at, closed_at FROM tongban_incident
WHERE closed_at IS NULL ORDER BY id"""
