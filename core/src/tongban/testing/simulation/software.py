"""Nodes of two versions of the software: the newer one speaks and understands one version of the protocol more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar
from unittest.mock import patch

import msgspec

from tongban.exchange import payloads, receipts, sealing
from tongban.exchange.envelope import Envelope
from tongban.exchange.letters import Queued
from tongban.exchange.limits import PROTOCOL_VERSION
from tongban.exchange.receipts import Receipt
from tongban.exchange.signatures import SigningKey, sign

OLDER: Final = PROTOCOL_VERSION
NEWER: Final = PROTOCOL_VERSION + 1

speaks: ContextVar[int] = ContextVar("tongban_simulated_software", default=NEWER)
"""The version that the process of this task speaks; whoever only watches understands both."""

_Value = TypeVar("_Value")


@contextmanager
def mixed() -> Iterator[None]:
    """Inside, each process writes letters in the version of its software.

    The older one must put off what it does not understand until it is upgraded, and pass over the member that the newer
    one adds to its receipts.
    """
    decode, content_of = payloads.decode, sealing.content_of

    def understood(payload: bytes, kind: type[_Value]) -> _Value:
        return decode(_translated(payload) if speaks.get() == NEWER else payload, kind)

    def said(letter: Queued, *, sender: str, prev: str | None, **again: str | None) -> Envelope:
        content = content_of(letter, sender=sender, prev=prev, **again)
        return msgspec.structs.replace(content, v=speaks.get())

    def answered(receipt: Receipt, key: SigningKey) -> bytes:
        added = {"added": "later"} if speaks.get() == NEWER else {}
        members = {**msgspec.to_builtins(receipt), **added}
        return sign(msgspec.json.encode(members), key=key, typ=receipts.TYP)

    with (
        patch.object(payloads, "decode", understood),
        patch.object(sealing, "content_of", said),
        patch.object(receipts, "seal", answered),
    ):
        yield


def _translated(payload: bytes) -> bytes:
    """What the newer version says, as the code under simulation has it."""
    try:
        members: Any = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return payload
    if not isinstance(members, dict) or members.get("v") != NEWER:
        return payload
    return msgspec.json.encode({**members, "v": OLDER})
