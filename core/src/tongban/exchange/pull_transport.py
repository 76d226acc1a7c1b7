"""The transport to a node that takes no connections: it fetches what is due to it, by connections of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import fetching
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.keyring import Keyring
from tongban.exchange.transport import Manner, Receiver, TransportFailed
from tongban.exchange.trust import Trust
from tongban.faults import trace
from tongban.storage.errors import StorageError

REST_SECONDS: Final = 2.0
BATCHES_ON_END: Final = 50
"""Batches taken from one peer before it rests, whatever it still has."""
WITHOUT_ANSWER_SECONDS: Final = 10.0
ANSWERS_WITHIN: Final = 30_000
FETCHED: Final = Manner(answers_within=ANSWERS_WITHIN, fetched=True, carries_questions=False)

_log = structlog.get_logger(__name__)


class PullTransport:
    """On the side that is reached, nothing to do: letters wait until they are fetched, and questions get no answer.

    On the side that is not, one task for each peer: it fetches, hands over, and posts the answers as any node would.
    """

    name = "pull"

    def __init__(self, *, http: HttpTransport, keyring: Keyring, trust: Trust, clock: Clock) -> None:
        self._http = http
        self._keyring = keyring
        self._trust = trust
        self._clock = clock

    def manner(self, peer: str) -> Manner:
        """Receipts come as letters of the peer do: posted."""
        return FETCHED

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Nothing is sent."""
        raise TransportFailed(f"{peer} takes no connections; it fetches what is due to it")

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Nobody can ask it."""
        raise TransportFailed(f"{peer} takes no connections and so no questions")

    async def probe(self, peer: str) -> bool:
        """It cannot be reached."""
        return False

    async def receive(self, receiver: Receiver) -> None:
        """Fetch from every node that can be reached, if this node cannot."""
        fetching_from: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                sources = set(self.sources())
                for peer in fetching_from.keys() - sources:
                    fetching_from.pop(peer).cancel()
                for peer in sorted(sources - fetching_from.keys()):
                    fetching_from[peer] = asyncio.create_task(self._keep_fetching(peer, receiver))
                await asyncio.sleep(REST_SECONDS)
        finally:
            for task in fetching_from.values():
                task.cancel()
            await asyncio.gather(*fetching_from.values(), return_exceptions=True)

    def sources(self) -> list[str]:
        """Where to fetch: active nodes on the net, as long as the list says that this one is reached by fetching."""
        own = self._trust.current.node(self._keyring.node)
        if own is None or self.name not in own.transports:
            return []
        return [node.id for node in self._trust.current.others(own.id) if self._http.name in node.transports]

    async def fetch_once(self, peer: str, receiver: Receiver) -> int:
        """Fetch one batch and post the answers; how many items there were. Raises TransportFailed."""
        now = milliseconds(self._clock.now())
        request = fetching.seal(sender=self._keyring.node, receiver=peer, now=now, key=self._keyring.signing(at=now))
        items = await self._http.fetch(peer, request)
        answers = await receiver.take(items) if items else []
        if answers:
            await receiver.take(await self._http.send(peer, answers))
        return len(items)

    async def _keep_fetching(self, peer: str, receiver: Receiver) -> None:
        while True:
            try:
                for _ in range(BATCHES_ON_END):
                    if not await self.fetch_once(peer, receiver):
                        break
            except (TransportFailed, StorageError) as problem:
                _log.info("nothing_fetched", peer=peer, problem=str(problem))
            except Exception as problem:  # noqa: BLE001 - what one peer gives must not end the fetching from it
                _log.error("fetching_failed", peer=peer, trace=trace(problem))
            await asyncio.sleep(REST_SECONDS)
