"""What one peer may leave here, held against each batch before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.classifying import Custody
from tongban.exchange.parked_limit import ParkedLimit
from tongban.exchange.refusals import Refused
from tongban.exchange.refused_limit import RefusedLimit
from tongban.exchange.store import ReceiptStore
from tongban.exchange.taken_limit import KEPT_BESIDE, TakenLimit


@dataclass(frozen=True, slots=True)
class PeerLimits:
    """All that is kept is taken, waits or is refused, and each has a most."""

    node: str
    receipts: ReceiptStore
    taken: TakenLimit
    parked: ParkedLimit
    refused: RefusedLimit

    async def within(self, batch: Custody) -> Custody:
        """In a transaction: a batch without what must come again later."""
        batch = replace(batch, confirmed_anew=await self._confirmed_anew(batch))
        taken = await self.taken.exceeding([*batch.fresh, *batch.confirmed_anew])
        batch = _without(batch, taken, why="too much taken today")
        batch = _without(batch, await self.parked.exceeding(batch.fresh), why="parked")
        refused = await self.refused.exceeding(batch.fresh, await self._refused_anew(batch))
        return _without(batch, refused, why="too much refused today")

    async def note(self, batch: Custody) -> None:
        """After its commit: this is kept."""
        sizes: Counter[str] = Counter()
        for letter in batch.fresh:
            sizes[letter.envelope.sender] += len(letter.token) + KEPT_BESIDE
        for letter in batch.confirmed_anew:
            sizes[letter.envelope.sender] += KEPT_BESIDE
        for peer in sorted(sizes):
            await self.taken.note(peer, size=sizes[peer])

    async def _confirmed_anew(self, batch: Custody) -> list[ArrivedLetter]:
        """Those sealed anew that are given receipts besides what they had under other bytes."""
        before = await self.receipts.receipts_of(self.node, [letter.digest for letter in batch.sealed_anew])
        return [letter for letter in batch.sealed_anew if letter.digest not in before]

    async def _refused_anew(self, batch: Custody) -> list[ArrivedLetter]:
        """Those whose refusal would be kept besides what is kept already."""
        before = await self.receipts.receipts_of(self.node, [letter.digest for letter, _ in batch.refused])
        return [letter for letter, _ in batch.refused if letter.digest not in before]


def _without(batch: Custody, letters: Sequence[ArrivedLetter], *, why: str) -> Custody:
    if not letters:
        return batch
    return replace(
        batch,
        fresh=[each for each in batch.fresh if each not in letters],
        refused=[entry for entry in batch.refused if entry[0] not in letters],
        repeated=[entry for entry in batch.repeated if entry[0] not in letters],
        confirmed_anew=[each for each in batch.confirmed_anew if each not in letters],
        put_off=[*batch.put_off, *((each, Refused("unavailable", why)) for each in letters)],
    )
