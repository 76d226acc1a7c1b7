"""Nonces in the table `tongban_nonce`, which all processes of a node share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.storage.database import Database


@dataclass(frozen=True)
class NonceRows:
    """`NonceStore` on a database."""

    database: Database

    async def keep_nonce(self, sender: str, nonce: str, *, now: int, until: int, most: int) -> bool:
        """Keep it."""
        await self.database.execute("DELETE FROM tongban_nonce WHERE until <= $1", now)
        return bool(await self.database.execute(_KEEP, sender, nonce, until, most))

    async def knows_nonce(self, sender: str, nonce: str) -> bool:
        """Whether it is kept."""
        return await self.database.fetch_one(_KNOWN, sender, nonce) is not None


_KNOWN: Final = "SELECT 1 FROM tongban_nonce WHERE sender = $1 AND nonce = $2"
_KEEP: Final = """INSERT INTO tongban_nonce (id, sender, nonce, until)
SELECT CAST($1 AS VARCHAR) || CAST($2 AS VARCHAR), CAST($1 AS VARCHAR), CAST($2 AS VARCHAR), CAST($3 AS BIGINT)
WHERE (SELECT count(*) FROM tongban_nonce WHERE sender = CAST($1 AS VARCHAR)) < $4 ON CONFLICT DO NOTHING"""
