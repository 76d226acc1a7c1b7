"""The envelope: one signed, numbered letter in the stream of one case from one node to another."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, signatures
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

TYP: Final = "tongban+jws"

NodeId = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
StreamKey = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z._:-]{0,63}$")]
LetterId = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Kind = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Milliseconds = Annotated[int, Meta(ge=0, le=2**52)]


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a letter says about itself, and its opaque body.

    Fields that a later minor version adds are ignored by this one. Instants are Unix milliseconds.
    """

    v: int
    id: LetterId
    kind: Kind
    sender: NodeId
    receiver: NodeId
    case: StreamKey
    seq: Annotated[int, Meta(ge=1, le=2**31)]
    prev: Digest | None = None
    epoch: Annotated[int, Meta(ge=0, le=2**31)]
    iat: Milliseconds
    exp: Milliseconds | None = None
    body: msgspec.Raw


def seal(envelope: Envelope, key: SigningKey) -> bytes:
    """The signed bytes of an envelope, which are what is stored, sent and digested; raises ValueError if unreadable."""
    payload = msgspec.json.encode(envelope)
    try:
        payloads.decode(payload, Envelope)
    except Refused as problem:
        raise ValueError(f"letter {envelope.kind} for {envelope.receiver} cannot be sent: {problem}") from None
    return signatures.sign(payload, key=key, typ=TYP)


def read(payload: bytes) -> Envelope:
    """The envelope in a verified payload; raises Refused (schema, version, too_large)."""
    return payloads.decode(payload, Envelope)


def check(envelope: Envelope, *, sender: str, receiver: str, now: int) -> None:
    """Holds an authenticated envelope against where, from whom and when it arrived; raises Refused.

    Only a moment of signing in the future is refused: the same bytes may rightly arrive days later.
    """
    if envelope.sender != sender:
        raise Refused("sender_mismatch", f"{sender} signed for {envelope.sender}")
    if envelope.receiver != receiver:
        raise Refused("wrong_receiver", envelope.receiver)
    if (envelope.seq == 1) != (envelope.prev is None):
        raise Refused("schema", "prev")
    if envelope.iat > now + limits.SKEW_MILLISECONDS:
        raise Refused("clock_skew", f"{(envelope.iat - now) // 1000} s")
    if envelope.exp is not None and envelope.exp < now:
        raise Refused("expired")
