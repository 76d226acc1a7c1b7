"""Contradictions of peers, kept where auditors look."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.audit.record import Audit
from tongban.exchange.receipts import Receipt


@dataclass(frozen=True, slots=True)
class AuditAlarms:
    """The exchange's `Alarms`, written into the audit log."""

    audit: Audit

    async def on_contradiction(self, refusal: Receipt) -> None:
        """Record which peer contradicted itself, and how."""
        await self.audit.record(
            actor=f"node:{refusal.addressee}", role="node", act="contradict", purpose=refusal.code or "contradiction"
        )
