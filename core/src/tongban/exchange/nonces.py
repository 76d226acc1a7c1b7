"""What was asked lately, so that it is answered once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from tongban.exchange import limits
from tongban.exchange.refusals import Refused

MOST_EACH: Final = 50_000
"""Questions of one node within ten minutes, above which its next ones wait: no peer fills our memory."""


@dataclass(slots=True)
class Nonces:
    """What was asked in the last ten minutes; one process's memory, for a question is answered where it arrives."""

    _known: dict[str, set[str]] = field(default_factory=dict)
    _oldest: dict[str, deque[tuple[int, str]]] = field(default_factory=dict)

    def use(self, sender: str, nonce: str, *, now: int) -> None:
        """Raises Refused: `replayed` the second time, `unavailable` for too many."""
        known = self._known.setdefault(sender, set())
        oldest = self._oldest.setdefault(sender, deque())
        while oldest and oldest[0][0] <= now:
            known.discard(oldest.popleft()[1])
        if nonce in known:
            raise Refused("replayed")
        if len(known) >= MOST_EACH:
            raise Refused("unavailable")
        known.add(nonce)
        oldest.append((now + limits.NONCE_MILLISECONDS, nonce))
