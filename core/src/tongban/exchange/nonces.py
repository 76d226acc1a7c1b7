"""What was asked lately, so that it is answered once, whichever process of the node it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.exchange import limits
from tongban.exchange.refusals import Refused
from tongban.exchange.store import NonceStore
from tongban.storage.errors import StorageError

MOST_EACH: Final = 50_000
"""Questions of one node within ten minutes, above which its next ones wait: no peer fills our disk."""


@dataclass(frozen=True, slots=True)
class Nonces:
    """What was asked in the last ten minutes."""

    store: NonceStore

    async def use(self, sender: str, nonce: str, *, now: int) -> None:
        """Raises Refused: `replayed` the second time, `unavailable` for too many."""
        until = now + limits.NONCE_MILLISECONDS
        try:
            is_fresh = await self.store.keep_nonce(sender, nonce, now=now, until=until, most=MOST_EACH)
            is_known = not is_fresh and await self.store.knows_nonce(sender, nonce)
        except StorageError:
            raise Refused("unavailable") from None
        if not is_fresh:
            raise Refused("replayed" if is_known else "unavailable")
