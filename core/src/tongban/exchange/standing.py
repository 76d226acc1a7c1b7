"""How the exchange with each other node stands: reached or not, the oldest unanswered letter, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.exchange.peers import Peers
from tongban.exchange.trust import Trust
from tongban.storage.database import Database

SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStanding:
    """One other node; instants are Unix milliseconds, `problem` is why it was not reached, empty where it was."""

    node: str
    name: str
    suspended: bool
    seen_at: int | None
    failures: int
    problem: str
    waiting: int
    oldest_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLetter:
    """A letter of ours that another node refused for good."""

    receiver: str
    case_id: str
    kind: str
    problem: str
    at: int


@dataclass(frozen=True, slots=True)
class Standings:
    """Reads the standing of the exchange of `node`; only unsettled and refused letters are looked at."""

    database: Database
    node: str
    trust: Trust
    peers: Peers

    async def of_peers(self) -> list[PeerStanding]:
        """Every other node of the trust list."""
        found = {row["receiver"]: (row["letters"], row["oldest"]) for row in await self.database.fetch(_WAITING)}
        return [
            PeerStanding(
                node=each.id,
                name=each.name,
                suspended=each.status == "suspended",
                seen_at=self.peers.state(each.id).seen_at,
                failures=self.peers.state(each.id).failures,
                problem=self.peers.state(each.id).problem or "",
                waiting=found.get(each.id, (0, None))[0],
                oldest_at=found.get(each.id, (0, None))[1],
            )
            for each in self.trust.current.nodes
            if each.id != self.node
        ]

    async def refused(self) -> list[RefusedLetter]:
        """The letters refused last."""
        found = await self.database.fetch(_REFUSED)
        return [
            RefusedLetter(
                receiver=row["receiver"],
                case_id=row["case_id"],
                kind=row["kind"],
                problem=row["problem"] or "",
                at=row["settled_at"],
            )
            for row in found
        ]


_WAITING: Final = """SELECT receiver, COUNT(*) AS letters, MIN(queued_at) AS oldest FROM tongban_outbox
WHERE settled_at IS NULL GROUP BY receiver"""
_REFUSED: Final = f"""SELECT receiver, case_id, kind, problem, settled_at FROM tongban_outbox
WHERE state = 'rejected' ORDER BY settled_at DESC, id DESC LIMIT {SHOWN}"""
