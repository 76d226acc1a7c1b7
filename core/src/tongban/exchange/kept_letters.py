"""Letters of other nodes in the inbox: what those said that had their effect, and where some still wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.exchange import envelope
from tongban.exchange.applying import Stream
from tongban.exchange.envelope import Envelope
from tongban.exchange.keyring import Keyring
from tongban.storage.database import Database


@dataclass(frozen=True, slots=True)
class KeptLetters:
    """Reads the inbox."""

    database: Database
    keyring: Keyring

    async def applied(self, stream: str, *, sender: str, after: int, most: int) -> list[Envelope]:
        """The next applied letters of a stream, in order; raises Refused where this node cannot open one any more."""
        found = await self.database.fetch(_APPLIED, stream, sender, after, most)
        sealed = [envelope.read_moderate(bytes(row["envelope"])) for row in found]
        return [envelope.opened(each, self.keyring) for each in sealed]

    async def senders_waiting(self, kind: str) -> list[str]:
        """The peers of which letters of a kind wait and were not tried yet."""
        return [row["sender"] for row in await self.database.fetch(_SENDERS_WAITING, kind)]

    async def waiting_since(self, kind: str, *, sender: str, after: str, most: int) -> dict[Stream, int]:
        """The next streams of a peer, by name, in which such letters wait, and when the first of them arrived."""
        found = await self.database.fetch(_WAITING, kind, sender, after, most)
        return {(sender, row["case_id"]): row["since"] for row in found}


_APPLIED: Final = """SELECT envelope FROM tongban_inbox
WHERE case_id = $1 AND sender = $2 AND seq > $3 AND state = 'applied' AND length(envelope) > 0 ORDER BY seq LIMIT $4"""
_SENDERS_WAITING: Final = """SELECT DISTINCT sender FROM tongban_inbox
WHERE state = 'parked' AND kind = $1 AND attempts = 0 ORDER BY sender"""
_WAITING: Final = """SELECT case_id, MIN(arrived_at) AS since FROM tongban_inbox
WHERE state = 'parked' AND kind = $1 AND attempts = 0 AND sender = $2 AND case_id > $3
GROUP BY case_id ORDER BY case_id LIMIT $4"""
