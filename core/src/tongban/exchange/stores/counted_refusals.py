"""Refusals by peer and day in the table `tongban_refused_day`, which all processes of a node share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.exchange.store import RefusedOfDay
from tongban.storage.database import Database


@dataclass(frozen=True)
class RefusedRows:
    """`RefusedStore` on a database."""

    database: Database

    async def add_refused(self, peer: str, day: str, *, letters: int, size: int) -> None:
        """So many more."""
        await self.database.execute(_ADD, f"{peer} {day}", letters, size)

    async def refused(self, peer: str, day: str) -> RefusedOfDay:
        """What it comes to."""
        row = await self.database.fetch_one(_REFUSED, f"{peer} {day}")
        return RefusedOfDay(letters=row["letters"], bytes=row["bytes"]) if row else RefusedOfDay()


_ADD: Final = """INSERT INTO tongban_refused_day (id, letters, bytes) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET letters = tongban_refused_day.letters + excluded.letters,
bytes = tongban_refused_day.bytes + excluded.bytes"""
_REFUSED: Final = "SELECT letters, bytes FROM tongban_refused_day WHERE id = $1"
