"""How much of one peer is refused for good in a day: each refusal is kept for ever, and would fill the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tongban.clock import CHINA, Clock
from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.classifying import named
from tongban.exchange.ports import Alarms
from tongban.exchange.statements import FILE_STREAMS
from tongban.exchange.store import RefusedOfDay, Store

KEPT_OF_A_FILE: Final = 4 * 1024
"""What a refused letter about a file takes, in bytes: its row and its receipts, for what it said is not kept."""

COUNTED_EVERY: Final = 100
"""Letters of a peer after which its refusals are counted anew: other processes have refused some too."""

TIMES_UNDER_WAY: Final = 10
"""How much more may be refused in cases that are under way: it has an end too, or one such case would fill the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedQuota:
    """What may be refused of one peer in a day, in numbers and in bytes."""

    letters: int = 1_000
    bytes: int = 64 * 1024 * 1024

    def is_reached(self, refused: RefusedOfDay, *, times: int = 1) -> bool:
        """Whether so many times as much was refused."""
        return refused.letters >= times * self.letters or refused.bytes >= times * self.bytes


@dataclass(frozen=True, slots=True)
class RefusedLimit:
    """Where too much was refused today, only letters of cases under way are taken; the others wait.

    A case is under way where the letter before was applied, or where this node has written to the peer: its first
    answer has no letter before, and what follows a refusal may be what mends it.
    """

    store: Store
    alarms: Alarms
    clock: Clock
    quota: RefusedQuota
    _taken: dict[tuple[str, str], int] = field(default_factory=dict)
    """By peer and day, how many letters were taken since refusals were counted last."""

    async def note(self, peer: str, *, size: int) -> None:
        """In the transaction of a refusal: one letter more, of so many bytes, is kept for nothing."""
        await self._add(peer, letters=1, size=size)

    async def note_without_effect(self, peer: str, *, stream: str, size: int) -> None:
        """The same of a letter that was in custody.

        Of a file that its asker has lost hundreds of pieces may be on their way: they count by what is kept of them
        alone, or no new case would be taken on a day on which a few files were refused.
        """
        is_of_file = stream.startswith(FILE_STREAMS)
        letters, bytes_kept = (0, min(size, KEPT_OF_A_FILE)) if is_of_file else (1, size)
        await self._add(peer, letters=letters, size=bytes_kept)

    async def _add(self, peer: str, *, letters: int, size: int) -> None:
        await self.store.add_refused(peer, self._today(), letters=letters, size=size)
        self._taken.pop((peer, self._today()), None)

    async def exceeding(
        self, fresh: Sequence[ArrivedLetter], contradicting: Sequence[ArrivedLetter]
    ) -> list[ArrivedLetter]:
        """In a transaction: those that must come again later, of new letters and of such as are about to be refused."""
        sent = Counter(each.envelope.sender for each in (*fresh, *contradicting))
        full = [sender for sender in sorted(sent) if await self._is_full(sender, sent[sender])]
        for sender in full:
            await self.alarms.on_much_refused(sender, self._today())
        doubtful = [each for each in fresh if each.envelope.sender in full]
        under_way = await self._under_way(doubtful) if doubtful else set()
        return [
            *(each for each in doubtful if each.digest not in under_way),
            *(each for each in contradicting if each.envelope.sender in full),
        ]

    async def _under_way(self, doubtful: Sequence[ArrivedLetter]) -> set[str]:
        names = [named(each) for each in doubtful]
        following = await self.store.following_applied(names)
        moderate = {sender for sender in {one.sender for one in names} if await self._is_moderate(sender)}
        return following | await self.store.in_cases_written_in([one for one in names if one.sender in moderate])

    async def _is_moderate(self, sender: str) -> bool:
        refused = await self.store.refused(sender, self._today())
        return not self.quota.is_reached(refused, times=TIMES_UNDER_WAY)

    async def _is_full(self, sender: str, letters: int) -> bool:
        name = (sender, self._today())
        if self._taken.get(name, COUNTED_EVERY) + letters <= COUNTED_EVERY:
            self._taken[name] += letters
            return False
        is_full = self.quota.is_reached(await self.store.refused(*name))
        for old in [each for each in self._taken if each[1] != name[1]]:
            del self._taken[old]
        self._taken[name] = COUNTED_EVERY if is_full else letters
        return is_full

    def _today(self) -> str:
        return self.clock.now().astimezone(CHINA).date().isoformat()
