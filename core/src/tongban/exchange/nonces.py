"""What was asked lately, so that it is answered once, whichever process of the node it comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tongban.exchange import limits
from tongban.exchange.refusals import Refused
from tongban.exchange.store import NonceStore
from tongban.storage.errors import StorageError

MOST_EACH: Final = 10_000
"""Questions of one node within ten minutes, above which its next ones wait: each answer is written down for ever."""

COUNTED_EVERY: Final = 500
"""Questions of a node after which they are counted anew: counting them at each would be work for a flood to ask for."""

FULL_MILLISECONDS: Final = 10_000
"""For which a node that has asked too much is not counted again."""


@dataclass(frozen=True, slots=True)
class Nonces:
    """What was asked in the last ten minutes."""

    store: NonceStore
    _asked: Counter[str] = field(default_factory=Counter)
    _full_until: dict[str, int] = field(default_factory=dict)

    async def use(self, sender: str, nonce: str, *, now: int) -> None:
        """Raises Refused: `replayed` the second time, `unavailable` for too many."""
        until = now + limits.NONCE_MILLISECONDS
        try:
            if await self._has_asked_too_much(sender, now):
                raise Refused("unavailable")
            is_fresh = await self.store.keep_nonce(sender, nonce, now=now, until=until)
        except StorageError:
            raise Refused("unavailable") from None
        if not is_fresh:
            raise Refused("replayed")
        self._asked[sender] += 1

    async def _has_asked_too_much(self, sender: str, now: int) -> bool:
        if self._asked[sender] % COUNTED_EVERY:
            return False
        if now < self._full_until.get(sender, 0) <= now + FULL_MILLISECONDS:
            return True
        is_full = await self.store.count_nonces(sender, after=now, up_to=MOST_EACH) >= MOST_EACH
        self._full_until[sender] = now + FULL_MILLISECONDS if is_full else 0
        return is_full
