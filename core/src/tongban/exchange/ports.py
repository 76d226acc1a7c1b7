"""What the exchange needs from those who use it."""

from __future__ import annotations

from typing import Protocol

from tongban.exchange.envelope import Envelope
from tongban.exchange.receipts import Receipt
from tongban.exchange.statements import Statement


class Handler(Protocol):
    """Gives the letters that arrive their effect."""

    async def apply(self, envelope: Envelope) -> None:
        """Writes the effect of one letter, in order within its stream, exactly once.

        Awaited inside the transaction that also stores the applied receipt. Raise `Rejected` to refuse for good: what
        was written is rolled back and the refusal travels back signed. Any other exception is logged, parks this stream
        alone, and the letter is tried again later.
        """
        ...


class Rejections(Protocol):
    """Learns that a letter of ours was refused for good."""

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        """Writes what follows from the refusal, once, in the transaction that records it."""
        ...

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        """Writes that the peer takes back its final word on a letter, by what `receipt` says now; the first one stands.

        It may say so several times.
        """
        ...


class Statements(Protocol):
    """Learns what a peer says of the letters between the two nodes."""

    async def take(self, statement: Statement) -> list[bytes]:
        """The signed answers, if there are any."""
        ...

    async def due(self, peer: str) -> list[bytes]:
        """What a peer that fetches is to be told now."""
        ...


class NoStatements:
    """`Statements` of a node that compares nothing."""

    async def take(self, statement: Statement) -> list[bytes]:
        """No answer."""
        return []

    async def due(self, peer: str) -> list[bytes]:
        """Nothing to tell."""
        return []


class Alarms(Protocol):
    """Learns what is a fault of a peer at best and an attack at worst."""

    async def on_contradiction(self, refusal: Receipt) -> None:
        """Records it for the auditors, in the transaction that stores the refusal.

        `refusal.code` is `id_conflict`, `seq_conflict` or `broken_chain`; `refusal.addressee` is the peer.
        """
        ...

    async def on_much_refused(self, peer: str, day: str) -> None:
        """Tells an operator that so much of a peer was refused on a day that its new letters wait; told often."""
        ...

    async def on_much_taken(self, peer: str, day: str) -> None:
        """Tells an operator that so much of a peer was taken on a day that all it sends waits; told often."""
        ...

    async def on_much_parked(self, peer: str) -> None:
        """Tells an operator that so much of a peer is here without effect that more of it is put off; told often."""
        ...
