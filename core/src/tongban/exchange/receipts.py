"""Signed receipts: what a node answers for an envelope, provable for ever."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, signatures
from tongban.exchange.encryption import Sealed
from tongban.exchange.envelope import Code, Digest, LetterIdIfRead, Milliseconds, NodeId
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

TYP: Final = "tongban-receipt+jws"


class ReceiptKind(StrEnum):
    """What a receipt attests."""

    CUSTODY = "custody"
    APPLIED = "applied"
    REJECTED = "rejected"
    DEFERRED = "deferred"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The issuer's word about the letter whose bytes have `digest`.

    `custody`: stored durably, the duty to go on passes over. `applied`: its effect is committed. `rejected`: refused
    for good. `deferred`: refused for now (a sign of life and a reason, never stored). `letter` is empty where the
    letter could not be read. `said` are the words of a handler, which may name people: for the addressee alone.
    """

    v: int = limits.PROTOCOL_VERSION
    kind: ReceiptKind
    issuer: NodeId
    addressee: NodeId
    letter: LetterIdIfRead
    digest: Digest
    at: Milliseconds
    code: Code = "ok"
    message: Annotated[str, Meta(max_length=payloads.MOST_WORDS, pattern=payloads.NO_NUL)] = ""
    said: Sealed | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """An unsigned refusal, given to somebody not authenticated; advice for an operator that moves no state.

    `digest` is empty where the bytes were not read, or not to their end.
    """

    refused: str
    digest: str
    message: str


def seal(receipt: Receipt, key: SigningKey) -> bytes:
    """The signed bytes of a receipt."""
    return signatures.sign(msgspec.json.encode(receipt), key=key, typ=TYP)


def read(payload: bytes) -> Receipt:
    """The receipt in a verified payload; raises Refused."""
    return payloads.decode(payload, Receipt)


def happened_at(receipt: Receipt, *, now: int) -> int:
    """When what it attests happened: now at the latest, where a wrong clock or a wrong will has dated it ahead."""
    return receipt.at if receipt.at <= now + limits.SKEW_MILLISECONDS else now


def notice(problem: Refused, token: bytes) -> bytes:
    """An unsigned refusal of these bytes."""
    answer = Notice(refused=problem.refusal.code, digest=signatures.digest(token), message=problem.message)
    return msgspec.json.encode(answer)


def notice_of_unread(problem: Refused) -> bytes:
    """An unsigned refusal of bytes that nobody has read."""
    return msgspec.json.encode(Notice(refused=problem.refusal.code, digest="", message=problem.message))


def read_notice(answer: bytes) -> Notice | None:
    """An unsigned refusal, or None if the bytes are something else."""
    if len(answer) > limits.MAX_HEADER_BYTES * 16:
        return None
    try:
        return payloads.parsed(answer, Notice)
    except ValueError:
        return None
