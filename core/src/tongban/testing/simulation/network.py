"""All that is between simulated nodes, and what it must never see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongban.exchange import limits, signatures
from tongban.exchange.receipts import ReceiptKind
from tongban.exchange.refusals import Refused
from tongban.testing.simulation.arrivals import Batch
from tongban.testing.simulation.tokens import letter_in, receipt_in
from tongban.testing.simulation.weather import Weather

if TYPE_CHECKING:
    from tongban.testing.simulation.province import Process, Province
    from tongban.testing.simulation.way import Way


@dataclass(slots=True)
class Network:
    """All ways at once."""

    weather: Weather
    provinces: dict[str, Province]
    way: Callable[[Network, Process], Way]
    broken: list[str] = field(default_factory=list)
    under_way: set[tuple[str, str]] = field(default_factory=set)
    deliveries: set[asyncio.Task[Any] | None] = field(default_factory=set)
    """Those who wait for an answer now, and what is with a carrier."""

    def begin(self, process: Process, peer: str, items: Sequence[bytes]) -> set[tuple[str, str]]:
        """Notes what a process begins to send: no other process of its node may be sending it now."""
        beginning = {(process.node, signatures.digest(item)) for item in items if letter_in(item)}
        if beginning & self.under_way and self.weather.clocks_are_sound:
            self.broken.append(f"{process.node} sends a letter to {peer} twice at once")
        self.under_way |= beginning
        return beginning

    def answered(self, node: str, items: Sequence[bytes]) -> None:
        """Notes what a node was told by another way than the one on which it waits: it awaits that no longer."""
        self.under_way -= {(node, receipt.digest) for receipt in map(receipt_in, items) if receipt}

    def give_up(self, node: str) -> None:
        """Nothing of a node is under way any more: its processes are dead, and their holds lost with a backup."""
        self.under_way = {each for each in self.under_way if each[0] != node}

    def way_from(self, process: Process) -> Way:
        """What a process sends by."""
        return self.way(self, process)

    def require_custody(self, batch: Batch, answers: Sequence[bytes]) -> None:
        """A custody receipt that has left stands for a letter that is committed, or let go of since, for its key."""
        there = self.provinces[batch.receiver]
        doubtful = {signatures.digest(item) for item in batch.items if _is_doubtful(item, batch.sender, there)}
        for answer in answers:
            receipt = receipt_in(answer)
            if receipt is None or receipt.kind is not ReceiptKind.CUSTODY:
                continue
            if not there.work.holds(receipt.letter) and receipt.digest not in doubtful:
                self.broken.append(f"{there.id} gave a custody receipt for {receipt.letter}, which it does not hold")


def _is_doubtful(item: bytes, sender: str, there: Province) -> bool:
    """Whether others knew the key by now: whoever has such a letter waiting forgets it, for it comes again."""
    try:
        kid = signatures.read_header(item, limit=limits.MAX_FRAME_BYTES).kid
    except Refused:
        return False
    return there.trust.current.was_known_to_others(sender, kid, at=there.clock.milliseconds())
