"""The transport over NATS: letters through JetStream, questions by request and reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from nats.aio.client import Client
from nats.js.errors import APIError

from tongban import Manner, Receiver, TransportFailed, Trust, outside_transaction, pack_batch, split_batch
from tongban_nats import NAME, streams
from tongban_nats.connection import TROUBLE, Connection
from tongban_nats.lines import Line

ANSWERS_WITHIN: Final = 30_000
ANSWER_SECONDS: Final = 10.0
PROBE_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 1.0
"""How long a line that broke rests before it is taken up again."""

LOOK_SECONDS: Final = 60.0
"""How often the trust list is looked at for new peers."""

FULL: Final = 10077
"""JetStream's own code for what a stream does not take, as where a sender has as many messages waiting as it may."""

FULL_MILLISECONDS: Final = 5_000

_log = structlog.get_logger(__name__)


class NatsTransport:
    """A message is acknowledged to the broker only after what it brought was stored; nothing else is believed of it.

    No message carries an id for the broker to tell repeats by: it would swallow a letter that is rightly sent again.
    """

    name = NAME

    def __init__(self, connection: Connection, *, node: str, trust: Trust) -> None:
        self._connection = connection
        self._node = node
        self._trust = trust
        self._lines: dict[str, Line] = {}

    def manner(self, peer: str) -> Manner:
        """Receipts come back as messages."""
        return Manner(answers_within=ANSWERS_WITHIN)

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Publish a batch, in as many messages as it needs; nothing is answered at once."""
        outside_transaction("send to another node")
        self._require_listed(peer)
        jetstream = await self._connection.jetstream()
        try:
            for batch in split_batch(items, limit=streams.FRAME_BYTES):
                await jetstream.publish(streams.letters(to=peer, sender=self._node), pack_batch(batch))
        except TROUBLE as problem:
            raise _failed(peer, problem) from problem
        return []

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Ask the peer directly; the asker's patience ends it earlier."""
        self._require_listed(peer)
        try:
            client, subject = await self._connection.client(), streams.questions(to=peer, sender=self._node)
            return (await client.request(subject, question, timeout=ANSWER_SECONDS)).data
        except TROUBLE as problem:
            raise _failed(peer, problem) from problem

    async def probe(self, peer: str) -> bool:
        """Whether there is a stream of what is on its way to the peer."""
        try:
            self._require_listed(peer)
            jetstream = await self._connection.jetstream(patience=PROBE_SECONDS)
            await jetstream.stream_info(streams.name_of(peer))
        except (TransportFailed, *TROUBLE):
            return False
        return True

    async def receive(self, receiver: Receiver) -> None:
        """Answer questions and take messages as they come, of each peer in a line of its own."""
        serving: dict[str, asyncio.Task[None]] = {}
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    peers = self._peers()
                    for peer in serving.keys() - peers:
                        serving.pop(peer).cancel()
                    for peer in peers - serving.keys():
                        serving[peer] = group.create_task(self._serve(peer, receiver))
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._lines.clear()
            await self._connection.close()

    async def receive_waiting(self, receiver: Receiver, *, patience: float) -> int:
        """Take the messages that wait, or come within so many seconds; how many."""
        lines = [self._line(peer) for peer in self._peers()]
        return sum(await asyncio.gather(*(line.take_waiting(receiver, patience=patience) for line in lines)))

    async def close(self) -> None:
        """End the connection."""
        await self._connection.close()

    async def _serve(self, peer: str, receiver: Receiver) -> None:
        """What fails in the line of one peer ends no other's; a lost connection ends all, for it is made anew."""
        client = await self._connection.client()
        async with self._line(peer).listening(receiver):
            while not _is_cancelled():
                if client.is_closed:
                    raise TransportFailed("the connection to the NATS servers is lost")
                await self._take_waiting(peer, receiver, client)

    async def _take_waiting(self, peer: str, receiver: Receiver, client: Client) -> None:
        try:
            await self._line(peer).take_waiting(receiver, patience=WAIT_SECONDS)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it concerns this line
            if not client.is_closed:
                _log.warning("line_interrupted", peer=peer, problem=type(problem).__name__)
                await asyncio.sleep(PAUSE_SECONDS)

    def _line(self, peer: str) -> Line:
        if peer not in self._lines:
            self._lines[peer] = Line(self._connection, node=self._node, peer=peer, send=self.send)
        return self._lines[peer]

    def _peers(self) -> set[str]:
        return {node.id for node in self._trust.current.nodes} - {self._node}

    def _require_listed(self, peer: str) -> None:
        if self._trust.current.node(peer) is None:
            raise TransportFailed(f"{peer} is not in the trust list")


def _failed(peer: str, problem: Exception) -> TransportFailed:
    if isinstance(problem, APIError) and problem.err_code == FULL:
        words = f"{peer} has not yet taken what was sent before"
        return TransportFailed(words, retry_after=FULL_MILLISECONDS, code="over_share")
    return TransportFailed(f"{peer}: {type(problem).__name__}")


def _is_cancelled() -> bool:
    """The client swallows a cancellation while it connects or waits, and would be asked again for ever."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
