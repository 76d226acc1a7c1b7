"""How much of one peer may wait here for other letters, so that nobody fills our disk with what cannot be applied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from tongban.exchange import limits
from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.classifying import named
from tongban.exchange.ports import Alarms
from tongban.exchange.store import IncomingStore, Waiting

COUNTED_EVERY: Final = 500
"""Letters of a peer after which those that wait are counted anew."""

COUNTED_EVERY_BYTES: Final = 16 * 1024 * 1024
"""The same of their bytes: letters about cases are counted by their number alone."""


@dataclass(frozen=True, slots=True)
class ParkedLimit:
    """Where too many wait, only letters are taken that wait for nothing: so whatever waits for them gets on.

    Where too many were tried in vain, those that begin a stream are not taken either, for nothing waits for them. One
    that is too large never waits here, for it would fill the place of a dozen: it comes again until it is refused.
    """

    store: IncomingStore
    alarms: Alarms
    _taken: dict[str, Waiting] = field(default_factory=dict)
    """By peer, what was taken since it was counted last."""

    async def exceeding(self, fresh: Sequence[ArrivedLetter]) -> list[ArrivedLetter]:
        """In a transaction: those of new letters that must come again later."""
        too_many = [sender for sender in {each.envelope.sender for each in fresh} if await self._is_full(sender)]
        for each in fresh:
            self._note(each)
        doubtful = [each for each in fresh if each.envelope.sender in too_many or limits.is_too_large(each.token)]
        if not doubtful:
            return []
        applicable = await self.store.next_in_line([named(each) for each in doubtful])
        failing = [sender for sender in too_many if await self._is_failing(sender)]
        exceeding = [each for each in doubtful if each.digest not in applicable or _begins(each, failing)]
        for sender in sorted({each.envelope.sender for each in exceeding}.intersection(too_many)):
            await self.alarms.on_much_parked(sender)
        return exceeding

    def _note(self, letter: ArrivedLetter) -> None:
        taken = self._taken[letter.envelope.sender]
        size = taken.bytes + len(letter.token)
        self._taken[letter.envelope.sender] = Waiting(letters=taken.letters + 1, bytes=size)

    async def _is_failing(self, sender: str) -> bool:
        return _is_too_much(await self.store.failing(sender, up_to=limits.MOST_PARKED))

    async def _is_full(self, sender: str) -> bool:
        taken = self._taken.get(sender)
        if taken and taken.letters < COUNTED_EVERY and taken.bytes < COUNTED_EVERY_BYTES:
            return False
        is_full = _is_too_much(await self.store.waiting(sender, up_to=limits.MOST_PARKED))
        self._taken[sender] = Waiting(letters=COUNTED_EVERY if is_full else 0)
        return is_full


def _is_too_much(waiting: Waiting) -> bool:
    return waiting.letters >= limits.MOST_PARKED or waiting.bytes >= limits.MOST_PARKED_BYTES


def _begins(letter: ArrivedLetter, senders: Collection[str]) -> bool:
    """Whether it is the first of a stream of one of them."""
    return letter.envelope.seq == 1 and letter.envelope.sender in senders
