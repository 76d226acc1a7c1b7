"""Nonces in the table `tongban_nonce`, which all processes of a node share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.storage.database import Database


@dataclass(frozen=True)
class NonceRows:
    """`NonceStore` on a database."""

    database: Database

    async def keep_nonce(self, sender: str, nonce: str, *, now: int, until: int) -> bool:
        """Keep it."""
        await self.database.execute("DELETE FROM tongban_nonce WHERE until <= $1", now)
        return bool(await self.database.execute(_KEEP, sender + nonce, sender, nonce, until))

    async def count_nonces(self, sender: str, *, after: int, up_to: int) -> int:
        """How many are kept."""
        row = await self.database.fetch_one(_COUNT, sender, after, up_to)
        return int(row["kept"]) if row else 0


_KEEP: Final = "INSERT INTO tongban_nonce (id, sender, nonce, until) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
_COUNT: Final = """SELECT count(*) AS kept FROM (
SELECT 1 AS one FROM tongban_nonce WHERE sender = $1 AND until > $2 LIMIT $3) AS those"""
