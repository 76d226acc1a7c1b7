"""How each other node was reached last: a back-off, which any sign of life ends, and the wait it asked for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.exchange.delays import LONGEST_MILLISECONDS, delay, is_due
from tongban.exchange.store import PeerNote, Store

PROBE_EVERY_MILLISECONDS: Final = 5_000
NOTE_EVERY_MILLISECONDS: Final = 60_000


@dataclass(slots=True)
class PeerState:
    """`failures` in a row, when the next attempt is due, when the peer was last heard of, and the last problem.

    `not_before` is until when the peer asked to be left alone: a sign of life does not end that.
    """

    failures: int = 0
    next_at: int = 0
    seen_at: int | None = None
    problem: str | None = None
    not_before: int = 0
    probed_at: int = 0

    def is_due(self, now: int) -> bool:
        """Whether deliveries may be attempted."""
        return self.failures == 0 or is_due(self.next_at, now)

    def is_left_alone(self, now: int) -> bool:
        """Whether it asked to wait for longer, by whatever way the clock was set meanwhile."""
        return now < self.not_before <= now + LONGEST_MILLISECONDS

    def may_be_probed(self, now: int) -> bool:
        """Whether the last probe is long enough ago, by whatever way the clock was set meanwhile."""
        return abs(now - self.probed_at) >= PROBE_EVERY_MILLISECONDS


class Peers:
    """The state of all peers: in memory for decisions, in the database for pages and for the next start."""

    def __init__(self, store: Store, *, clock: Clock, chance: random.Random) -> None:
        self._store = store
        self._clock = clock
        self._chance = chance
        self._states: dict[str, PeerState] = {}

    async def load(self) -> None:
        """Takes up what the last run knew."""
        for note in await self._store.peer_notes():
            self._states[note.node] = PeerState(
                note.failures, note.next_at, note.seen_at, note.problem, note.not_before
            )

    def state(self, node: str) -> PeerState:
        """What is known about a peer."""
        return self._states.setdefault(node, PeerState())

    def is_due(self, node: str) -> bool:
        """Whether deliveries may be attempted now."""
        return self.state(node).is_due(self._now())

    def is_left_alone(self, node: str) -> bool:
        """Whether the peer asked not to be sent anything yet."""
        return self.state(node).is_left_alone(self._now())

    async def begin_probe(self, node: str) -> bool:
        """Whether a probe is allowed now, at most one in five seconds of all processes; counts as begun if so."""
        state, now = self.state(node), self._now()
        if not state.may_be_probed(now):
            return False
        state.probed_at = now
        return await self._store.begin_probe(node, every=PROBE_EVERY_MILLISECONDS)

    async def heard(self, node: str) -> None:
        """The peer gave a sign of life; writes only if that is news."""
        state, now = self.state(node), self._now()
        is_news = state.failures > 0 or now - (state.seen_at or 0) >= NOTE_EVERY_MILLISECONDS
        state.failures, state.next_at, state.problem = 0, 0, None
        if is_news:
            state.seen_at = now
            await self._write(node, state)

    def hasten(self, node: str) -> None:
        """An operator wants it tried now, whatever the back-off or the wait it asked for."""
        state = self.state(node)
        state.next_at, state.not_before = self._now(), 0

    async def failed(self, node: str, problem: str, *, wait: int | None = None) -> None:
        """An attempt failed; `wait` is how many milliseconds the peer asked for."""
        state = self.state(node)
        state.failures += 1
        state.problem = problem[:64]
        state.next_at = self._now() + (delay(state.failures, self._chance) if wait is None else wait)
        state.not_before = 0 if wait is None else state.next_at
        await self._write(node, state)

    async def _write(self, node: str, state: PeerState) -> None:
        note = PeerNote(
            node=node,
            failures=state.failures,
            next_at=state.next_at,
            seen_at=state.seen_at,
            problem=state.problem,
            not_before=state.not_before,
        )
        await self._store.keep_peer_note(note)

    def _now(self) -> int:
        return milliseconds(self._clock.now())
