"""Transports for tests and simulations: one that calls the other node, and one that loses, repeats and reorders."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tongban.exchange.transport import AT_ONCE, Manner, Receiver, Transport, TransportFailed

Take = Callable[[Sequence[bytes]], Awaitable[list[bytes]]]
Respond = Callable[[bytes], Awaitable[bytes]]


@dataclass(slots=True)
class LoopbackTransport:
    """Hands items to nodes in the same process; a node in `unreachable` does not answer."""

    takes: dict[str, Take] = field(default_factory=dict)
    responds: dict[str, Respond] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    name: str = "loopback"

    def manner(self, peer: str) -> Manner:
        """Answers come at once."""
        return AT_ONCE

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch."""
        self._reach(peer)
        return await self.takes[peer](items)

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Deliver a question."""
        self._reach(peer)
        return await self.responds[peer](question)

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached."""
        return peer not in self.unreachable and peer in self.takes

    async def receive(self, receiver: Receiver) -> None:
        """The other node's transport calls."""

    def _reach(self, peer: str) -> None:
        if peer in self.unreachable:
            raise TransportFailed(f"{peer} is unreachable")


@dataclass(slots=True)
class LossyTransport:
    """Over another transport, by one seed: loses requests and answers, repeats, reorders, holds back and flips bits."""

    inner: Transport
    chance: random.Random
    loss: float = 0.2
    repeat: float = 0.2
    hold: float = 0.2
    damage: float = 0.05
    calm: bool = False
    name: str = "lossy"
    _held: dict[str, list[bytes]] = field(default_factory=dict)

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch."""
        if self.calm:
            return await self.inner.send(peer, items)
        if self._happens(self.loss):
            raise TransportFailed("request lost")
        answers = await self.inner.send(peer, self._disturbed(peer, items))
        if self._happens(self.loss):
            raise TransportFailed("answer lost")
        self.chance.shuffle(answers)
        return [answer for answer in answers if not self._happens(self.loss)]

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Deliver a question."""
        if self._happens(self.loss):
            raise TransportFailed("question lost")
        return await self.inner.ask(peer, question)

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached."""
        return await self.inner.probe(peer)

    def manner(self, peer: str) -> Manner:
        """That of the transport beneath."""
        return self.inner.manner(peer)

    async def receive(self, receiver: Receiver) -> None:
        """As the transport beneath."""
        await self.inner.receive(receiver)

    def _disturbed(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        passing = self._held.pop(peer, [])
        for item in items:
            if self._happens(self.hold):
                self._held.setdefault(peer, []).append(item)
                continue
            passing.append(flipped(item, self.chance) if self._happens(self.damage) else item)
            if self._happens(self.repeat):
                passing.append(item)
        self.chance.shuffle(passing)
        return passing

    def _happens(self, probability: float) -> bool:
        return not self.calm and self.chance.random() < probability


def flipped(item: bytes, chance: random.Random) -> bytes:
    """A copy with one bit changed."""
    damaged = bytearray(item)
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)
