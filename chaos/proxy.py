"""The net before one node: it loses, repeats, delays and truncates requests, and can be cut or held up altogether."""

from __future__ import annotations

import asyncio
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from chaos.layout import HOST

LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
LATE_SECONDS: Final = 5.0
SLOW_SECONDS: Final = 0.5
TROUBLE: Final = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


@dataclass(frozen=True, slots=True)
class Weather:
    """How likely each mishap is for one request."""

    lost_request: float = 0.0
    lost_answer: float = 0.0
    repeated: float = 0.0
    at_once: float = 0.0
    late_copy: float = 0.0
    delayed: float = 0.0
    truncated: float = 0.0


STORM: Final = Weather(
    lost_request=0.04, lost_answer=0.05, repeated=0.05, at_once=0.15, late_copy=0.05, delayed=0.1, truncated=0.03
)
CALM: Final = Weather()


@dataclass(slots=True)
class Proxy:
    """Stands before the processes of one node; a request passes whole, twice, half or not at all.

    It goes to any process that listens, and where it is repeated at once, to all of them at the same moment.
    """

    port: int
    targets: tuple[int, ...]
    chance: random.Random
    weather: Weather = CALM
    is_cut: bool = False
    mishaps: int = 0
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _late: set[asyncio.Task[bytes]] = field(default_factory=set)
    _open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = field(default_factory=dict)

    async def start(self) -> None:
        """Listen."""
        self._flowing.set()
        self._server = await asyncio.start_server(self._serve, HOST, self.port, backlog=256)

    async def stop(self) -> None:
        """Close every connection."""
        if self._server:
            self._server.close()
        self.cut()
        serving = [task for task in self._open.values() if task]
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, *serving, return_exceptions=True)

    def cut(self) -> None:
        """Nothing passes, and open connections are reset."""
        self.is_cut = True
        self._flowing.set()
        for writer in self._open:
            writer.transport.abort()

    def hold_up(self) -> None:
        """What is sent waits, as in a net that resends."""
        self._flowing.clear()

    def mend(self) -> None:
        """Everything passes again."""
        self.is_cut = False
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        try:
            while not self.is_cut:
                request = await _message(reader)
                answer = await self._pass_on(request)
                writer.write(answer)
                await writer.drain()
        except TROUBLE:
            pass
        finally:
            del self._open[writer]
            writer.close()

    async def _pass_on(self, request: bytes) -> bytes:
        await self._flowing.wait()
        if self.is_cut or self._happens(self.weather.lost_request):
            raise ConnectionResetError
        if self._happens(self.weather.delayed):
            await asyncio.sleep(self.chance.uniform(0, SLOW_SECONDS))
        if self._happens(self.weather.truncated):
            await self._forward(request[: self.chance.randrange(len(request))])
        if self._happens(self.weather.late_copy):
            self._later(request)
        forward = self._forward_to_all if self._happens(self.weather.at_once) else self._forward
        answer = await forward(request)
        if self._happens(self.weather.repeated):
            answer = await self._forward(request)
        await self._flowing.wait()
        if self._happens(self.weather.lost_answer):
            raise ConnectionResetError
        return answer

    def _later(self, request: bytes) -> None:
        async def copy() -> bytes:
            await asyncio.sleep(self.chance.uniform(0, LATE_SECONDS))
            with suppress(*TROUBLE):
                return await self._forward(request)
            return b""

        task = asyncio.create_task(copy())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _forward(self, request: bytes) -> bytes:
        """To one process; another one where that is away."""
        first, *others = self.chance.sample(self.targets, len(self.targets))
        for target in (first, *others):
            with suppress(ConnectionRefusedError):
                return await self._forward_to(target, request)
        raise ConnectionRefusedError

    async def _forward_to_all(self, request: bytes) -> bytes:
        """To every process, and at the same moment; twice where there is one."""
        targets = self.targets if len(self.targets) > 1 else self.targets * 2
        sending = [asyncio.create_task(self._forward_to(target, request)) for target in targets]
        answers = await asyncio.gather(*sending, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, bytes):
                return answer
        raise ConnectionResetError

    async def _forward_to(self, target: int, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(HOST, target)
        try:
            writer.write(request)
            whole = request.partition(b"\r\n\r\n")
            if len(whole[2]) < _length(whole[0]) or not whole[1]:
                return b""  # a truncated copy: the connection ends before the body does
            await writer.drain()
            return await _message(reader)
        finally:
            writer.close()

    def _happens(self, probability: float) -> bool:
        happens = self.chance.random() < probability
        self.mishaps += happens
        return happens


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(_length(head))


def _length(head: bytes) -> int:
    found = LENGTH.search(head)
    return int(found[1]) if found else 0
