"""Reading what another machine answers over HTTP: no more than it may be, and nothing that would unfold into more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx

AS_IT_IS: Final[Mapping[str, str]] = {"accept-encoding": "identity"}
"""What to ask with: a few compressed bytes could unfold into gigabytes before anybody could count them."""

PIECES: Final = 500
"""Pieces in which an answer may come at least; where it has more bytes, one more for every PIECE_BYTES."""

PIECE_BYTES: Final = 64
AT_ONCE: Final = 32
"""Pieces that are taken before everybody else in the process has a turn: those that are here already await nothing."""


class UnreadableAnswer(Exception):
    """An answer is compressed, too large or in too many pieces."""


async def body_of(response: httpx.Response, *, limit: int) -> bytes:
    """The body of a streamed response; raises UnreadableAnswer."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise UnreadableAnswer(f"the answer is compressed ({encoding[:40]!r}), which was not asked for")
    received, pieces = bytearray(), 0
    async for chunk in response.aiter_bytes():  # as they came: without a content-encoding nothing is decoded
        received += chunk
        pieces += 1
        if len(received) > limit:
            raise UnreadableAnswer(f"the answer is larger than {limit} bytes")
        if pieces > PIECES + len(received) // PIECE_BYTES:
            raise UnreadableAnswer(f"the answer comes in too many pieces ({pieces} of {len(received)} bytes)")
        if pieces % AT_ONCE == 0:
            await asyncio.sleep(0)
    return bytes(received)
