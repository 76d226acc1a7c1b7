"""Contradictions of peers, kept where auditors look, and what an operator is to look at."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.audit.record import Audit
from tongban.exchange.incidents import Incidents
from tongban.exchange.receipts import Receipt
from tongban.exchange.trust_documents import TrustKey


@dataclass(frozen=True, slots=True)
class AuditAlarms:
    """The exchange's `Alarms`, written into the audit log and the incidents."""

    audit: Audit
    incidents: Incidents

    async def on_contradiction(self, refusal: Receipt) -> None:
        """Record which peer contradicted itself, and how."""
        await self.audit.record(
            actor=f"node:{refusal.addressee}", role="node", act="contradict", purpose=refusal.code or "contradiction"
        )

    async def on_much_refused(self, peer: str, day: str) -> None:
        """Open an incident, once for that day."""
        await self.incidents.open("much_refused", peer=peer, details=day)

    async def on_much_taken(self, peer: str, day: str) -> None:
        """Open an incident, once for that day."""
        await self.incidents.open("much_taken", peer=peer, details=day)

    async def on_much_parked(self, peer: str) -> None:
        """Open an incident, unless one with that peer is open."""
        day = self.incidents.clock.today().isoformat()
        await self.incidents.open("much_parked", peer=peer, details=day, about="")

    async def on_compromised(self, node: str, key: TrustKey, letters: int) -> None:
        """Record that letters were taken under a key that others knew; an auditor looks at each."""
        await self.audit.record(
            actor=f"node:{node}", role="node", act="compromised_key", purpose=f"{key.kid}：{letters}封来信"[:200]
        )
