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
"""Notes of each sender that are told from those that have not come; what was made before these counts as having come.

A sender that delivers more than this within the skew may only not come late.
"""


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


@dataclass(slots=True)
class _Used:
    """The last headers of one sender that were admitted, with their instants, and the latest of those forgotten."""

    headers: dict[str, int] = field(default_factory=dict)
    forgotten_until: int = 0

    def admit(self, header: str, iat: int) -> bool:
        """Whether it has certainly not come before."""
        if header in self.headers or iat <= self.forgotten_until:
            return False
        self.headers[header] = iat
        if len(self.headers) > REMEMBERED:
            made_at = self.headers.pop(next(iter(self.headers)))
            self.forgotten_until = max(made_at, self.forgotten_until)
        return True


@dataclass(frozen=True, slots=True)
class DeliveryNotes:
    """Reads the notes that come to this node."""

    node: str
    trust: Trust
    clock: Clock
    _used: dict[str, _Used] = field(default_factory=dict)

    def admit(self, header: str) -> DeliveryNote | None:
        """The note, the first time that it comes: who got hold of one must not use up its sender's share with it."""
        note = self.read(header)
        if note is None:
            return None
        used = self._used.setdefault(note.sender, _Used())
        return note if used.admit(header, note.iat) else None

    def read(self, header: str) -> DeliveryNote | None:
        """The note, if a node that takes part has made it just now for this one."""
        about = {"typ": TYP, "receiver": self.node}
        now = milliseconds(self.clock.now())
        try:
            return signed_requests.read(header.encode(), DeliveryNote, **about, trust=self.trust.current, now=now)
        except Refused:
            return None
