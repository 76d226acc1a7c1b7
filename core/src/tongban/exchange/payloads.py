"""Turning verified payload bytes into typed values without giving a hostile one a chance to hurt."""

from __future__ import annotations

from itertools import accumulate
from typing import Final, TypeVar

import msgspec

from tongban.exchange import limits
from tongban.exchange.refusals import Refused

NO_NUL: Final = r"\A[^\x00]*\Z"
"""The pattern of a text that every database can hold."""

MOST_WORDS: Final = 2000
"""Characters in which one node says to another why something is refused."""

_PLAIN: Final = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_Value = TypeVar("_Value")


def check_depth(payload: bytes, *, limit: int = limits.MAX_JSON_DEPTH) -> None:
    """Refuses JSON nested deeper than the limit, by looking at brackets only."""
    if payload.count(b"{") + payload.count(b"[") <= limit:
        return
    # Without escapes every second quote ends a string, and two in a row change nothing for what stands around them. All
    # of it runs in C, for a letter is checked while people wait.
    marks = payload.replace(rb"\\", b"  ").replace(rb"\"", b"  ").translate(None, _PLAIN).replace(b'""', b"")
    steps = map(_STEPS.__getitem__, b"".join(marks.split(b'"')[::2]))
    if max(accumulate(steps), default=0) > limit:
        raise Refused("too_large", f"nested deeper than {limit}")


def decode(payload: bytes, kind: type[_Value]) -> _Value:
    """The payload as `kind`; raises Refused: `version` for another protocol version, `schema` for wrong fields."""
    check_depth(payload)
    return decode_at_any_depth(payload, kind)


def decode_at_any_depth(payload: bytes, kind: type[_Value]) -> _Value:
    """The same of a payload that is nested too deep to be used; what `kind` does not name is passed over."""
    try:
        version = parsed(payload, _Version).v
        if version != limits.PROTOCOL_VERSION:
            raise Refused("version", f"v={version}")
        return parsed(payload, kind)
    except ValueError as problem:
        raise Refused("schema", str(problem)) from None


def parsed(text: bytes, kind: type[_Value]) -> _Value:
    """JSON that anybody may have written, of any depth; raises ValueError and nothing else, whatever it holds."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise ValueError(str(problem)) from None


class _Version(msgspec.Struct, frozen=True):
    v: int


def checked_body(body: bytes) -> bytes:
    """A body that another node encrypted, if it is one that may be read; raises Refused (bad_body)."""
    try:
        check_body(body)
    except ValueError as problem:
        raise Refused("bad_body", str(problem)) from None
    return body


def words(told: bytes) -> str:
    """What another node says in words, as every database can hold it; raises UnicodeDecodeError."""
    return told.decode().replace("\0", "")[:MOST_WORDS]


def check_body(body: bytes) -> None:
    """Raises ValueError unless `body` is one JSON text that another node would take."""
    if len(body) > limits.MAX_BODY_BYTES:
        raise ValueError(f"a body of {len(body)} bytes is too large; send files apart")
    try:
        check_depth(body, limit=limits.MAX_JSON_DEPTH - 1)
        parsed(body, msgspec.Raw)
    except (Refused, ValueError) as problem:
        raise ValueError(f"not a JSON text that another node would take: {problem}") from None
