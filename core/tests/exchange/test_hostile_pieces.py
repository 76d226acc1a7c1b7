"""A node that answers in countless pieces ends its own delivery soon, and until then everybody else has their turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import httpx
import pytest

from tongban.assembly.foundation import authorities
from tongban.clock import FixedClock
from tongban.exchange import frame, keys, limits
from tongban.exchange.answer_heads import HEAD_BYTES, HEAD_PIECE_BYTES, BoundedHeads
from tongban.exchange.http_answers import AT_ONCE, PIECE_BYTES, PIECES, UnreadableAnswer, body_of
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.transport import TransportFailed
from tongban.exchange.trust import Trust

from .conftest import CHONGQING, SICHUAN, START

OK = b"HTTP/1.1 200 OK\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Pieces(httpx.AsyncByteStream):
    """Pieces that are all here already: whoever takes them need not wait."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.taken = pieces, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece


class Others:
    """Everybody else in the process: counts how often it was their turn."""

    turns = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _go_on(self) -> None:
        while True:
            self.turns += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def peer(*answers: bytes, again: bytes = b"") -> AsyncIterator[str]:
    """The address of a server that answers so, and then endlessly `again`."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            for each in answers:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]))
                writer.write(each)
            while again:
                writer.write(again)
                await writer.drain()
            await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def reaching(url: str, list_node: Any, make_trust_list: Any) -> AsyncIterator[HttpTransport]:
    """The transport of a node over its own connections."""
    trust = Trust(make_trust_list(list_node(CHONGQING, keys.generate(CHONGQING), url=url)))
    async with httpx.AsyncClient(trust_env=False, transport=BoundedHeads(authorities()), timeout=60) as client:
        keyring = Keyring(SICHUAN, OwnKeys((keys.generate(SICHUAN),)), trust)
        yield HttpTransport(client, keyring=keyring, clock=FixedClock(START))


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        (OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1_000),
        (GO_ON, GO_ON * 100),
        (OK, b"x-a: " + b"y" * 8_000 + b"\r\n"),
    ],
    ids=["chunks of one byte", "an answer is to come", "headers"],
)
async def test_an_answer_in_endless_pieces_is_a_failure(
    begin: bytes, again: bytes, list_node: Any, make_trust_list: Any
) -> None:
    async with peer(begin, again=again) as url, reaching(url, list_node, make_trust_list) as transport:
        with pytest.raises(TransportFailed, match=r"pieces|RemoteProtocolError"):
            await transport.send(CHONGQING, [b"a"])


async def test_everybody_has_a_turn_while_announcements_of_an_answer_are_read(
    list_node: Any, make_trust_list: Any
) -> None:
    body = frame.pack([b"b"])
    announced = GO_ON * ((HEAD_BYTES - 1_000) // len(GO_ON))
    answer = announced + OK + b"content-length: %d\r\n\r\n" % len(body) + body
    async with peer(answer, answer) as url, reaching(url, list_node, make_trust_list) as transport:
        for _ in range(2):  # the second over the connection of the first, counted from nothing
            async with Others() as others:
                assert await transport.send(CHONGQING, [b"a"]) == [b"b"]
            assert others.turns >= len(announced) // HEAD_PIECE_BYTES


async def test_a_full_answer_is_read_over_a_connection(list_node: Any, make_trust_list: Any) -> None:
    items = [b"i" * (limits.MAX_FRAME_BYTES // limits.MAX_FRAME_ITEMS - 16)] * limits.MAX_FRAME_ITEMS
    body = frame.pack(items)
    answer = OK + b"content-length: %d\r\n\r\n" % len(body) + body
    async with peer(answer) as url, reaching(url, list_node, make_trust_list) as transport:
        assert await transport.send(CHONGQING, [b"a"]) == items


async def test_everybody_has_a_turn_while_pieces_are_taken() -> None:
    pieces = Pieces(*[b"x" * PIECE_BYTES] * 50 * AT_ONCE)
    async with Others() as others:
        body = await body_of(httpx.Response(200, stream=pieces), limit=limits.MAX_FRAME_BYTES)
    assert len(body) == 50 * AT_ONCE * PIECE_BYTES
    assert others.turns >= 50


async def test_no_more_pieces_are_taken_than_an_answer_may_have() -> None:
    pieces = Pieces(*[b"x"] * 100_000)
    with pytest.raises(UnreadableAnswer, match="pieces"):
        await body_of(httpx.Response(200, stream=pieces), limit=limits.MAX_FRAME_BYTES)
    assert pieces.taken <= PIECES + 10
