"""Whoever asks gets the head of an answer and its body in one piece, and neither is ever kept back."""

from __future__ import annotations

import asyncio

from tongban_web.one_piece import OnePiece

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"


class Kept(asyncio.Transport):
    """The far side of a connection: each piece that has come, and whether it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


async def test_a_head_leaves_with_what_is_written_after_it() -> None:
    far = Kept()
    near = OnePiece(far, asyncio.get_running_loop())
    near.write(HEAD)
    near.write(b"body")
    near.write(b"more")
    await asyncio.sleep(0)
    assert far.pieces == [HEAD + b"body", b"more"]


async def test_a_head_that_nothing_follows_waits_for_nobody() -> None:
    far = Kept()
    OnePiece(far, asyncio.get_running_loop()).write(HEAD)
    await asyncio.sleep(0)
    assert far.pieces == [HEAD]


async def test_a_head_leaves_before_the_connection_is_closed() -> None:
    far = Kept()
    near = OnePiece(far, asyncio.get_running_loop())
    near.write(HEAD)
    near.close()
    assert (far.pieces, far.closed, near.is_closing()) == ([HEAD], True, True)
