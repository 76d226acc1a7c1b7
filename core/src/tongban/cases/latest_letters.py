"""How far the latest letter of a case to each node has come, for the pages of the case."""

from __future__ import annotations

from typing import Final

import msgspec

from tongban.cases.announcing import INTENT
from tongban.exchange.outbox import LetterState
from tongban.storage import Database


class LatestLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, in Unix milliseconds; `custody_at` and `settled_at` are by the receiver's clock."""

    receiver: str
    state: LetterState
    queued_at: int
    custody_at: int | None
    settled_at: int | None


async def latest_letters(database: Database, case_id: str) -> tuple[LatestLetter, ...]:
    """The latest letter to each node, by when the first one to it was written.

    What was only asked of a node is none: a request that was refused has reached it.
    """
    rows = await database.fetch_shared(_LETTERS, case_id)
    latest = {row["receiver"]: row for row in rows}
    return tuple(
        LatestLetter(
            receiver=receiver,
            state=LetterState(row["state"]),
            queued_at=row["queued_at"],
            custody_at=row["custody_at"],
            settled_at=row["settled_at"],
        )
        for receiver, row in latest.items()
    )


_LETTERS: Final = f"""SELECT receiver, state, queued_at, custody_at, settled_at FROM tongban_outbox
WHERE case_id = $1 AND kind <> '{INTENT}' ORDER BY queued_at, seq, id"""
