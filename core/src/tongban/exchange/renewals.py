"""Whether a letter sealed anew is the one that it says, and whether one that waits is its sender's at all."""

from __future__ import annotations

from typing import Final

from tongban.exchange import envelope, limits, signatures
from tongban.exchange.envelope import Heading, SealedEnvelope
from tongban.exchange.keyring import Keyring
from tongban.exchange.refusals import Refused
from tongban.exchange.store import Parked, Stored
from tongban.exchange.trust import TrustList


def require_same(letter: SealedEnvelope, token: bytes, keyring: Keyring) -> None:
    """Raises Refused: `id_conflict` where a letter says another thing than the one stored, or why it cannot be told."""
    stored = envelope.read(signatures.payload_of(token))
    if any(getattr(letter, name) != getattr(stored, name) for name in _KEPT):
        raise Refused("id_conflict", "heading")
    if bytes(envelope.opened(letter, keyring).body) != bytes(envelope.opened(stored, keyring).body):
        raise Refused("id_conflict", "body")


def is_doubtful(letter: Parked | Stored, trust: TrustList) -> bool:
    """Whether a letter came under a key of its sender when others knew it: if it is genuine, it comes again."""
    kid = signatures.read_header(letter.token, limit=limits.MAX_FRAME_BYTES).kid
    return trust.was_known_to_others(letter.sender, kid, at=letter.arrived_at)


_KEPT: Final = tuple(name for name in Heading.__struct_fields__ if name not in {"v", "renews", "refused"})
