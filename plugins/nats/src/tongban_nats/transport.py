"""The transport over NATS: letters through JetStream, questions by request and reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from tongban.exchange import frame
from tongban.exchange.transport import Manner, Receiver, TransportFailed
from tongban.exchange.trust import Trust
from tongban.storage import StorageError, outside_transaction
from tongban_nats import NAME
from tongban_nats.connection import TROUBLE, Connection

FRAME_BYTES: Final = 512 * 1024
"""A server takes messages of one mebibyte unless it is told otherwise."""

ANSWERS_WITHIN: Final = 30_000
ANSWER_SECONDS: Final = 10.0
WAIT_SECONDS: Final = 5.0
ACKNOWLEDGE_SECONDS: Final = 30.0
MESSAGES: Final = 10
QUESTIONS_AT_ONCE: Final = 50

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
        self._subscription: JetStreamContext.PullSubscription | None = None

    def manner(self, peer: str) -> Manner:
        """Receipts come back as messages."""
        return Manner(answers_within=ANSWERS_WITHIN)

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Publish a batch, in as many messages as it needs; nothing is answered at once."""
        outside_transaction("send to another node")
        self._require_listed(peer)
        jetstream = await self._connection.stream(peer)
        try:
            for batch in frame.split(items, limit=FRAME_BYTES):
                await jetstream.publish(f"tongban.letters.{peer}.{self._node}", frame.pack(batch))
        except TROUBLE as problem:
            self._connection.forget_streams()
            raise TransportFailed(f"{peer}: {type(problem).__name__}") from problem
        return []

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Ask the peer directly; the asker's patience ends it earlier."""
        self._require_listed(peer)
        try:
            client = await self._connection.client()
            return (await client.request(f"tongban.questions.{peer}", question, timeout=ANSWER_SECONDS)).data
        except TROUBLE as problem:
            raise TransportFailed(f"{peer}: {type(problem).__name__}") from problem

    async def probe(self, peer: str) -> bool:
        """Whether the broker takes something for the peer."""
        try:
            self._require_listed(peer)
            await self._connection.stream(peer)
        except TransportFailed:
            return False
        return True

    async def receive(self, receiver: Receiver) -> None:
        """Answer questions and take messages as they come."""
        try:
            client = await self._connection.client()
            subject = f"tongban.questions.{self._node}"
            await client.subscribe(
                subject, queue=subject, cb=partial(_answer, receiver, asyncio.Semaphore(QUESTIONS_AT_ONCE))
            )
            while not _is_cancelled():
                await self.receive_waiting(receiver, patience=WAIT_SECONDS)
        finally:
            self._subscription = None
            await self._connection.close()

    async def receive_waiting(self, receiver: Receiver, *, patience: float) -> int:
        """Take the messages that wait, or come within so many seconds; how many."""
        try:
            if self._subscription is None:
                self._subscription = await self._subscribe()
            messages = await self._fetch(self._subscription, patience)
        except TROUBLE:
            self._subscription = None
            self._connection.forget_streams()
            raise
        return sum([await self._take(message, receiver) for message in messages])

    async def _fetch(self, subscription: JetStreamContext.PullSubscription, patience: float) -> list[Msg]:
        try:
            return await subscription.fetch(MESSAGES, timeout=patience)
        except TimeoutError:
            await subscription.consumer_info()  # silence is what a broker that forgot us gives too
            return []

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        jetstream = await self._connection.stream(self._node)
        consumer = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACKNOWLEDGE_SECONDS, max_deliver=-1)
        subject = f"tongban.letters.{self._node}.*"
        return await jetstream.pull_subscribe(subject, durable=f"node-{self._node}", config=consumer)

    async def _take(self, message: Msg, receiver: Receiver) -> bool:
        sender = message.subject.rpartition(".")[2]
        try:
            answers = await receiver.take(frame.unpack(message.data))
            if answers:
                await self.send(sender, answers)
        except frame.FrameError as problem:
            _log.error("message_thrown_away", sender=sender, problem=str(problem))
        except (StorageError, TransportFailed) as problem:
            _log.warning("message_left_for_later", sender=sender, problem=str(problem))
            await message.nak(delay=1)
            return False
        except Exception as problem:  # noqa: BLE001 - it would be delivered for ever; its letters come again by themselves
            _log.error("message_thrown_away", sender=sender, exc_info=problem)
        await message.ack()
        return True

    async def close(self) -> None:
        """End the connection."""
        await self._connection.close()

    def _require_listed(self, peer: str) -> None:
        if self._trust.current.node(peer) is None:
            raise TransportFailed(f"{peer} is not in the trust list")


def _is_cancelled() -> bool:
    """The client swallows a cancellation while it connects or waits, and would be asked again for ever."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _answer(receiver: Receiver, free: asyncio.Semaphore, message: Msg) -> None:
    # A task for each, so that a slow register holds up no other question; the node's own limit ends it.
    await free.acquire()
    task = asyncio.create_task(_respond(receiver, message))
    task.add_done_callback(lambda _: free.release())


async def _respond(receiver: Receiver, message: Msg) -> None:
    await message.respond(await receiver.answer(message.data))
