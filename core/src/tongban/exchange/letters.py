"""What a node wants said to another, before the outbox numbers and seals it. Pure."""

from __future__ import annotations

import msgspec


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller wants sent: `case` is the stream key, `body` a JSON text, `exp` Unix milliseconds (rarely)."""

    receiver: str
    case: str
    kind: str
    body: bytes
    epoch: int
    exp: int | None = None
