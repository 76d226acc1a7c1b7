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

    async def waiting_since(self, kind: str) -> dict[Stream, int]:
        """The streams in which letters of a kind wait and were not tried yet, and when the first of them arrived."""
        found = await self.database.fetch(_WAITING, kind)
        return {(row["sender"], row["case_id"]): row["since"] for row in found}


_APPLIED: Final = """SELECT envelope FROM tongban_inbox
WHERE case_id = $1 AND sender = $2 AND seq > $3 AND state = 'applied' AND length(envelope) > 0 ORDER BY seq LIMIT $4"""
_WAITING: Final = """SELECT sender, case_id, MIN(arrived_at) AS since FROM tongban_inbox
WHERE state = 'parked' AND kind = $1 AND attempts = 0 GROUP BY sender, case_id ORDER BY sender, case_id"""
