"""How each other node was reached last: one back-off per peer, which any sign of life ends."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.exchange.delays import delay
from tongban.storage.database import Database

PROBE_EVERY_MILLISECONDS: Final = 5_000
NOTE_EVERY_MILLISECONDS: Final = 60_000


@dataclass(slots=True)
class PeerState:
    """`failures` in a row, when the next attempt is due, when the peer was last heard of, and the last problem."""

    failures: int = 0
    next_at: int = 0
    seen_at: int | None = None
    problem: str | None = None
    probed_at: int = 0


class Peers:
    """The state of all peers: in memory for decisions, in the database for pages and for the next start."""

    def __init__(self, database: Database, *, clock: Clock, chance: random.Random) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance
        self._states: dict[str, PeerState] = {}

    async def load(self) -> None:
        """Takes up what the last run knew."""
        for row in await self._database.fetch("SELECT node, failures, next_at, seen_at, problem FROM tongban_peer"):
            self._states[row["node"]] = PeerState(row["failures"], row["next_at"], row["seen_at"], row["problem"])

    def state(self, node: str) -> PeerState:
        """What is known about a peer."""
        return self._states.setdefault(node, PeerState())

    def is_due(self, node: str) -> bool:
        """Whether deliveries may be attempted now."""
        state = self.state(node)
        return state.failures == 0 or state.next_at <= self._now()

    def begin_probe(self, node: str) -> bool:
        """Whether a probe is allowed now, at most one in five seconds; counts as begun if so."""
        state, now = self.state(node), self._now()
        if now - state.probed_at < PROBE_EVERY_MILLISECONDS:
            return False
        state.probed_at = now
        return True

    async def heard(self, node: str) -> None:
        """The peer gave a sign of life; writes only if that is news."""
        state, now = self.state(node), self._now()
        is_news = state.failures > 0 or now - (state.seen_at or 0) >= NOTE_EVERY_MILLISECONDS
        state.failures, state.next_at, state.problem = 0, 0, None
        if is_news:
            state.seen_at = now
            await self._write(node, state)

    async def failed(self, node: str, problem: str, *, wait: int | None = None) -> None:
        """An attempt failed; `wait` is how many milliseconds the peer asked for."""
        state = self.state(node)
        state.failures += 1
        state.problem = problem[:64]
        state.next_at = self._now() + (delay(state.failures, self._chance) if wait is None else wait)
        await self._write(node, state)

    async def _write(self, node: str, state: PeerState) -> None:
        arguments = (node, state.failures, state.next_at, state.seen_at, state.problem)
        await self._database.execute(_UPSERT, *arguments)

    def _now(self) -> int:
        return milliseconds(self._clock.now())


_UPSERT: Final = """INSERT INTO tongban_peer (node, failures, next_at, seen_at, problem) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (node) DO UPDATE SET failures = excluded.failures, next_at = excluded.next_at, seen_at = excluded.seen_at,
problem = excluded.problem"""
