"""Plain letters between many nodes: the exchange alone, on stores in memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter
from tongban.exchange.receipts import Receipt
from tongban.exchange.refusals import Rejected
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.stores.memory_compared import MemoryCompared
from tongban.exchange.stores.memory_tables import Tables
from tongban.storage.errors import StorageError
from tongban.testing.simulation.faults import IN_MEMORY, Fault, StoreFaults
from tongban.testing.simulation.province import Opened, Process

UNWANTED: Final = "case.unwanted"
"""Letters of this kind are refused for good by whoever gets them."""

CASES: Final = ("c0", "c1", "c2")
REFUSED: Final = "rejected/"
"""How the effects are called that are the refusals of own letters."""

Effects = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class LettersWork:
    """`Work`: sends letters, and keeps as effects which ones arrived, by stream."""

    store_faults: ClassVar[StoreFaults] = IN_MEMORY

    peers: tuple[str, ...]
    fails: float = 0.0
    disk: Disk = field(default_factory=Disk)
    acknowledged: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    differences: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """What is noted as different now: code, peer and details."""

    was_set_back: bool = False
    """Whether this node has gone on from a backup of what it had sent."""

    has_lost: bool = False
    """Whether it has gone on from one of what it had received."""

    _backups: list[Tables] = field(default_factory=list)

    async def open(self, process: Process) -> Opened:
        """The disk as it was left."""
        store = MemoryStore(self.disk, process.province.clock.milliseconds, process.step)
        handler = _Effects(store, process, self)
        comparisons = MemoryCompared(self.disk, process.province.clock.milliseconds, process.step)
        return Opened(
            store=store,
            handler=handler,
            rejections=handler,
            alarms=handler,
            comparisons=comparisons,
            differences=_Noted(self.differences),
        )

    async def close(self, process: Process) -> None:
        """A disk in memory needs no closing."""

    def holds(self, letter: str) -> bool:
        """Whether a letter that came in is committed, under whatever bytes."""
        return any(row.incoming.id == letter for row in self.disk.tables.inbox.values())

    async def act(self, process: Process) -> None:
        """Somebody here has one to three things to say."""
        chance, clock = process.province.weather.chance, process.province.clock
        store = MemoryStore(self.disk, clock.milliseconds, process.step)
        self._backups.append(self.disk.tables)  # rows are replaced, never changed
        letters = [self._letter(process) for _ in range(chance.randrange(1, 4))]
        try:
            async with store.transaction("simulation.act"):
                queued = await store.put(letters, ids=_ids(process), now=clock.milliseconds())
        except StorageError:
            return  # they are told that it may not have been done
        process.exchange.courier.wake()
        self.acknowledged += [letter.id for letter in queued]

    def set_back(self, node: str, chance: random.Random) -> None:
        """What this node has sent is again as it was before one of the last acts; its processes have ended."""
        if not self._backups:
            return
        backup, now = chance.choice(self._backups[-3:]), self.disk.tables
        self.disk.tables = _together(node, now, sent=backup, received=now)
        self.acknowledged = [letter for letter in self.acknowledged if letter in backup.outbox]
        self.was_set_back = True

    def lose(self, node: str, chance: random.Random) -> None:
        """What this node has received is again as it was before one of the last acts; its processes have ended."""
        if not self._backups:
            return
        backup, now = chance.choice(self._backups[-3:]), self.disk.tables
        self.disk.tables = _together(node, now, sent=now, received=backup)
        self.has_lost = True

    def effects(self, sender: str, case: str) -> Effects:
        """What came of the letters of a stream, in the order in which it came."""
        found = self.disk.tables.effects.get(f"{sender}/{case}", ())
        assert isinstance(found, tuple)
        return found

    def _letter(self, process: Process) -> Letter:
        chance = process.province.weather.chance
        kind = UNWANTED if chance.random() < 0.1 else "case.facts"
        return Letter(
            receiver=chance.choice(self.peers), case=CASES[chance.randrange(3)], kind=kind, body=b"{}", epoch=0
        )


@dataclass(frozen=True, slots=True)
class _Effects:
    """Handler, rejections and alarms of one process."""

    store: MemoryStore
    process: Process
    work: LettersWork

    async def apply(self, envelope: Envelope) -> None:
        effects = (await self.store.write("effect")).effects
        name = f"{envelope.sender}/{envelope.case}"
        before = effects.get(name, ())
        assert isinstance(before, tuple)
        effects[name] = (*before, (envelope.seq, envelope.id))
        await self.process.step("handler")
        weather = self.process.province.weather
        if envelope.kind == UNWANTED:
            weather.note(Fault.UNWANTED)
            raise Rejected("business_rule")
        if weather.happens(self.work.fails):
            weather.note(Fault.EFFECT_FAILED)
            raise ZeroDivisionError

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        effects = (await self.store.write("rejection")).effects
        name = f"{REFUSED}{envelope.id}"
        times = effects.get(name, 0)
        assert isinstance(times, int)
        effects[name] = times + 1

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        """A node that was set back may judge anew."""

    async def on_contradiction(self, refusal: Receipt) -> None:
        self.work.contradictions.append(f"{refusal.addressee}: {refusal.code}")

    async def on_much_refused(self, peer: str, day: str) -> None:
        """Nobody sends so much that would be refused."""
        self.work.contradictions.append(f"{peer}: much refused")

    async def on_much_taken(self, peer: str, day: str) -> None:
        """Nobody sends so much."""
        self.work.contradictions.append(f"{peer}: much taken")

    async def on_much_parked(self, peer: str) -> None:
        """Nobody sends so much that would have to wait."""
        self.work.contradictions.append(f"{peer}: much parked")


@dataclass(frozen=True, slots=True)
class _Noted:
    """`Differences` that survive a process."""

    noted: dict[tuple[str, str, str], None]

    async def open(self, code: str, *, peer: str, details: str, about: str | None = None) -> None:
        """Note it."""
        self.noted[code, peer, details] = None

    async def close(self, code: str, *, peer: str, details: str) -> None:
        """Forget what begins with these words."""
        for each in [each for each in self.noted if each[:2] == (code, peer) and each[2].startswith(details)]:
            del self.noted[each]


def _together(node: str, now: Tables, *, sent: Tables, received: Tables) -> Tables:
    """What is there now, but for what has to do with letters sent and received, which are of two times."""
    outcomes = {name: times for name, times in sent.effects.items() if name.startswith(REFUSED)}
    arrived = {name: effect for name, effect in received.effects.items() if not name.startswith(REFUSED)}
    given = {proof: kept for proof, kept in received.receipts.items() if kept.receipt.issuer == node}
    had = {proof: kept for proof, kept in sent.receipts.items() if kept.receipt.issuer != node}
    return replace(
        now.copy(),
        inbox=received.inbox.copy(),
        outbox=sent.outbox.copy(),
        receipts=given | had,
        effects=arrived | outcomes,
    )


def _ids(process: Process) -> Iterator[str]:
    while True:
        yield mint_id(process.province.clock.now())
