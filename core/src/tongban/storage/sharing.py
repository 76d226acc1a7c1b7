"""Statements that several tasks share: each is answered with its batch, and what comes meanwhile goes next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from tongban.storage import guard
from tongban.storage.errors import Unavailable

TOGETHER: Final = 100
TURNS: Final = 4
"""Of the event loop that a batch waits after the last who came: so many bring what a socket holds already to the
statement that it leads to.

Where nothing else is to be done they pass at once; where much is, all who are about come along, and each costs less.
"""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Waiting(Generic[Asked, Answer]):
    """What somebody asked, and where the answer is awaited, unless whoever asked has gone."""

    __slots__ = ("answer", "asked")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def give(self, answer: Answer) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Shared(Generic[Asked, Answer]):
    """Sends what arrived while the last batch was under way, all of it together, and what is just about to.

    Where that fails, each is sent again by itself, so that nobody's fault is anybody else's. `together` gives the
    answers in the order of what was asked.
    """

    __slots__ = ("_sender", "_together", "_waiting")

    def __init__(self, together: Callable[[list[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._together = together
        self._waiting: list[_Waiting[Asked, Answer]] = []
        self._sender: asyncio.Task[None] | None = None

    async def send(self, asked: Asked) -> Answer:
        """The answer; raises what sending it raised."""
        waiting: _Waiting[Asked, Answer] = _Waiting(asked)
        self._waiting.append(waiting)
        if self._sender is None or self._sender.done():
            self._sender = guard.spawn(self._send_all())
        return await waiting.answer

    async def _send_all(self) -> None:
        while self._waiting:
            await self._come_along()
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            if still := [each for each in batch if not each.answer.done()]:
                await self._send(still)

    async def _come_along(self) -> None:
        """Wait for whoever is about to ask too."""
        known, still = len(self._waiting), 0
        while still < TURNS and known < TOGETHER:
            await asyncio.sleep(0)
            came = len(self._waiting)
            still, known = (still + 1 if came == known else 0), came

    async def _send(self, batch: Sequence[_Waiting[Asked, Answer]]) -> None:
        try:
            answers = await self._together([each.asked for each in batch])
        except Exception as error:  # noqa: BLE001 - everybody is told, whatever it was
            alone = len(batch) == 1 or isinstance(error, Unavailable)
            for each in batch:
                each.fail(error) if alone else await self._send([each])
        else:
            for each, answer in zip(batch, answers, strict=True):
                each.give(answer)
