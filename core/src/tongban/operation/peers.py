"""How the exchange with each other node stands: its last sign of life, what waits, what was refused, its keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongban.clock import CHINA, Clock, milliseconds
from tongban.exchange import rows
from tongban.exchange.peers import Peers
from tongban.exchange.trust import Trust
from tongban.exchange.trust_documents import Grant, TrustKey, TrustNode
from tongban.storage.database import Database

A_DAY: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStanding:
    """One other node; instants are Unix milliseconds, `problem` is why it was not reached, empty where it was.

    `lag` is how long the letter confirmed last took to be stored there, `refused` how many letters of ours it refused
    for good in 24 hours, `refused_here` how many of its letters were refused here for good today, as the quota counts
    them, `at` when this was looked at.
    """

    listed: TrustNode
    seen_at: int | None
    failures: int
    next_at: int
    problem: str
    waiting: int
    oldest_at: int | None
    lag: int | None
    refused: int
    refused_here: int
    at: int

    def since(self, instant: int | None) -> int:
        """Milliseconds from an instant to when this was looked at; 0 for an instant that never was."""
        return 0 if instant is None else max(0, self.at - instant)

    @property
    def node(self) -> str:
        """Its code."""
        return self.listed.id

    @property
    def suspended(self) -> bool:
        """Whether nothing is exchanged with it."""
        return self.listed.status == "suspended"


@dataclass(frozen=True, slots=True)
class Standings:
    """Reads the standing of the exchange of `node`; of settled letters only the last ones are looked at."""

    database: Database
    node: str
    trust: Trust
    peers: Peers
    clock: Clock

    async def of_peers(self) -> list[PeerStanding]:
        """Every other node of the trust list."""
        waiting = {row["receiver"]: (row["letters"], row["oldest"]) for row in await self.database.fetch(_WAITING)}
        since = milliseconds(self.clock.now()) - A_DAY
        refused = {row["receiver"]: row["letters"] for row in await self.database.fetch(REFUSED_LATELY, since)}
        others = [each for each in self.trust.current.nodes if each.id != self.node]
        here = await self._refused_today([each.id for each in others])
        return [
            await self._standing(
                each,
                waiting.get(each.id, (0, None)),
                refused=refused.get(each.id, 0),
                refused_here=here.get(each.id, 0),
            )
            for each in others
        ]

    async def _refused_today(self, nodes: Sequence[str]) -> dict[str, int]:
        if not nodes:
            return {}
        today = self.clock.now().astimezone(CHINA).date().isoformat()
        named = {f"{node} {today}": node for node in nodes}
        found = await self.database.fetch(_REFUSED_TODAY.format(names=rows.marks(len(named))), *named)
        return {named[row["id"]]: row["letters"] for row in found}

    async def _standing(
        self, listed: TrustNode, waiting: tuple[int, int | None], *, refused: int, refused_here: int
    ) -> PeerStanding:
        state = self.peers.state(listed.id)
        return PeerStanding(
            listed=listed,
            seen_at=state.seen_at,
            failures=state.failures,
            next_at=state.next_at,
            problem=state.problem or "",
            waiting=waiting[0],
            oldest_at=waiting[1],
            lag=await self._lag(listed.id, waiting[1]),
            refused=refused,
            refused_here=refused_here,
            at=milliseconds(self.clock.now()),
        )

    async def _lag(self, node: str, oldest_at: int | None) -> int | None:
        row = await self.database.fetch_one(_LAST_CONFIRMED, node)
        if row is None and oldest_at is not None:
            row = await self.database.fetch_one(_CONFIRMED_BEFORE, node, oldest_at)
        return max(0, row["custody_at"] - row["queued_at"]) if row else None

    def keys(self, node: str) -> tuple[TrustKey, ...]:
        """The keys that the list names for a node, those in use first."""
        listed = self.trust.current.node(node)
        found = listed.keys if listed else ()
        return tuple(sorted(found, key=lambda key: (key.status != "active", key.use, -key.nbf)))

    def grants(self, node: str) -> tuple[Grant, ...]:
        """What this node and another may send one another, what this one may first."""
        both = {self.node, node}
        found = (grant for grant in self.trust.current.document.grants if {grant.sender, grant.receiver} == both)
        return tuple(sorted(found, key=lambda grant: (grant.sender != self.node, grant.until)))


_WAITING: Final = """SELECT receiver, COUNT(*) AS letters, MIN(queued_at) AS oldest FROM tongban_outbox
WHERE settled_at IS NULL GROUP BY receiver"""
# Counted apart: to group them SQLite would go through all letters by an index on the receiver.
REFUSED_LATELY: Final = """WITH refused AS MATERIALIZED (
SELECT receiver FROM tongban_outbox WHERE state = 'rejected' AND settled_at >= $1
) SELECT receiver, COUNT(*) AS letters FROM refused GROUP BY receiver"""
_REFUSED_TODAY: Final = "SELECT id, letters FROM tongban_refused_day WHERE id IN ({names})"
# Of a backlog only the last letters are looked at, then those before it: a page must not go through thousands.
_LAST_CONFIRMED: Final = """SELECT queued_at, custody_at FROM (SELECT queued_at, custody_at FROM tongban_outbox
WHERE receiver = $1 ORDER BY queued_at DESC LIMIT 50) AS last
WHERE custody_at IS NOT NULL ORDER BY queued_at DESC LIMIT 1"""
_CONFIRMED_BEFORE: Final = """SELECT queued_at, custody_at FROM tongban_outbox
WHERE receiver = $1 AND queued_at < $2 AND custody_at IS NOT NULL ORDER BY queued_at DESC LIMIT 1"""
