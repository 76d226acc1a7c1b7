"""What a node wants said to another: a letter, and the same with its number in its stream. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tongban.exchange import payloads
from tongban.exchange.envelope import Kind, LetterId, Milliseconds, NodeId, StreamKey


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller wants sent: `case` is the stream key, `body` a JSON text."""

    receiver: NodeId
    case: StreamKey
    kind: Kind
    body: bytes
    epoch: int


class Queued(Letter, frozen=True, kw_only=True):
    """A letter in the outbox; its id is minted with the act and never again, whoever seals it and how often."""

    id: LetterId
    seq: int
    queued_at: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The bytes of a letter, their digest, and the origin of the letter before in its stream."""

    id: str
    token: bytes
    digest: str
    prev: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The bytes of a letter sealed anew, and the digest of those that they replace."""

    id: str
    token: bytes
    digest: str
    replaces: str


@dataclass(frozen=True, slots=True)
class StreamHead:
    """The last letter of a stream: its number, and when it was written (Unix milliseconds)."""

    seq: int
    queued_at: int


class Unsendable(ValueError):
    """A letter that no node could take; what it says is for the operator."""


def check(letter: Letter) -> None:
    """Raises `Unsendable` for a letter that could never be sent, so that the act fails and not the courier."""
    try:
        payloads.check_body(letter.body)
        msgspec.convert(msgspec.structs.asdict(letter), type(letter), str_keys=True)
    except (msgspec.ValidationError, ValueError) as problem:
        raise Unsendable(f"letter {letter.kind} for {letter.receiver} cannot be sent: {problem}") from None


def numbered(
    letters: Sequence[Letter], heads: Mapping[tuple[str, str], StreamHead], *, ids: Iterator[str], now: int
) -> list[Queued]:
    """The letters in their order, each with the next number of its stream; `heads` are by (receiver, case).

    Within a stream no letter is older than the one before, even where the clock was set back.
    """
    last, queued = dict(heads), []
    for letter in letters:
        check(letter)
        stream = (letter.receiver, letter.case)
        head = last.get(stream, StreamHead(0, now))
        last[stream] = StreamHead(head.seq + 1, max(now, head.queued_at))
        fields = msgspec.structs.asdict(letter)
        queued.append(Queued(**fields, id=next(ids), seq=head.seq + 1, queued_at=last[stream].queued_at))
    return queued
