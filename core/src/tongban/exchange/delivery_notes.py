"""The signed note that comes before what a node delivers over HTTP: whose it is, before any of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.exchange import signatures, signed_requests
from tongban.exchange.envelope import Digest
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey
from tongban.exchange.signed_requests import SignedRequest
from tongban.exchange.trust import Trust

TYP: Final = "tongban-delivery+jws"
HEADER: Final = "tongban-delivery"
REMEMBERED: Final = 2048
"""Notes of each sender that cannot come again; a note is refused for its age a while after it was made anyway."""


class DeliveryNote(SignedRequest, frozen=True, kw_only=True):
    """`sender` delivers to `receiver` the body that has this digest."""

    digest: Digest

    def covers(self, body: bytes) -> bool:
        """Whether this is the body."""
        return signatures.digest(body) == self.digest


def seal(body: bytes, *, sender: str, receiver: str, now: int, key: SigningKey) -> str:
    """The header for a body."""
    note = DeliveryNote(sender=sender, receiver=receiver, iat=now, digest=signatures.digest(body))
    return signed_requests.seal(note, key=key, typ=TYP).decode("ascii")


@dataclass(frozen=True, slots=True)
class DeliveryNotes:
    """Reads the notes that come to this node."""

    node: str
    trust: Trust
    clock: Clock
    _used: dict[str, dict[str, None]] = field(default_factory=dict)
    """By sender the headers that were admitted, the oldest first."""

    def admit(self, header: str) -> DeliveryNote | None:
        """The note, the first time that it comes: who got hold of one must not use up its sender's share with it."""
        note = self.read(header)
        used = self._used.setdefault(note.sender, {}) if note else {}
        if note is None or header in used:
            return None
        used[header] = None
        if len(used) > REMEMBERED:
            del used[next(iter(used))]
        return note

    def read(self, header: str) -> DeliveryNote | None:
        """The note, if a node that takes part has made it just now for this one."""
        about = {"typ": TYP, "receiver": self.node}
        now = milliseconds(self.clock.now())
        try:
            return signed_requests.read(header.encode(), DeliveryNote, **about, trust=self.trust.current, now=now)
        except Refused:
            return None
