"""Signed statements with which two nodes compare their letters: heads of streams, gaps, totals of days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.clock import CHINA, from_milliseconds
from tongban.exchange import limits, payloads, signatures
from tongban.exchange.envelope import Digest, Kind, Milliseconds, NodeId, StreamKey
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

TYP: Final = "tongban-statement+jws"
STREAMS_AT_ONCE: Final = 500
HEADS_AT_ONCE: Final = 4 * STREAMS_AT_ONCE
"""How many heads are looked up at once: each time all letters of a week are gone through for them."""

RECENT_DAYS: Final = 7
"""How long letters and totals are compared; totals of another day are refused, so that nobody makes up incidents."""

OLDEST_MILLISECONDS: Final = 24 * 60 * 60 * 1_000
"""How long a statement may be under way: files are carried a few times a day."""

CHECK_STREAMS: Final = "check-"
"""How the streams of a conformance run begin: their letters lie in no outbox and so count in no totals."""

FILE_STREAMS: Final = "files:"
"""How the streams of files begin: neither compared nor sent again, for whoever has lost a file wants it anew."""

UNKNOWN_THERE: Final = "not_served"
"""Refused with this, a letter about a file counts in totals: a receiver that does not know such letters counts it."""

Seq = Annotated[int, Meta(ge=0, le=2**31)]
Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class StreamHead(msgspec.Struct, frozen=True, array_like=True):
    """The last letter of a stream that its receiver has confirmed."""

    case: StreamKey
    seq: Seq
    digest: Digest


class Gap(msgspec.Struct, frozen=True, array_like=True):
    """A stream of which the receiver has nothing after `after`."""

    case: StreamKey
    after: Seq


class Total(msgspec.Struct, frozen=True, array_like=True):
    """How many letters of a kind there were on a day, and the bitwise sum of their digests."""

    kind: Kind
    letters: Seq
    digests: Digest


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one node says to another about the letters between them.

    `heads` and `totals` (of a legal day, by the moment of sealing or writing) are about letters that `issuer` sent,
    `gaps` about letters that it should have received.
    """

    v: int
    issuer: NodeId
    addressee: NodeId
    at: Milliseconds
    heads: Annotated[tuple[StreamHead, ...], Meta(max_length=STREAMS_AT_ONCE)] = ()
    gaps: Annotated[tuple[Gap, ...], Meta(max_length=STREAMS_AT_ONCE)] = ()
    day: Day | None = None
    totals: Annotated[tuple[Total, ...], Meta(max_length=100)] = ()


def seal(statement: Statement, key: SigningKey) -> bytes:
    """The signed bytes of a statement."""
    return signatures.sign(msgspec.json.encode(statement), key=key, typ=TYP)


def read(payload: bytes, *, sender: str, node: str, now: int) -> Statement:
    """The statement in a payload that `sender` signed; raises Refused, also for one that says nothing of these days."""
    statement = payloads.decode(payload, Statement)
    if statement.issuer != sender:
        raise Refused("sender_mismatch", statement.issuer)
    if statement.addressee != node:
        raise Refused("wrong_receiver", statement.addressee)
    if not now - OLDEST_MILLISECONDS <= statement.at <= now + limits.SKEW_MILLISECONDS:
        raise Refused("clock_skew", f"{(statement.at - now) // 1000} s")
    if statement.day is not None:
        _check_day(statement.day, now)
    for streams in (statement.heads, statement.gaps):
        _check_once(streams)
    return statement


def recent_days(now: int) -> list[str]:
    """The legal days before that of an instant whose totals are compared, the oldest first."""
    today = from_milliseconds(now).astimezone(CHINA).date()
    return [(today - timedelta(days=days)).isoformat() for days in range(RECENT_DAYS, 0, -1)]


def _check_once(streams: Sequence[StreamHead | Gap]) -> None:
    """Each time that a stream is named all its letters are looked at."""
    if len({stream.case for stream in streams}) < len(streams):
        raise Refused("schema", "a stream is named twice")


def _check_day(day: str, now: int) -> None:
    try:
        told = date.fromisoformat(day)
    except ValueError:
        raise Refused("schema", f"there is no day {day}") from None
    today = from_milliseconds(now).astimezone(CHINA).date()
    if not today - timedelta(days=RECENT_DAYS + 1) <= told <= today:
        raise Refused("schema", f"{day} is none of the last {RECENT_DAYS} days")


def is_compared(stream: str, refused: str | None) -> bool:
    """Whether a letter counts in totals; `refused` is the code with which it was refused, if it was."""
    if stream.startswith(FILE_STREAMS):
        return refused == UNKNOWN_THERE
    return not stream.startswith(CHECK_STREAMS)


def totals(letters: Iterable[tuple[str, str]]) -> tuple[Total, ...]:
    """The totals of (kind, digest), by kind."""
    counts: dict[str, tuple[int, int]] = {}
    for kind, digest in letters:
        count, combined = counts.get(kind, (0, 0))
        counts[kind] = (count + 1, combined ^ int(digest, 16))
    return tuple(Total(kind, count, f"{combined:064x}") for kind, (count, combined) in sorted(counts.items()))


def contiguous(numbers: Iterable[int]) -> int:
    """How far the numbers 1, 2, 3 … go without a gap."""
    last = 0
    for number in sorted(numbers):
        if number != last + 1:
            break
        last = number
    return last
