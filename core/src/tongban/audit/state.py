"""The state of the audit chain at a glance, without walking it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from tongban.audit.chain import authenticate
from tongban.clock import Clock, milliseconds
from tongban.storage import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How far the chain goes, whether this node wrote its head, and how long the oldest act waits to be sealed."""

    sealed: int
    is_authentic: bool
    oldest_unsealed_seconds: float


@dataclass(frozen=True, slots=True)
class AuditState:
    """Looks at the head of the chain and at its end; `verify` walks all of it."""

    database: Database
    secret: bytes
    clock: Clock

    async def look(self) -> ChainState:
        """The state now."""
        head, waiting = await self.database.fetch_one(_HEAD), await self.database.fetch_one(_OLDEST)
        age = (milliseconds(self.clock.now()) - waiting["at"]) / 1000 if waiting else 0.0
        if head is None:
            return ChainState(sealed=0, is_authentic=True, oldest_unsealed_seconds=age)
        mac = authenticate(self.secret, position=head["position"], chain=bytes(head["chain"]))
        is_authentic = hmac.compare_digest(mac, bytes(head["mac"]))
        return ChainState(sealed=head["position"], is_authentic=is_authentic, oldest_unsealed_seconds=max(0.0, age))


_HEAD: Final = "SELECT position, chain, mac FROM tongban_audit_head WHERE id = 1"
_OLDEST: Final = "SELECT at FROM tongban_audit WHERE position IS NULL ORDER BY id LIMIT 1"
