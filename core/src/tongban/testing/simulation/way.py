"""One process's part of the network: it loses, repeats, delays, reorders, damages and cuts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from tongban.exchange import signatures
from tongban.exchange.fakes import flipped
from tongban.exchange.refusals import REFUSALS
from tongban.exchange.transport import AT_ONCE, Manner, Receiver, TransportFailed
from tongban.testing.simulation import arrivals
from tongban.testing.simulation.arrivals import Batch
from tongban.testing.simulation.faults import Fault
from tongban.testing.simulation.network import Network
from tongban.testing.simulation.tokens import letter_in

if TYPE_CHECKING:
    from tongban.testing.simulation.province import Process

PATIENCE_SECONDS: Final = 10.0


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
            self.network.weather.note(Fault.TOO_SLOW)
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
        if not self._both_ways(peer):
            self.network.weather.note(Fault.PROBE_CUT)
            return False
        return bool(there.alive)

    async def _exchanged(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        weather, batch = self.network.weather, Batch(self.process.node, peer, items)
        await asyncio.sleep(weather.delay())
        if self._is_stopped(batch):
            raise TransportFailed("request lost")
        arriving = self._disturbed(items)
        if weather.happens(weather.repeated):
            asyncio.ensure_future(self._repeat(peer, arriving))  # noqa: RUF006 - the loop outlives it
        answers = await self._delivered(batch, arriving)
        refusals = self._overzealous(peer, items, arriving)
        await asyncio.sleep(weather.delay())
        self._require_answers(peer)
        had = self._jumbled(answers + refusals)
        weather.happened.update(arrivals.of_answers(answers + refusals, had))
        weather.happened.update(arrivals.read(had, self.process))
        weather.happened.update(Fault.OVERZEALOUS for refusal in refusals if refusal in had)
        return had

    def _is_stopped(self, batch: Batch) -> bool:
        """Whether a delivery is cut off or lost as a whole."""
        weather = self.network.weather
        if not weather.reaches(batch.sender, batch.receiver):
            weather.note(Fault.DELIVERY_CUT)
            if weather.reaches(batch.receiver, batch.sender):
                weather.note(Fault.CUT_ONE_WAY)
            return True
        if weather.happens(weather.lost_requests):
            weather.note(Fault.DELIVERY_LOST)
            return True
        return False

    def _require_answers(self, peer: str) -> None:
        weather = self.network.weather
        if not weather.reaches(peer, self.process.node):
            weather.note(Fault.ANSWERS_CUT)
            raise TransportFailed("answer cut off")
        if weather.happens(weather.lost_answers):
            weather.note(Fault.ANSWERS_LOST)
            raise TransportFailed("answer lost")

    async def _repeat(self, peer: str, items: list[bytes]) -> None:
        """The same batch once more, whenever it gets there, its answers going nowhere."""
        await asyncio.sleep(self.network.weather.delay() * 20)
        try:
            await self._hand_over(self._whoever_takes(peer), items)
        except TransportFailed:
            return
        if items:
            self.network.weather.note(Fault.REPEATED)

    async def _delivered(self, batch: Batch, arriving: list[bytes]) -> list[bytes]:
        """Hand over, and note what has by now come over it."""
        process = self._whoever_takes(batch.receiver)
        happened = batch.arrived(arriving, process)
        answers = await self._hand_over(process, arriving)
        self.network.weather.happened.update(happened)
        return answers

    def _whoever_takes(self, peer: str) -> Process:
        weather, receiving = self.network.weather, self.network.provinces[peer].alive
        if not receiving:
            weather.note(Fault.NOBODY_THERE)
            raise TransportFailed("nobody listens")
        return weather.chance.choice(receiving)

    async def _hand_over(self, process: Process, items: list[bytes]) -> list[bytes]:
        peer, taking = process.node, process.spawn(process.exchange.inbox.take(items))
        await asyncio.wait({taking})
        self.network.answered(peer, items)
        if taking.cancelled() or taking.exception() is not None:
            self.network.weather.note(Fault.FAILED_THERE)
            raise TransportFailed("the peer failed")
        self.network.require_custody(Batch(self.process.node, peer, items), taking.result())
        return taking.result()

    def _overzealous(self, peer: str, sent: Sequence[bytes], arrived: Sequence[bytes]) -> list[bytes]:
        """A peer may sign that it refuses a damaged copy: that says nothing about the genuine letter."""
        genuine = {letter_in(item) for item in sent if item not in arrived} - {""}
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

    def _jumbled(self, answers: Sequence[bytes]) -> list[bytes]:
        weather, jumbled = self.network.weather, list(answers)
        weather.chance.shuffle(jumbled)
        return [answer for answer in jumbled if not weather.happens(weather.lost_items)]

    def _both_ways(self, peer: str) -> bool:
        weather = self.network.weather
        return weather.reaches(self.process.node, peer) and weather.reaches(peer, self.process.node)
