"""The exchange's store on a node's database."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tongban.exchange.stores.incoming import IncomingRows
from tongban.exchange.stores.kept_receipts import ReceiptRows
from tongban.exchange.stores.outgoing import OutgoingRows


@dataclass(frozen=True)
class DatabaseStore(OutgoingRows, IncomingRows, ReceiptRows):
    """`Store` on SQLite or PostgreSQL; what handlers write on the same database is in the same commit."""

    def transaction(self, boundary: str) -> AbstractAsyncContextManager[object]:
        """A named commit."""
        return self.database.transaction(boundary)
