"""Framing a batch for a transport that carries one body: MessagePack, with limits held before anything is copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from tongban.exchange import limits

CONTENT_TYPE: Final = "application/vnd.tongban.letters+msgpack"
QUESTION_TYPE: Final = "application/vnd.tongban.question+jws"
FETCH_TYPE: Final = "application/vnd.tongban.fetch+jws"

_DECODER: Final = msgspec.msgpack.Decoder(list[bytes])


class FrameError(ValueError):
    """A body is not a batch, or is larger than allowed."""


def pack(items: Sequence[bytes]) -> bytes:
    """One body holding the items in their order."""
    return msgspec.msgpack.encode(list(items))


def unpack(body: bytes) -> list[bytes]:
    """The items in a body; raises FrameError."""
    if len(body) > limits.MAX_FRAME_BYTES:
        raise FrameError(f"a batch may have {limits.MAX_FRAME_BYTES} bytes, not {len(body)}")
    try:
        items = _DECODER.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        raise FrameError("the body is not a MessagePack array of byte strings") from None
    if len(items) > limits.MAX_FRAME_ITEMS:
        raise FrameError(f"a batch may have {limits.MAX_FRAME_ITEMS} items, not {len(items)}")
    return items


def split(items: Sequence[bytes], *, limit: int = limits.BATCH_BYTES) -> Iterator[Sequence[bytes]]:
    """Batches of at most so many bytes and as many items as a frame may hold, in order; a larger item goes alone."""
    rest = items
    while rest:
        count = min(fitting(rest, bytes_left=limit), limits.MAX_FRAME_ITEMS)
        yield rest[:count]
        rest = rest[count:]


def fitting(items: Sequence[bytes], *, bytes_left: int = limits.BATCH_BYTES) -> int:
    """How many of the first items fit into one delivery; at least one if there is any."""
    count = 0
    for item in items:
        bytes_left -= len(item)
        if count and bytes_left < 0:
            break
        count += 1
    return count
