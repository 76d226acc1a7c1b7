"""Readings that are written down together: each is answered when its row is stored, and they share the commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tongban.storage import Database, outside_transaction

INSERT = """INSERT INTO tongban_audit (at, node, actor, role, act, case_id, purpose, salt, leaf)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
TOGETHER = 100


class Readings:
    """Writes the rows that arrived while the last ones were written, all in one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Sequence[object], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, row: Sequence[object]) -> None:
        """Return when the row is stored; raises what storing it raised."""
        outside_transaction("wait for other readings")
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, stored))
        if self._writer is None or self._writer.done():
            self._writer = self._database.spawn(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            futures = [stored for _, stored in batch]
            try:
                await self._database.execute_many(INSERT, [row for row, _ in batch])
            except Exception as error:  # noqa: BLE001 - every reader is told, whatever it was
                _tell(futures, error)
            else:
                _tell(futures, None)


def _tell(futures: Sequence[asyncio.Future[None]], error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue  # whoever asked has gone
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
