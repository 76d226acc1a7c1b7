"""Commits that several tasks share: each is answered when its rows are stored, and what waits meanwhile goes next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from tongban.storage import guard
from tongban.storage.errors import Unavailable
from tongban.storage.insertions import Insertion

TOGETHER: Final = 100


class _Writing(NamedTuple):
    insertions: Sequence[Insertion]
    stored: asyncio.Future[None]


class SharedCommit:
    """Writes what arrived while the last commit was under way, all in one.

    Where that fails, each is written again by itself, so that nobody's fault is anybody else's.
    """

    __slots__ = ("_send", "_waiting", "_writer")

    def __init__(self, send: Callable[[list[Insertion]], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: list[_Writing] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, insertions: Sequence[Insertion]) -> None:
        """Return when the rows are stored, all of them; raises what storing them raised, and then none is."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Writing(insertions, stored))
        if self._writer is None or self._writer.done():
            self._writer = guard.spawn(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            if still := [each for each in batch if not each.stored.done()]:
                await self._commit(still)

    async def _commit(self, batch: Sequence[_Writing]) -> None:
        try:
            await self._send([each for writing in batch for each in writing.insertions])
        except Exception as error:  # noqa: BLE001 - everybody is told, whatever it was
            if len(batch) == 1 or isinstance(error, Unavailable):
                _tell(batch, error)
                return
            for each in batch:
                await self._commit([each])
        else:
            _tell(batch, None)


def _tell(batch: Sequence[_Writing], error: Exception | None) -> None:
    for each in batch:
        if each.stored.done():
            continue  # whoever asked has gone
        if error is None:
            each.stored.set_result(None)
        else:
            each.stored.set_exception(error)
