"""Connections for what may take long and runs in threads: each is one thread's at a time, and a few stay open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

AT_REST: Final = 2
"""How many stay open when nobody uses them; each may hold some MB of pages. To open one costs ten times a query."""


@dataclass(slots=True)
class ConnectionsBeside:
    """Lent to threads, from the first use until `close`."""

    connect: Callable[[], sqlite3.Connection]
    _resting: list[sqlite3.Connection] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _closed: bool = False

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """One for this thread; whatever went wrong in it, nobody gets it again."""
        with self._lock:
            resting = self._resting.pop() if self._resting else None
        connection = resting or self.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._take_back(connection)

    def close(self) -> None:
        """Closes those at rest now, and the lent ones when they come back."""
        with self._lock:
            self._closed = True
            resting, self._resting = self._resting, []
        for connection in resting:
            connection.close()

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed and len(self._resting) < AT_REST:
                self._resting.append(connection)
                return
        connection.close()
