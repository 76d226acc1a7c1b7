"""The way between simulated nodes: it loses, repeats, delays, reorders, damages and cuts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tongban.exchange import envelope, limits, receipts, signatures
from tongban.exchange.fakes import flipped
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Refused
from tongban.exchange.transport import AT_ONCE, Manner, Receiver, TransportFailed
from tongban.testing.simulation.weather import Weather

if TYPE_CHECKING:
    from tongban.testing.simulation.province import Process, Province

PATIENCE_SECONDS: Final = 10.0


@dataclass(slots=True)
class Network:
    """All ways at once."""

    weather: Weather
    provinces: dict[str, Province]
    way: Callable[[Network, Process], Way] = field(default_factory=lambda: Way)
    broken: list[str] = field(default_factory=list)
    under_way: set[tuple[str, str]] = field(default_factory=set)
    deliveries: set[asyncio.Task[Any] | None] = field(default_factory=set)
    """Those who wait for an answer now, and what is with a carrier."""

    def begin(self, process: Process, peer: str, items: Sequence[bytes]) -> set[tuple[str, str]]:
        """Notes what a process begins to send: no other process of its node may be sending it now."""
        beginning = {(process.node, signatures.digest(item)) for item in items if _letter_of(item)}
        if beginning & self.under_way and self.weather.clocks_are_sound:
            self.broken.append(f"{process.node} sends a letter to {peer} twice at once")
        self.under_way |= beginning
        return beginning

    def answered(self, node: str, items: Sequence[bytes]) -> None:
        """Notes what a node was told by another way than the one on which it waits: it awaits that no longer."""
        self.under_way -= {(node, receipt.digest) for receipt in map(_receipt, items) if receipt}

    def give_up(self, node: str) -> None:
        """Nothing of a node is under way any more: its processes are dead, and their holds lost with a backup."""
        self.under_way = {each for each in self.under_way if each[0] != node}

    def way_from(self, process: Process) -> Way:
        """What a process sends by."""
        return self.way(self, process)


@dataclass(slots=True)
class Way:
    """`Transport` of one process."""

    network: Network
    process: Process
    name: str = "simulated"

    def manner(self, peer: str) -> Manner:
        """Answers come with the delivery."""
        return AT_ONCE

    async def receive(self, receiver: Receiver) -> None:
        """What arrives is handed over by whoever sends it."""

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch, perhaps."""
        under_way, waiting = self.network.begin(self.process, peer, items), asyncio.current_task()
        self.network.deliveries.add(waiting)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._exchanged(peer, items)
        except TimeoutError:
            raise TransportFailed("no answer in time") from None
        except TransportFailed:
            raise
        except Exception as problem:
            # The courier survives whatever a transport raises, so this would show nowhere.
            self.network.broken.append(f"the simulated network fails: {type(problem).__name__}: {problem}")
            raise
        finally:
            self.network.under_way -= under_way
            self.network.deliveries.discard(waiting)

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Questions are not simulated."""
        raise TransportFailed("nobody answers questions here")

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached."""
        there = self.network.provinces[peer]
        await asyncio.sleep(self.network.weather.delay() / 10)
        return self._both_ways(peer) and bool(there.alive)

    async def _exchanged(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        weather = self.network.weather
        await asyncio.sleep(weather.delay())
        if not weather.reaches(self.process.node, peer) or weather.happens(weather.lost_requests):
            raise TransportFailed("request lost")
        arriving = self._disturbed(items)
        if weather.happens(weather.repeated):
            asyncio.ensure_future(self._repeat(peer, arriving))  # noqa: RUF006 - the loop outlives it
        answers = await self._hand_over(peer, arriving)
        answers += self._overzealous(peer, items, arriving)
        await asyncio.sleep(weather.delay())
        if not weather.reaches(peer, self.process.node) or weather.happens(weather.lost_answers):
            raise TransportFailed("answer lost")
        weather.chance.shuffle(answers)
        return [answer for answer in answers if not weather.happens(weather.lost_items)]

    async def _repeat(self, peer: str, items: list[bytes]) -> None:
        """The same batch once more, whenever it gets there, its answers going nowhere."""
        await asyncio.sleep(self.network.weather.delay() * 20)
        try:
            await self._hand_over(peer, items)
        except TransportFailed:
            return

    async def _hand_over(self, peer: str, items: list[bytes]) -> list[bytes]:
        receiving = self.network.provinces[peer].alive
        if not receiving:
            raise TransportFailed("nobody listens")
        process = self.network.weather.chance.choice(receiving)
        taking = process.spawn(process.exchange.inbox.take(items))
        await asyncio.wait({taking})
        self.network.answered(peer, items)
        if taking.cancelled() or taking.exception() is not None:
            raise TransportFailed("the peer failed")
        self._require_custody(peer, items, taking.result())
        return taking.result()

    def _require_custody(self, peer: str, items: Sequence[bytes], answers: Sequence[bytes]) -> None:
        """A custody receipt that has left stands for a letter that is committed, or let go of since, for its key."""
        there = self.network.provinces[peer]
        doubtful = {signatures.digest(item) for item in items if self._is_doubtful(item, there)}
        for answer in answers:
            receipt = _receipt(answer)
            if receipt is None or receipt.kind is not ReceiptKind.CUSTODY:
                continue
            if not there.work.holds(receipt.letter) and receipt.digest not in doubtful:
                self.network.broken.append(
                    f"{peer} gave a custody receipt for {receipt.letter}, which it does not hold"
                )

    def _is_doubtful(self, item: bytes, there: Province) -> bool:
        """Whether others knew the key by now: whoever has such a letter waiting forgets it, for it comes again."""
        try:
            kid = signatures.read_header(item, limit=limits.MAX_FRAME_BYTES).kid
        except Refused:
            return False
        return there.trust.current.was_known_to_others(self.process.node, kid, at=there.clock.milliseconds())

    def _overzealous(self, peer: str, sent: Sequence[bytes], arrived: Sequence[bytes]) -> list[bytes]:
        """A peer may sign that it refuses a damaged copy: that says nothing about the genuine letter."""
        genuine = {_letter_of(item) for item in sent if item not in arrived} - {""}
        damaged = [item for item in arrived if item not in sent]
        if not damaged or not genuine or not self.network.provinces[peer].alive:
            return []
        there = self.network.provinces[peer]
        refuse = partial(
            there.alive[0].exchange.inbox.issuer.rejected,
            to=self.process.node,
            digest=signatures.digest(damaged[0]),
            now=there.clock.now(),
            code="schema",
            words=REFUSALS["schema"].sentence,
        )
        return [refuse(letter=letter).token for letter in sorted(genuine)]

    def _disturbed(self, items: Sequence[bytes]) -> list[bytes]:
        weather = self.network.weather
        arriving = [item for item in items if not weather.happens(weather.lost_items)]
        weather.chance.shuffle(arriving)
        return [flipped(item, weather.chance) if weather.happens(weather.damaged) else item for item in arriving]

    def _both_ways(self, peer: str) -> bool:
        weather = self.network.weather
        return weather.reaches(self.process.node, peer) and weather.reaches(peer, self.process.node)


def _receipt(token: bytes) -> Receipt | None:
    try:
        if signatures.read_header(token).typ == receipts.TYP:
            return receipts.read(signatures.payload_of(token))
    except Refused:
        return None
    return None


def _letter_of(token: bytes) -> str:
    if signatures.read_header(token).typ != envelope.TYP:
        return ""
    return envelope.read(signatures.payload_of(token)).id
