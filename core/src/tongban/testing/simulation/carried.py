"""Seeds whose letters go by a carrier, as files, a broker and fetching do: no answer comes with the delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from tongban.exchange.transport import Manner, TransportFailed
from tongban.testing.simulation.arrivals import Batch
from tongban.testing.simulation.faults import Fault
from tongban.testing.simulation.way import Way

BY_CARRIER: Final = Manner(answers_within=3_000, carries_questions=False)


def goes_by_carrier(seed: int) -> bool:
    """Whether it is one of these: of sixteen two with plain letters and restores, and one with cases."""
    return seed % 8 == 6 or seed % 16 == 9


@dataclass(slots=True)
class CarriedWay(Way):
    """`Transport` of one process: who sends learns nothing of what becomes of it, and any process takes answers."""

    def manner(self, peer: str) -> Manner:
        """Answers come by themselves, or never."""
        return BY_CARRIER

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Hand a batch to the carrier."""
        self.network.under_way -= self.network.begin(self.process, peer, items)
        self._entrust(Batch(self.process.node, peer, items), Fault.CARRIED)
        return []

    def _entrust(self, batch: Batch, arrival: Fault) -> None:
        """Who arrives is counted as `arrival`."""
        carrying = asyncio.ensure_future(self._carry(batch, arrival))
        self.network.deliveries.add(carrying)
        carrying.add_done_callback(self.network.deliveries.discard)

    async def _carry(self, batch: Batch, arrival: Fault) -> None:
        weather = self.network.weather
        await asyncio.sleep(weather.delay())
        if weather.happens(weather.repeated):
            self._entrust(batch, Fault.CARRIED_AGAIN)
        if self._is_stopped(batch):
            return
        with suppress(TransportFailed):
            answers = await self._delivered(batch, self._disturbed(batch.items))
            weather.note(arrival)
            if answers:
                self._entrust(Batch(batch.receiver, batch.sender, answers), Fault.CARRIED_BACK)
