"""How items reach another node: the port behind which every transport stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class TransportFailed(Exception):
    """Nothing usable came back; `retry_after` is how many milliseconds the peer asked to wait."""

    def __init__(self, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Transport(Protocol):
    """Carries opaque items to another node and its answers back.

    It may lose, repeat, delay and reorder; it must not change bytes. What it answers is believed only once verified.
    """

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Delivers a batch and returns the answers, in any order; raises TransportFailed."""
        ...

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Delivers a question and returns the answer; raises TransportFailed."""
        ...

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached at all; cheap, never raises."""
        ...
