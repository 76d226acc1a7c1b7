"""Shares of one process: whoever has had less of it goes first, so that a flood slows down nobody but itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

HALF_LIFE_SECONDS: Final = 5.0
SLACK: Final = 10.0
"""Pieces of work by which peers count as alike: two that send as much take turns and do not stop one another."""

PEOPLE_SECONDS: Final = 0.03
"""For which a piece of work stands back for a page that somebody awaits: most are done by then, and where pages never
end letters still go on."""

YOUNG_SECONDS: Final = 0.25
"""A page that takes longer waits for something else, such as an upload, and holds up no letter."""

CROWDED_AT_ONCE: Final = 5
"""Letters or receipts that share a commit while others are about: a large batch would hold them up."""

LATELY_SECONDS: Final = 1.0
"""For which whoever was at work still counts as being about: its next request is to meet small pieces of work."""

MUCH_AT_ONCE: Final = 10
"""Letters in one delivery, from which on it can wait: whoever sends so many does not await each."""

QUEUED: Final = 3
"""Deliveries of one peer behind which another of the same waits, from which on they are a flood: if it has had more of
the node than all others who are about. Where the node is slow, those of whoever sends little wait too."""

MOST_REST: Final = 4.0
"""How long a flood rests after a piece of work, in times of what it took, while others are about that send little; and
whoever has had most, at most that, as often as it has had more than the one that has had least. A flood leaves most of
the process free for whatever comes, and of two that send nearly as much neither rests."""

LONGEST_PIECE_SECONDS: Final = 0.0125
"""What took longer waited for something, and kept nobody from working meanwhile."""

REST_FOR_PAGES: Final = 3.0
"""The same for everybody while pages are asked for: a page then seldom meets letters at work, and shares the processor
with them a quarter of the time."""

LONGEST_REST_FOR_PAGES_SECONDS: Final = 0.01
"""A piece of work that waited for something took longer than it kept anybody from working."""

PATIENCE_SECONDS: Final = 0.25
"""For which one piece of work stands back; who waits for a register, say, holds up the others no longer."""


@dataclass(slots=True)
class Shares:
    """Counts pieces of work by peer, what is past half as much every few seconds."""

    _had: dict[str, float] = field(default_factory=dict)
    _at_work: Counter[str] = field(default_factory=Counter)
    _seen_at: dict[str, float] = field(default_factory=dict)
    _began_at: dict[str, float] = field(default_factory=dict)
    _floods_until: dict[str, float] = field(default_factory=dict)
    _queues_until: dict[str, float] = field(default_factory=dict)
    _much: Counter[str] = field(default_factory=Counter)
    _resting: Counter[str] = field(default_factory=Counter)
    _pages: dict[Page, float] = field(default_factory=dict)
    _paged_at: float = -LATELY_SECONDS
    _halved_at: float = 0.0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _standing_back: int = 0

    @asynccontextmanager
    async def at_work(self, peer: str, letters: int = 1) -> AsyncIterator[None]:
        """Inside, so many letters that this peer has sent wait for their effect."""
        much = 1 if letters > MUCH_AT_ONCE else 0
        self._much[peer] += much
        if self._seen_at.get(peer, -LATELY_SECONDS) < _now() - LATELY_SECONDS:
            # Whoever comes anew goes a little ahead of those who are about, not before all that they have had.
            level = min((self._had.get(other, 0.0) for other in self._lately(peer)), default=0.0)
            self._had[peer] = max(level - 3 * SLACK, self._had.get(peer, 0.0))
        if not self._at_work[peer]:
            self._began_at[peer] = _now()
        self._at_work[peer] += 1
        self._seen_at[peer] = _now()
        try:
            yield
        finally:
            self._at_work[peer] -= 1
            self._much[peer] -= much
            if much:
                self.floods(peer)
            self._seen_at[peer] = _now()
            self._wake()

    def queued(self, peer: str, deliveries: int) -> None:
        """A delivery waits behind so many of the same peer."""
        if deliveries >= QUEUED:
            self._queues_until[peer] = _now() + LATELY_SECONDS

    def floods(self, peer: str) -> None:
        """This peer sends more than it awaits: for a while, whoever sends little goes before it."""
        self._floods_until[peer] = _now() + LATELY_SECONDS

    def page(self) -> Page:
        """Inside this block, somebody awaits a page."""
        return Page(self)

    def begin(self, page: Page) -> None:
        """Somebody awaits a page from now on."""
        self._pages[page] = _now()

    def end(self, page: Page) -> None:
        """It has been answered."""
        del self._pages[page]
        self._paged_at = _now()
        self._wake()

    def is_crowded(self, peer: str) -> bool:
        """Whether pieces of work are to be small, for they hold up pages, or others who have not had much more.

        Whoever has had much less than all others takes up little time however large its pieces are, and many small ones
        would each wait for the others.
        """
        return self._are_pages_about() or any(not self._goes_before(peer, other) for other in self._lately(peer))

    def _are_pages_about(self) -> bool:
        return bool(self._pages) or self._paged_at >= _now() - LATELY_SECONDS

    def _lately(self, peer: str) -> list[str]:
        since = _now() - LATELY_SECONDS
        return [other for other, seen_at in self._seen_at.items() if other != peer and seen_at >= since]

    async def give_way(self, peer: str) -> None:
        """Counts a piece of work for a peer; returns once nobody who has had less is at work.

        To be called outside any transaction, since others may need what it holds.
        """
        self._halve()
        self._had[peer] = self._had.get(peer, 0.0) + 1
        rest = self._rest(peer)
        resting = 1 if rest else 0
        self._resting[peer] += resting
        try:
            await asyncio.sleep(rest)  # even 0: on SQLite statements run in the event loop
        finally:
            self._resting[peer] -= resting
        await self._while(PEOPLE_SECONDS, self._is_awaited)
        await self._while(PATIENCE_SECONDS, lambda: self._stands_back(peer))
        self._began_at[peer] = _now()

    async def _while(self, seconds: float, others_first: Callable[[], bool]) -> None:
        if not others_first():
            return
        self._standing_back += 1
        try:
            async with asyncio.timeout(seconds):
                while others_first():
                    await self._moved.wait()
        except TimeoutError:
            pass
        finally:
            self._standing_back -= 1

    def _is_awaited(self) -> bool:
        since = _now() - YOUNG_SECONDS
        return any(began_at >= since for began_at in self._pages.values())

    def _rest(self, peer: str) -> float:
        took = min(LONGEST_PIECE_SECONDS, _now() - self._began_at.get(peer, _now()))
        for_others = self._excess(peer) * took
        for_pages = min(LONGEST_REST_FOR_PAGES_SECONDS, REST_FOR_PAGES * took) if self._are_pages_about() else 0.0
        return max(for_others, for_pages)

    def _excess(self, peer: str) -> float:
        others = self._lately(peer)
        if self._is_flooding(peer) and not all(map(self._is_flooding, others)):
            return MOST_REST
        if not self._is_flooding(peer):
            others = [other for other in others if not self._is_flooding(other)]
        least = min((self._had.get(other, 0.0) for other in others), default=self._had[peer])
        return min(MOST_REST, max(0.0, self._had[peer] / (least + SLACK) - 1))

    def _stands_back(self, peer: str) -> bool:
        working = (other for other, works in self._at_work.items() if works and other != peer)
        return any(self._goes_before(other, peer) for other in working if not self._resting[other])

    def _goes_before(self, one: str, other: str) -> bool:
        """Whoever sends little before a flood; of two alike whoever has had much less."""
        is_flood = self._is_flooding(other)
        if self._is_flooding(one) != is_flood:
            return is_flood
        return self._had.get(one, 0.0) < self._had.get(other, 0.0) - SLACK

    def _is_flooding(self, peer: str) -> bool:
        if self._much[peer] or self._floods_until.get(peer, 0.0) > _now():
            return True
        return self._queues_until.get(peer, 0.0) > _now() and self._has_had_most(peer)

    def _has_had_most(self, peer: str) -> bool:
        others = sum(self._had.get(other, 0.0) for other in self._lately(peer))
        return self._had.get(peer, 0.0) >= others

    def _halve(self) -> None:
        now = _now()
        if now - self._halved_at >= HALF_LIFE_SECONDS:
            halves = 0.5 ** int((now - self._halved_at) / HALF_LIFE_SECONDS)
            self._had = {peer: had * halves for peer, had in self._had.items() if had * halves >= 1}
            self._halved_at = now

    def _wake(self) -> None:
        if self._standing_back:
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()


class Page:
    """One page that somebody awaits, for the time of a `with` block."""

    __slots__ = ("_shares",)

    def __init__(self, shares: Shares) -> None:
        self._shares = shares

    def __enter__(self) -> None:
        self._shares.begin(self)

    def __exit__(self, *_: object) -> None:
        self._shares.end(self)


def _now() -> float:
    return asyncio.get_running_loop().time()
