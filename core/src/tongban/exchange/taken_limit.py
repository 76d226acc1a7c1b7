"""How much of one peer is taken in a day: what has its effect is kept for ever, and would fill the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tongban.clock import CHINA, Clock
from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.ports import Alarms
from tongban.exchange.store import TakenStore
from tongban.storage.errors import StorageError

BYTES_A_DAY: Final = 4 * 1024**3
"""A million letters as they come, where the busiest pair of provinces has some ten thousand."""

KEPT_BESIDE: Final = 4 * 1024
"""What is kept beside a letter's own bytes, 3.8 kB on PostgreSQL: its row, its receipts, their indexes."""

WRITTEN_EVERY: Final = 16 * 1024 * 1024
"""Bytes of a peer after which a process writes what it took; so much goes uncounted where it ends before."""


@dataclass(frozen=True, slots=True)
class TakenLimit:
    """Where so much of a peer was taken today, all that it sends waits for the next day, whatever it is about."""

    store: TakenStore
    alarms: Alarms
    clock: Clock
    bytes_a_day: int = BYTES_A_DAY
    _unwritten: dict[tuple[str, str], int] = field(default_factory=dict)
    """By peer and day, the bytes that this process took since it wrote them last."""

    _written: dict[tuple[str, str], int] = field(default_factory=dict)
    """By peer and day, what all processes had taken when this one looked last."""

    async def note(self, peer: str, *, size: int) -> None:
        """After a commit, never in one: a rollback would undo what is written of the letters before."""
        name = (peer, self._today())
        self._unwritten[name] = self._unwritten.get(name, 0) + size
        if self._unwritten[name] >= min(WRITTEN_EVERY, self.bytes_a_day):
            await self._write(name)

    async def _write(self, name: tuple[str, str]) -> None:
        size = self._unwritten.pop(name)
        try:
            await self.store.add_taken(*name, size=size)
            self._written.pop(name, None)
        except BaseException as problem:
            self._unwritten[name] = self._unwritten.get(name, 0) + size
            if not isinstance(problem, StorageError):  # the letters are kept: what failed is tried with the next ones
                raise

    async def exceeding(self, letters: Sequence[ArrivedLetter]) -> list[ArrivedLetter]:
        """In a transaction: those that must come again later."""
        day = self._today()
        full = [peer for peer in sorted({each.envelope.sender for each in letters}) if await self._is_full(peer, day)]
        for peer in full:
            await self.alarms.on_much_taken(peer, day)
        return [each for each in letters if each.envelope.sender in full]

    async def _is_full(self, peer: str, day: str) -> bool:
        name = (peer, day)
        if name not in self._written:
            for of_days in (self._written, self._unwritten):
                for old in [each for each in of_days if each[1] != day]:
                    del of_days[old]
            self._written[name] = await self.store.taken(peer, day)
        return self._written.get(name, 0) + self._unwritten.get(name, 0) >= self.bytes_a_day

    def _today(self) -> str:
        return self.clock.now().astimezone(CHINA).date().isoformat()
