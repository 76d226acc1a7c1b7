"""What letters of another node said that had their effect, for whoever goes on with them after the commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.exchange import envelope
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


_APPLIED: Final = """SELECT envelope FROM tongban_inbox
WHERE case_id = $1 AND sender = $2 AND seq > $3 AND state = 'applied' AND length(envelope) > 0 ORDER BY seq LIMIT $4"""
