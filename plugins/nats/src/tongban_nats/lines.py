"""The line of one peer: its letters and its questions wait behind its own alone, as with every other transport."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from tongban import FrameError, Receiver, StorageError, TransportFailed, unpack_batch
from tongban_nats import streams
from tongban_nats.connection import TROUBLE, Connection, inbox_of

ACKNOWLEDGE_SECONDS: Final = 30.0
MESSAGES: Final = 10
QUESTIONS_WAITING: Final = 64
QUESTIONS_BYTES: Final = 8 * 1024 * 1024

Send = Callable[[str, Sequence[bytes]], Awaitable[object]]

_log = structlog.get_logger(__name__)


class Line:
    """What one listed peer sends this node. What bears any other name on its subject is never read."""

    def __init__(self, connection: Connection, *, node: str, peer: str, send: Send) -> None:
        self._connection = connection
        self._node = node
        self._peer = peer
        self._send = send
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._answering: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self, receiver: Receiver) -> AsyncIterator[None]:
        """Inside, the peer's questions are answered."""
        subject = streams.questions(to=self._node, sender=self._peer)
        questions = await (await self._connection.client()).subscribe(
            subject,
            queue=subject,
            cb=partial(self._asked, receiver),
            pending_msgs_limit=QUESTIONS_WAITING,
            pending_bytes_limit=QUESTIONS_BYTES,
        )
        try:
            yield
        finally:
            with suppress(*TROUBLE):
                await questions.unsubscribe()

    async def take_waiting(self, receiver: Receiver, *, patience: float) -> int:
        """Take the messages that wait, or come within so many seconds; how many."""
        try:
            if self._subscription is None:
                self._subscription = await self._subscribe()
            messages = await self._fetch(self._subscription, patience)
        except TROUBLE:
            await self._give_up()
            raise
        return sum([await self._take(message, receiver) for message in messages])

    async def _give_up(self) -> None:
        subscription, self._subscription = self._subscription, None
        self._connection.forget_stream()
        if subscription is not None:
            with suppress(*TROUBLE):
                await subscription.unsubscribe()

    async def _fetch(self, subscription: JetStreamContext.PullSubscription, patience: float) -> list[Msg]:
        try:
            return await subscription.fetch(MESSAGES, timeout=patience)
        except TimeoutError:
            await subscription.consumer_info()  # silence is what a broker that forgot us gives too
            return []

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        jetstream = await self._connection.own_stream()
        return await jetstream.pull_subscribe(
            streams.letters(to=self._node, sender=self._peer),
            durable=f"from-{self._peer}",
            stream=streams.name_of(self._node),
            config=ConsumerConfig(
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=ACKNOWLEDGE_SECONDS,
                max_deliver=-1,
                inactive_threshold=streams.KEEP_SECONDS,
            ),
        )

    async def _take(self, message: Msg, receiver: Receiver) -> bool:
        try:
            answers = await receiver.take(unpack_batch(message.data))
        except StorageError as problem:
            _log.warning("message_left_for_later", sender=self._peer, problem=str(problem))
            await message.nak(delay=1)
            return False
        except FrameError as problem:
            _log.error("message_thrown_away", sender=self._peer, problem=str(problem))
        except Exception as problem:  # noqa: BLE001 - it would be delivered for ever; its letters come again by themselves
            _log.error("message_thrown_away", sender=self._peer, problem=type(problem).__name__)
        else:
            await self._give_back(answers)
        await message.ack()
        return True

    async def _give_back(self, answers: Sequence[bytes]) -> None:
        """What was taken is kept, so that the message is done with: whoever misses an answer asks for it again."""
        if not answers:
            return
        try:
            await self._send(self._peer, answers)
        except TransportFailed as problem:
            _log.warning("answers_not_sent", peer=self._peer, answers=len(answers), problem=str(problem))

    async def _asked(self, receiver: Receiver, message: Msg) -> None:
        # A task for each, so that a slow register holds up no other question; the peer's turns and time end it.
        task = asyncio.create_task(self._respond(receiver, message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        await asyncio.sleep(0)  # it takes its turn, or is turned away, before the next is looked at

    async def _respond(self, receiver: Receiver, message: Msg) -> None:
        if not message.reply.startswith(f"{inbox_of(self._peer)}."):
            return  # an answer must not land as a letter of ours with somebody else
        answer = await receiver.answer(message.data)
        try:
            await message.respond(answer)
        except TROUBLE as problem:
            _log.warning("answers_not_sent", peer=self._peer, answers=1, problem=type(problem).__name__)
