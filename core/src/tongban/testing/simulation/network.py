"""The way between simulated nodes: it loses, repeats, delays, reorders, damages and cuts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tongban.exchange.fakes import flipped
from tongban.exchange.transport import TransportFailed
from tongban.testing.simulation.weather import Weather

if TYPE_CHECKING:
    from tongban.testing.simulation.province import Process, Province

PATIENCE_SECONDS: Final = 10.0


@dataclass(slots=True)
class Network:
    """All ways at once."""

    weather: Weather
    provinces: dict[str, Province]

    def way_from(self, process: Process) -> Way:
        """What a process sends by."""
        return Way(self, process)


@dataclass(frozen=True, slots=True)
class Way:
    """`Transport` of one process."""

    network: Network
    process: Process

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch, perhaps."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._exchanged(peer, items)
        except TimeoutError:
            raise TransportFailed("no answer in time") from None

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
        if taking.cancelled() or taking.exception() is not None:
            raise TransportFailed("the peer failed")
        return taking.result()

    def _disturbed(self, items: Sequence[bytes]) -> list[bytes]:
        weather = self.network.weather
        arriving = [item for item in items if not weather.happens(weather.lost_items)]
        weather.chance.shuffle(arriving)
        return [flipped(item, weather.chance) if weather.happens(weather.damaged) else item for item in arriving]

    def _both_ways(self, peer: str) -> bool:
        weather = self.network.weather
        return weather.reaches(self.process.node, peer) and weather.reaches(peer, self.process.node)
