"""Turns: what one peer sends waits for what it sent before, and so never crowds out the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tongban.clock import Clock, milliseconds
from tongban.exchange import signatures
from tongban.exchange.keys import owner_of
from tongban.exchange.refusals import Refused
from tongban.exchange.trust import Trust

NOBODY = ""


class TooBusy(Exception):
    """So much of one peer waits already that it must come again later."""


@dataclass(slots=True)
class _Line:
    free: asyncio.Semaphore
    waiting: int = 0


@dataclass(slots=True)
class Turns:
    """At most `at_once` works at a time for each peer, and `waiting` that wait; whoever is not authentic shares a line.

    A line belongs to whoever signed, so that nobody stands in another's.
    """

    trust: Trust
    clock: Clock
    at_once: int
    waiting: int
    _lines: dict[str, _Line] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, token: bytes) -> AsyncIterator[None]:
        """The turn of whoever signed this; raises TooBusy."""
        line = self._lines.setdefault(self._signer(token), _Line(asyncio.Semaphore(self.at_once)))
        if line.waiting >= self.waiting:
            raise TooBusy
        line.waiting += 1
        try:
            await line.free.acquire()
        finally:
            line.waiting -= 1
        try:
            yield
        finally:
            line.free.release()

    def _signer(self, token: bytes) -> str:
        try:
            header = signatures.read_header(token)
            sender = owner_of(header.kid)
            key = self.trust.current.key(sender, header.kid, at=milliseconds(self.clock.now()))
            signatures.verify(token, key=key, typ=header.typ)
        except Refused:
            return NOBODY
        return sender
