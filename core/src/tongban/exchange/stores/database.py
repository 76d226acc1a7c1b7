"""The exchange's store on a node's database."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final

from tongban.exchange.stores.counted_bytes import TakenRows
from tongban.exchange.stores.counted_refusals import RefusedRows
from tongban.exchange.stores.incoming import IncomingRows
from tongban.exchange.stores.kept_nonces import NonceRows
from tongban.exchange.stores.kept_receipts import ReceiptRows
from tongban.exchange.stores.outgoing import OutgoingRows


@dataclass(frozen=True)
class DatabaseStore(OutgoingRows, IncomingRows, ReceiptRows, NonceRows, RefusedRows, TakenRows):
    """`Store` on SQLite or PostgreSQL; what handlers write on the same database is in the same commit."""

    async def look_again(self, *, now: int) -> None:
        """Make everything due."""
        await self.database.execute(_PARKED, now)
        await self.database.execute(_UNSETTLED, now)

    def transaction(self, boundary: str) -> AbstractAsyncContextManager[object]:
        """A named commit."""
        return self.database.transaction(boundary)


_PARKED: Final = "UPDATE tongban_inbox SET next_at = $1 WHERE state = 'parked' AND (next_at IS NULL OR next_at > $1)"
_UNSETTLED: Final = "UPDATE tongban_outbox SET next_at = $1 WHERE settled_at IS NULL AND next_at > $1"
