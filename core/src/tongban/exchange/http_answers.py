"""Reading what another machine answers over HTTP: no more than it may be, and nothing that would unfold into more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

AS_IT_IS: Final[Mapping[str, str]] = {"accept-encoding": "identity"}
"""What to ask with: a few compressed bytes could unfold into gigabytes before anybody could count them."""


class UnreadableAnswer(Exception):
    """An answer is compressed or too large."""


async def body_of(response: httpx.Response, *, limit: int) -> bytes:
    """The body of a streamed response; raises UnreadableAnswer."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise UnreadableAnswer(f"the answer is compressed ({encoding[:40]!r}), which was not asked for")
    received = bytearray()
    async for chunk in response.aiter_bytes():  # as they came: without a content-encoding nothing is decoded
        received += chunk
        if len(received) > limit:
            raise UnreadableAnswer(f"the answer is larger than {limit} bytes")
    return bytes(received)
