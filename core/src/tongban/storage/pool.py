"""The connections of one node to PostgreSQL: few, kept open, the last one used given out first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from tongban.storage.errors import DRIVER_ERRORS, Unavailable


class ConnectionPool:
    """Up to `size` connections, each opened when it is first needed.

    asyncpg's own pool costs twice the processor time of a short query: it resets, shields and times each release. Here
    a connection goes straight to whoever waits; one that is closed, or was left in the middle of anything, is dropped.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], *, size: int) -> None:
        self._connect = connect
        self._size = size
        self._open = 0
        self._idle: list[Any] = []
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._ended = False

    async def acquire(self) -> Any:
        """A connection for this task alone; waits where all are busy."""
        while not self._ended:
            if self._idle:
                connection = self._idle.pop()
            elif self._open < self._size:
                return await self._opened()
            else:
                connection = await self._turn()
            if connection is not None and not connection.is_closed():
                return connection
            if connection is not None:
                self._open -= 1
        raise Unavailable("the database was stopped: await database.start() again")

    def release(self, connection: Any) -> None:
        """Give it back, with no statement under way."""
        if self._ended or connection.is_closed() or connection.is_in_transaction():
            self.drop(connection)
        else:
            self._hand_on(connection)

    def drop(self, connection: Any) -> None:
        """Give back one that is in doubt: it is never used again."""
        connection.terminate()
        self._open -= 1
        self._hand_on(None)

    async def close(self) -> None:
        """Close what is idle; what is busy closes when it is given back."""
        self._ended = True
        while self._waiting:
            self._hand_on(None)
        idle, self._idle = self._idle, []
        for connection in idle:
            with suppress(*DRIVER_ERRORS):  # it is closed all the same
                await connection.close()

    async def _opened(self) -> Any:
        self._open += 1
        try:
            return await self._connect()
        except BaseException:
            self._open -= 1
            self._hand_on(None)
            raise

    async def _turn(self) -> Any:
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._hand_on(turn.result())
            raise

    def _hand_on(self, connection: Any) -> None:
        """To the first who waits; None tells them that there is room for a new one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)
