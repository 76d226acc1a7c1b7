"""How many letters of one peer may wait here for others, so that nobody fills our disk with what cannot be applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from tongban.exchange import limits
from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.classifying import named
from tongban.exchange.store import IncomingStore

MOST_PARKED: Final = 10_000
COUNTED_EVERY: Final = 500
"""Letters of a peer after which those that wait are counted anew."""


@dataclass(frozen=True, slots=True)
class ParkedLimit:
    """Where too many wait, only letters are taken that wait for nothing: so whatever waits for them gets on.

    Where too many were tried in vain, those that begin a stream are not taken either, for nothing waits for them. One
    that is too large never waits here, for it would fill the place of a dozen: it comes again until it is refused.
    """

    store: IncomingStore
    _taken: Counter[str] = field(default_factory=Counter)

    async def exceeding(self, fresh: Sequence[ArrivedLetter]) -> list[ArrivedLetter]:
        """Those of new letters that must come again later."""
        too_many = [sender for sender in {each.envelope.sender for each in fresh} if await self._is_full(sender)]
        self._taken.update(each.envelope.sender for each in fresh)
        doubtful = [each for each in fresh if each.envelope.sender in too_many or limits.is_too_large(each.token)]
        if not doubtful:
            return []
        applicable = await self.store.next_in_line([named(each) for each in doubtful])
        failing = [sender for sender in too_many if await self._is_failing(sender)]
        return [each for each in doubtful if each.digest not in applicable or _begins(each, failing)]

    async def _is_failing(self, sender: str) -> bool:
        return await self.store.count_failing(sender, up_to=MOST_PARKED) >= MOST_PARKED

    async def _is_full(self, sender: str) -> bool:
        if sender in self._taken and self._taken[sender] < COUNTED_EVERY:
            return False
        is_full = await self.store.count_parked(sender, up_to=MOST_PARKED) >= MOST_PARKED
        self._taken[sender] = COUNTED_EVERY if is_full else 0
        return is_full


def _begins(letter: ArrivedLetter, senders: Collection[str]) -> bool:
    """Whether it is the first of a stream of one of them."""
    return letter.envelope.seq == 1 and letter.envelope.sender in senders
