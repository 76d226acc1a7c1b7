"""What is measured of a node for its operator's alarms: about nodes and queues, never about people or cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.audit.state import AuditState
from tongban.clock import Clock, milliseconds
from tongban.exchange.inbox import Inbox
from tongban.exchange.incidents import Incidents
from tongban.exchange.trust import Trust
from tongban.operation.exposition import Metric
from tongban.operation.peers import PeerStanding, Standings
from tongban.storage.database import Database
from tongban.storage.statements import Row

PerPeer = Callable[[PeerStanding], float]


PEER_GAUGES: Final[tuple[tuple[str, str, PerPeer], ...]] = (
    (
        "tongban_peer_oldest_unreceipted_seconds",
        "Age of the oldest letter to the node without a final receipt, 0 without any.",
        lambda peer: peer.since(peer.oldest_at) / 1000,
    ),
    (
        "tongban_peer_waiting_letters",
        "Letters to the node without a final receipt.",
        lambda peer: peer.waiting,
    ),
    (
        "tongban_peer_lag_seconds",
        "How long the letter that the node confirmed last took to be stored there.",
        lambda peer: (peer.lag or 0) / 1000,
    ),
    (
        "tongban_peer_refused_letters",
        "Letters that the node refused for good in the last 24 hours.",
        lambda peer: peer.refused,
    ),
    (
        "tongban_peer_letters_refused_here",
        "Letters of the node that this one refused for good today, as counted against `refusals_a_day`.",
        lambda peer: peer.refused_here,
    ),
    ("tongban_peer_failures", "Failed deliveries in a row.", lambda peer: peer.failures),
    (
        "tongban_peer_silent_seconds",
        "Time since the last sign of life of the node, 0 where there never was one.",
        lambda peer: peer.since(peer.seen_at) / 1000,
    ),
    ("tongban_peer_suspended", "1 where the trust list suspends the node.", lambda peer: peer.suspended),
)


TURNED_AWAY: Final = "tongban_turned_away_total"
WORDS: Final[dict[str, str]] = {
    TURNED_AWAY: "Items that this process did not take, by who signed them (empty: nobody known) and why.",
    "tongban_parked_letters": "Letters of other nodes not applied yet.",
    "tongban_open_incidents": "Differences with other nodes that nobody has closed.",
    "tongban_audit_sealed_acts": "Acts in the audit chain.",
    "tongban_audit_unsealed_seconds": "Age of the oldest act that is not sealed, 0 without any.",
    "tongban_audit_head_authentic": "1 while this node wrote the chain's head.",
    "tongban_trust_list_version": "Version of the trust list in use.",
    "tongban_trust_list_age_seconds": "Time since the list in use was made.",
    "tongban_trust_list_left_seconds": "Time until it expires, negative in its grace.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Gathers every metric at the moment of a scrape."""

    database: Database
    standings: Standings
    incidents: Incidents
    inbox: Inbox
    audit: AuditState
    trust: Trust
    clock: Clock

    async def gather(self) -> list[Metric]:
        """All of them."""
        now, peers = milliseconds(self.clock.now()), await self.standings.of_peers()
        return [
            *_of_peers(peers),
            *self._of_arrivals(),
            *await self._of_queues(),
            *await self._of_audit(),
            *self._of_trust(now),
        ]

    def _of_arrivals(self) -> Iterator[Metric]:
        counted = sorted(self.inbox.turned_away.items())
        samples = tuple(({"peer": peer, "code": code}, float(number)) for (peer, code), number in counted)
        yield Metric(name=TURNED_AWAY, help=WORDS[TURNED_AWAY], samples=samples, kind="counter")

    async def _of_queues(self) -> list[Metric]:
        parked = await self.database.fetch_one(_PARKED)
        incidents = len(await self.incidents.all_open())
        return [_single("tongban_parked_letters", _count(parked)), _single("tongban_open_incidents", incidents)]

    async def _of_audit(self) -> list[Metric]:
        found = await self.audit.look()
        return [
            _single("tongban_audit_sealed_acts", found.sealed),
            _single("tongban_audit_unsealed_seconds", found.oldest_unsealed_seconds),
            _single("tongban_audit_head_authentic", found.is_authentic),
        ]

    def _of_trust(self, now: int) -> list[Metric]:
        document = self.trust.current.document
        return [
            _single("tongban_trust_list_version", document.version),
            _single("tongban_trust_list_age_seconds", (now - document.issued) / 1000),
            _single("tongban_trust_list_left_seconds", (document.expires - now) / 1000),
        ]


def _of_peers(peers: Sequence[PeerStanding]) -> Iterator[Metric]:
    for name, words, measure in PEER_GAUGES:
        samples = tuple(({"peer": peer.node}, float(measure(peer))) for peer in peers)
        yield Metric(name=name, help=words, samples=samples)


def _single(name: str, value: float) -> Metric:
    return Metric(name=name, help=WORDS[name], samples=(({}, float(value)),))


def _count(row: Row | None) -> int:
    return int(row["letters"]) if row else 0


_PARKED: Final = "SELECT COUNT(*) AS letters FROM tongban_inbox WHERE state = 'parked'"
