"""Bytes taken by peer and day in the table `tongban_taken_day`, which all processes of a node share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.storage.database import Database


@dataclass(frozen=True)
class TakenRows:
    """`TakenStore` on a database."""

    database: Database

    async def add_taken(self, peer: str, day: str, *, size: int) -> None:
        """So many more."""
        await self.database.execute(_ADD, f"{peer} {day}", size)

    async def taken(self, peer: str, day: str) -> int:
        """What it comes to."""
        row = await self.database.fetch_one(_TAKEN, f"{peer} {day}")
        return int(row["bytes"]) if row else 0


_ADD: Final = """INSERT INTO tongban_taken_day (id, bytes) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET bytes = tongban_taken_day.bytes + excluded.bytes"""
_TAKEN: Final = "SELECT bytes FROM tongban_taken_day WHERE id = $1"
