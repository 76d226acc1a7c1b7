"""Turns: what one peer sends waits for what it sent before, and so never crowds out the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

NOBODY = ""
"""Whoever is not known; all of them share a line."""


class TooBusy(Exception):
    """So much of one peer waits already that it must come again later."""


def _untold(peer: str, deliveries: int) -> None:
    """Nobody wants to know who waits."""


@dataclass(slots=True)
class _Line:
    free: asyncio.Semaphore
    waiting: int = 0


@dataclass(slots=True)
class Turns:
    """At most `at_once` works at a time for each peer, and `waiting` that wait."""

    at_once: int
    waiting: int
    queued: Callable[[str, int], None] = field(default=_untold)
    """Told of whoever has to wait behind so many of the same peer."""

    _lines: dict[str, _Line] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, peer: str) -> AsyncIterator[None]:
        """The turn of a peer that is known to be this one; raises TooBusy."""
        line = self._lines.setdefault(peer, _Line(asyncio.Semaphore(self.at_once)))
        if line.waiting >= self.waiting:
            raise TooBusy
        if line.waiting:
            self.queued(peer, line.waiting)
        line.waiting += 1
        try:
            await line.free.acquire()
        finally:
            line.waiting -= 1
        try:
            yield
        finally:
            line.free.release()
