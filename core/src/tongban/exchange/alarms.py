"""Contradictions of a peer, written into the audit log."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from tongban.audit.record import Audit
from tongban.exchange.receipts import Receipt

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuditedAlarms:
    """An audit row and an error in the log for each contradiction."""

    audit: Audit

    async def on_contradiction(self, refusal: Receipt) -> None:
        """Record the refusal under the peer's id."""
        _log.error("peer_contradicts_itself", peer=refusal.addressee, code=refusal.code, letter=refusal.letter)
        purpose = f"letter {refusal.letter}"
        await self.audit.record(actor=refusal.addressee, role="node", act=refusal.code, purpose=purpose)
