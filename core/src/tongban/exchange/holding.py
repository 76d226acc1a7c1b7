"""Holding letters while they are under way, so that no other process of this node sends them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban.exchange import limits, rows
from tongban.storage.claim import claim
from tongban.storage.database import Database
from tongban.storage.statements import Row

HELD_MILLISECONDS: Final = 6_000
"""How long a letter stays out of reach after the process that sends it has died."""


async def claim_letters(database: Database, peer: str, *, now: int) -> list[Row]:
    """The oldest sealed letters that are due to a peer at `now`, held for this process, in their order.

    A hold that ends later than any may was made by a database clock that has since been set back.
    """
    free = f"(held_until <= {database.clock_sql} OR held_until > {database.clock_sql} + {HELD_MILLISECONDS})"
    found = await claim(
        database,
        "tongban_outbox",
        set_=f"held_until = {database.clock_sql} + {HELD_MILLISECONDS}",
        where=f"receiver = $1 AND settled_at IS NULL AND next_at <= $2 AND digest IS NOT NULL AND {free}",
        order_by="queued_at, case_id, seq",
        limit=limits.BATCH_ITEMS,
        arguments=(peer, now),
        returning="id, case_id, seq, queued_at, digest, attempts, envelope AS item",
    )
    return sorted(found, key=lambda row: (row["queued_at"], row["case_id"], row["seq"]))


async def hold(database: Database, letters: Sequence[str]) -> None:
    """Holds letters for longer: their answer is still awaited."""
    await _set(database, letters, f"{database.clock_sql} + {HELD_MILLISECONDS}")


async def release(database: Database, letters: Sequence[str]) -> None:
    """Lets any process send these letters."""
    await _set(database, letters, "0")


async def _set(database: Database, letters: Sequence[str], until: str) -> None:
    if letters:
        sql = f"UPDATE tongban_outbox SET held_until = {until} WHERE id IN ({rows.marks(len(letters))})"
        await database.execute(sql, *letters)
