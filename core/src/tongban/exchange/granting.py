"""Who may send this node what: the grants of the trust list in use, at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.clock import Clock, milliseconds
from tongban.exchange.trust import Trust
from tongban.exchange.trust_documents import GrantKind


@dataclass(frozen=True, slots=True)
class Grants:
    """Grants to send something to `node`."""

    trust: Trust
    node: str
    clock: Clock

    def allows(self, sender: str, matter: str, kind: GrantKind) -> bool:
        """Whether an active node may send such a thing about a matter; what nobody granted is refused."""
        listed = self.trust.current.node(sender)
        if listed is None or listed.status != "active":
            return False
        about = {"sender": sender, "receiver": self.node, "matter": matter}
        return self.trust.current.grants(**about, kind=kind, at=milliseconds(self.clock.now()))
