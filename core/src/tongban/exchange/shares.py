"""Shares of one process: whoever has had less of it goes first, so that a flood slows down nobody but itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

HALF_LIFE_SECONDS: Final = 5.0
SLACK: Final = 10.0
"""Pieces of work by which peers count as alike: two that send as much take turns and do not stop one another."""

PATIENCE_SECONDS: Final = 0.25
"""For which one piece of work stands back; who waits for a register, say, holds up the others no longer."""


@dataclass(slots=True)
class Shares:
    """Counts pieces of work by peer, what is past half as much every few seconds."""

    _had: dict[str, float] = field(default_factory=dict)
    _at_work: Counter[str] = field(default_factory=Counter)
    _halved_at: float = 0.0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def at_work(self, peer: str) -> AsyncIterator[None]:
        """Inside, something that this peer has sent waits for its effect."""
        self._at_work[peer] += 1
        try:
            yield
        finally:
            self._at_work[peer] -= 1
            self._wake()

    def others(self, peer: str) -> Iterable[str]:
        """Whoever else is at work now."""
        return [other for other, works in self._at_work.items() if works and other != peer]

    async def give_way(self, peer: str) -> None:
        """Counts a piece of work for a peer; returns once nobody who has had less is at work.

        To be called outside any transaction, since others may need what it holds.
        """
        self._halve()
        self._had[peer] = self._had.get(peer, 0.0) + 1
        await asyncio.sleep(0)  # on SQLite statements run in the event loop: pages go on between two pieces
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self._has_had_more(peer):
                    await self._moved.wait()

    def _has_had_more(self, peer: str) -> bool:
        most = self._had.get(peer, 0.0) - SLACK
        return any(self._had.get(other, 0.0) < most for other in self.others(peer))

    def _halve(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._halved_at >= HALF_LIFE_SECONDS:
            halves = 0.5 ** int((now - self._halved_at) / HALF_LIFE_SECONDS)
            self._had = {peer: had * halves for peer, had in self._had.items() if had * halves >= 1}
            self._halved_at = now

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
