"""The load, in a process of its own: `python -m bench.load 8000 16 2.0 requests.bin` prints one line of JSON.

Each connection sends the next prepared request as soon as the answer to the last has arrived. The file holds whole HTTP
requests as a MessagePack list; it is gone through from the start, and from the start again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import cast

import msgspec
import uvloop

HOST = "127.0.0.1"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "


class Measured(msgspec.Struct, kw_only=True):
    """What one run saw: answers by status, seconds, latencies in milliseconds, and one answer that was no success."""

    statuses: dict[str, int]
    seconds: float
    p50: float
    p99: float
    failure: str = ""

    @property
    def rate(self) -> float:
        """Answers with success per second."""
        return sum(count for status, count in self.statuses.items() if status.startswith("2")) / self.seconds


class Connection(asyncio.Protocol):
    """One keep-alive connection that never waits for anything but its answer."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.requests = requests
        self.until = until
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.failure = ""
        self.buffer = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(END_OF_HEAD)
        if end < 0:
            return
        head = self.buffer[:end].lower()
        if len(self.buffer) < end + len(END_OF_HEAD) + _length(head):
            return
        self._count(head[9:12].decode())
        self.buffer = b""
        if time.perf_counter() < self.until:
            self._send()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None:
            self.failure = self.failure or repr(error)
        self.done.set_result(None)

    def _count(self, status: str) -> None:
        self.latencies.append(time.perf_counter() - self.sent)
        self.statuses[status] += 1
        if not status.startswith("2") and not self.failure:
            self.failure = self.buffer.decode(errors="replace")

    def _send(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(next(self.requests))


def _length(head: bytes) -> int:
    start = head.find(LENGTH)
    return int(head[start + len(LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0


async def run(port: int, connections: int, seconds: float, requests: list[bytes]) -> Measured:
    """Send for that long over that many connections."""
    loop, each, began = asyncio.get_running_loop(), cycle(requests), time.perf_counter()
    until = began + seconds
    opened = [
        (await loop.create_connection(lambda: Connection(each, until), HOST, port))[1] for _ in range(connections)
    ]
    await asyncio.gather(*(one.done for one in opened))
    elapsed = time.perf_counter() - began
    latencies = sorted(latency for one in opened for latency in one.latencies) or [0.0]
    return Measured(
        statuses=dict(sum((one.statuses for one in opened), Counter())),
        seconds=elapsed,
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[len(latencies) * 99 // 100] * 1000,
        failure=next((one.failure for one in opened if one.failure), ""),
    )


def main() -> None:
    """Read the requests, run, print."""
    port, connections, seconds, file = sys.argv[1:]
    requests = msgspec.msgpack.decode(Path(file).read_bytes(), type=list[bytes])
    measured = uvloop.run(run(int(port), int(connections), float(seconds), requests))
    print(msgspec.json.encode(measured).decode())


if __name__ == "__main__":
    main()
