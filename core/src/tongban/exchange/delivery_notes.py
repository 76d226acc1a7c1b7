"""The signed note that comes before what a node delivers over HTTP: whose it is, before any of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.exchange import addressing, signatures, signed_requests
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

UNTIMELY: Final = "untimely"


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
class Delivery:
    """What is about to come, and in whose line."""

    note: DeliveryNote
    line: str


@dataclass(frozen=True, slots=True)
class DeliveryNotes:
    """Reads the notes that come to this node."""

    node: str
    trust: Trust
    clock: Clock
    _used: dict[str, _Used] = field(default_factory=dict)

    def admit(self, header: str) -> Delivery | None:
        """What the note announces, the first time that it comes.

        Who got hold of a note must not use up its sender's share with it. One that was not made just now may be an old
        one, which another sends, or of a sender whose clock is wrong: it opens a line of that sender beside its own.
        """
        note = self.read(header)
        if note is None:
            return None
        is_timely = addressing.is_timely(note.iat, now=self._now())
        line = note.sender if is_timely else f"{note.sender} {UNTIMELY}"
        used = self._used.setdefault(line, _Used())
        return Delivery(note, line) if used.admit(header, note.iat) else None

    def read(self, header: str) -> DeliveryNote | None:
        """The note, if a node that takes part has made it for this one, whenever that was."""
        about = {"typ": TYP, "receiver": self.node}
        try:
            return signed_requests.authentic(
                header.encode(), DeliveryNote, **about, trust=self.trust.current, now=self._now()
            )
        except Refused:
            return None

    def _now(self) -> int:
        return milliseconds(self.clock.now())
