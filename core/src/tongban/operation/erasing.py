"""Erasing what was kept in the clear only until it had arrived: the bodies of letters, and requests to owners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tongban.cases.tables import IntentRow
from tongban.clock import Clock, milliseconds
from tongban.desk.file_letters import PIECE
from tongban.exchange.tables import Outbox
from tongban.storage.database import Database
from tongban.storage.personal import blanked

AT_ONCE: Final = 100
"""Rows in a commit: on SQLite whoever reads a case waits for it, as a reading is written down."""

BATCHES: Final = 500


@dataclass(frozen=True, slots=True)
class Erasing:
    """Blanks marked columns of settled rows after `days`.

    The bytes that were sent stay, encrypted to the receiver, so that a peer that lost them gets them again; they cannot
    be sealed anew for another key of it. Letters with pieces of files are large, and the file itself is kept: their
    text goes once they have arrived, and their bytes, here and at the receiver, after `days`.
    """

    database: Database
    clock: Clock
    days: int

    async def erase(self) -> int:
        """Erase what is due, batch by batch, at most so many batches; how many rows."""
        erased = 0
        for _ in range(BATCHES):
            batch = await self._batch()
            erased += batch
            if not batch:
                break
        return erased

    async def _batch(self) -> int:
        before = milliseconds(self.clock.now() - timedelta(days=self.days))
        letters = await self.database.execute(_LETTERS, before, b"")
        pieces = await self.database.execute(_TEXT_OF_PIECES, b"")
        pieces += await self.database.execute(_PIECES_SENT, before)
        pieces += await self.database.execute(_PIECES_TAKEN, before, b"")
        return letters + pieces + await self.database.execute(_INTENTS, before, b"")


_LETTERS: Final = f"""UPDATE tongban_outbox SET {blanked(Outbox, no_bytes="$2")}
WHERE id IN (SELECT id FROM tongban_outbox WHERE settled_at < $1 AND length(body) > 0 LIMIT {AT_ONCE})"""
_INTENTS: Final = f"""UPDATE tongban_intent SET {blanked(IntentRow, no_bytes="$2")} WHERE id IN (SELECT id
FROM tongban_intent WHERE state <> 'pending' AND at < $1 AND length(act) > 0 LIMIT {AT_ONCE})"""
_TEXT_OF_PIECES: Final = f"""UPDATE tongban_outbox SET {blanked(Outbox, no_bytes="$1")} WHERE id IN (SELECT id
FROM tongban_outbox WHERE settled_at IS NOT NULL AND kind = '{PIECE}' AND envelope IS NOT NULL
AND length(body) > 0 LIMIT {AT_ONCE})"""
_PIECES_SENT: Final = f"""UPDATE tongban_outbox SET envelope = NULL WHERE id IN (SELECT id
FROM tongban_outbox WHERE settled_at < $1 AND kind = '{PIECE}' AND envelope IS NOT NULL LIMIT {AT_ONCE})"""
_PIECES_TAKEN: Final = f"""UPDATE tongban_inbox SET envelope = $2 WHERE digest IN (SELECT digest
FROM tongban_inbox WHERE settled_at < $1 AND kind = '{PIECE}' AND length(envelope) > 0 LIMIT {AT_ONCE})"""
