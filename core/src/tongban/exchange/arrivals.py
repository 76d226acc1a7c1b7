"""Telling what an item that arrived is, by whom it was signed, and whether it may be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from tongban.exchange import envelope, limits, receipts, signatures, statements
from tongban.exchange.envelope import SealedEnvelope
from tongban.exchange.keys import owner_of
from tongban.exchange.receipts import Receipt
from tongban.exchange.refusals import Refused
from tongban.exchange.statements import Statement
from tongban.exchange.trust import TrustList


@dataclass(frozen=True, slots=True)
class ArrivedLetter:
    """An authentic letter."""

    token: bytes
    digest: str
    envelope: SealedEnvelope


@dataclass(frozen=True, slots=True)
class ArrivedReceipt:
    """An authentic receipt addressed to this node."""

    token: bytes
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class ArrivedStatement:
    """An authentic statement addressed to this node."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """An item that is not taken; `sender` is the node that signed it, or None if nobody known did."""

    token: bytes
    problem: Refused
    sender: str | None
    letter: str = ""


Arrival: TypeAlias = ArrivedLetter | ArrivedReceipt | ArrivedStatement | TurnedAway


def inspect(token: bytes, *, trust: TrustList, node: str, now: int) -> Arrival:
    """What `token` is to `node` at an instant in Unix milliseconds; never raises for anything a peer can send.

    A letter that is too large is let in where its signature holds: it is refused in its place, once that has come,
    and those behind it go on.
    """
    try:
        header = signatures.read_header(token, limit=limits.MAX_FRAME_BYTES)
        sender = owner_of(header.kid)
        key = trust.key(sender, header.kid, at=now)
        typ = header.typ if header.typ in _TYPS else envelope.TYP
        payload = signatures.verify(token, key=key, typ=typ, limit=limits.MAX_FRAME_BYTES)
    except Refused as problem:
        told = Refused("too_large", f"{len(token)} bytes") if limits.is_too_large(token) else problem
        return TurnedAway(token, told, None)
    if typ != envelope.TYP and len(payload) > limits.MAX_PAYLOAD_BYTES:
        return TurnedAway(token, Refused("too_large", f"{len(payload)} bytes"), sender)
    if typ == receipts.TYP:
        return _receipt(token, payload, sender, node)
    if typ == statements.TYP:
        return _statement(token, payload, sender, node, now)
    return _letter(token, payload, sender, node, now)


def _statement(token: bytes, payload: bytes, sender: str, node: str, now: int) -> Arrival:
    try:
        return ArrivedStatement(statements.read(payload, sender=sender, node=node, now=now))
    except Refused as problem:
        return TurnedAway(token, problem, sender)


def _receipt(token: bytes, payload: bytes, sender: str, node: str) -> Arrival:
    if len(payload) > limits.MAX_RECEIPT_BYTES:
        return TurnedAway(token, Refused("too_large", f"{len(payload)} bytes"), sender)
    try:
        receipt = receipts.read(payload)
    except Refused as problem:
        return TurnedAway(token, problem, sender)
    if receipt.issuer != sender:
        return TurnedAway(token, Refused("sender_mismatch", receipt.issuer), sender)
    if receipt.addressee != node:
        return TurnedAway(token, Refused("wrong_receiver", receipt.addressee), sender)
    return ArrivedReceipt(token, receipt)


def _letter(token: bytes, payload: bytes, sender: str, node: str, now: int) -> Arrival:
    letter = ""
    try:
        content = envelope.read_at_any_size(payload)
        letter = content.id
        envelope.check(content, sender=sender, receiver=node, now=now)
    except Refused as problem:
        return TurnedAway(token, problem, sender, letter)
    return ArrivedLetter(token, signatures.digest(token), content)


_TYPS: Final = frozenset({receipts.TYP, statements.TYP})
