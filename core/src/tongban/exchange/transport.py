"""How items reach another node: the port behind which every transport stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol


class TransportFailed(Exception):
    """Nothing usable came back; `retry_after` is how many milliseconds the peer asked to wait, `code` why."""

    def __init__(self, reason: str, *, retry_after: int | None = None, code: str = "unreachable") -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a transport brings something to a peer.

    Answers come within so many milliseconds as items of their own, or with the delivery where that is 0. To a peer that
    fetches what is due to it nothing is sent at all. Where no question is carried,
    what would be asked goes as a letter.
    """

    answers_within: int = 0
    fetched: bool = False
    carries_questions: bool = True


AT_ONCE: Final = Manner()


class Receiver(Protocol):
    """What a node does with that which arrives."""

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        """The answers for a batch, to be brought back; raises StorageError where it must come again."""
        ...

    async def answer(self, question: bytes) -> bytes:
        """The answer to a question."""
        ...


class Transport(Protocol):
    """Carries opaque items to another node and its answers back.

    It may lose, repeat, delay, reorder and split batches; it must not change bytes. What it answers is believed only
    once verified. `tongban.testing.transports` holds every implementation to this.
    """

    name: str
    """As the trust list and settings call it."""

    def manner(self, peer: str) -> Manner:
        """How this transport brings something to that peer."""
        ...

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Delivers a batch and returns the answers given at once, in any order; raises TransportFailed."""
        ...

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Delivers a question and returns the answer; raises TransportFailed, at once where it carries none."""
        ...

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached at all; cheap, never raises."""
        ...

    async def receive(self, receiver: Receiver) -> None:
        """Hands over what arrives, until cancelled; returns where something else does, such as the site."""
        ...
