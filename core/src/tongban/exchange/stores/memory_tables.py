"""What a store in memory keeps, with commits as a database has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from tongban.exchange.receipts import Receipt
from tongban.exchange.store import IMPLAUSIBLE_MILLISECONDS, Incoming, Outgoing, PeerNote, RefusedOfDay


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of the outbox."""

    outgoing: Outgoing
    next_at: int
    held_until: int = 0
    state: str = "queued"
    problem: str | None = None
    custody_at: int | None = None
    settled_at: int | None = None

    @property
    def confirmed_at(self) -> int | None:
        """When the receiver had it, by the receiver's clock."""
        return self.settled_at if self.custody_at is None else self.custody_at


@dataclass(frozen=True, slots=True)
class Compared:
    """When letters were compared with a peer last, and for which night totals were told."""

    at: int = 0
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A row of the inbox."""

    incoming: Incoming
    state: str
    next_at: int | None
    attempts: int = 0
    problem: str | None = None
    held_until: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt that is kept."""

    receipt: Receipt
    token: bytes
    is_told: bool


@dataclass(slots=True)
class Tables:
    """What one node keeps; rows are replaced, never changed. `effects` are what handlers keep beside them."""

    outbox: dict[str, Sent] = field(default_factory=dict)
    inbox: dict[str, Arrived] = field(default_factory=dict)
    receipts: dict[tuple[str, str, str], Kept] = field(default_factory=dict)
    peers: dict[str, PeerNote] = field(default_factory=dict)
    effects: dict[str, object] = field(default_factory=dict)
    nonces: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: dict[tuple[str, str], RefusedOfDay] = field(default_factory=dict)
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    probed: dict[str, int] = field(default_factory=dict)
    compared: dict[str, Compared] = field(default_factory=dict)

    def copy(self) -> Tables:
        """The same rows, to be changed apart."""
        return Tables(
            self.outbox.copy(),
            self.inbox.copy(),
            self.receipts.copy(),
            self.peers.copy(),
            self.effects.copy(),
            self.nonces.copy(),
            self.refused.copy(),
            self.taken.copy(),
            self.probed.copy(),
            self.compared.copy(),
        )


@dataclass(slots=True)
class Disk:
    """What survives a process: the rows committed, and whose turn it is to write."""

    tables: Tables = field(default_factory=Tables)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


async def _at_once(what: str) -> None:
    """Nothing happens between two steps."""


_open: ContextVar[Tables | None] = ContextVar("tongban_memory_transaction", default=None)


@dataclass(frozen=True)
class MemoryTables:
    """One process on a disk that several may share; `clock` is the disk's, in Unix milliseconds.

    `step` is awaited with a name before each statement and before and after each commit: the place for delays and
    deaths.
    """

    disk: Disk
    clock: Callable[[], int]
    step: Callable[[str], Awaitable[None]] = _at_once

    @asynccontextmanager
    async def transaction(self, boundary: str) -> AsyncIterator[None]:
        """A named commit; a nested one joins the outer."""
        if _open.get() is not None:
            yield
            return
        async with self.disk.turn:
            tables = self.disk.tables.copy()
            token = _open.set(tables)
            try:
                yield
                await self.step(f"{boundary}:before")
            finally:
                _open.reset(token)
            self.disk.tables = tables
        await self.step(f"{boundary}:after")

    async def read(self, what: str) -> Tables:
        """The rows as this task sees them."""
        await self.step(what)
        return _open.get() or self.disk.tables

    async def write(self, what: str) -> Tables:
        """The rows to change, inside a transaction."""
        await self.step(what)
        tables = _open.get()
        if tables is None:
            raise RuntimeError(f"{what} outside a transaction")
        return tables

    def is_free(self, held_until: int) -> bool:
        """Whether a hold has ended; one that ends much later than any may was made before the clock was set back."""
        return not self.clock() < held_until <= self.clock() + IMPLAUSIBLE_MILLISECONDS
