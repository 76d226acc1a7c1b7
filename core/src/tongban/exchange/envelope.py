"""The envelope: one signed, numbered letter in the stream of one case from one node to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import encryption, limits, payloads, signatures
from tongban.exchange.encryption import Sealed, SealingKey
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

if TYPE_CHECKING:
    from tongban.exchange.keyring import Keyring

TYP: Final = "tongban+jws"

NodeId = Annotated[str, Meta(pattern=r"\A[0-9]{6}\Z")]
StreamKey = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z][0-9A-Za-z._:-]{0,63}\Z")]
_ID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
LetterId = Annotated[str, Meta(pattern=rf"\A{_ID}\Z")]
LetterIdIfRead = Annotated[str, Meta(pattern=rf"\A(?:{_ID})?\Z")]
"""Empty where what it is about could not be read."""

Code = Annotated[str, Meta(pattern=r"\A[a-z_]{1,64}\Z")]
Kind = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_.]{0,63}\Z")]
Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Milliseconds = Annotated[int, Meta(ge=0, le=2**52)]


class Heading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a letter says about itself, for every node on the way to read: no personal data.

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
    renews: Digest | None = None
    """The digest under which this very letter was first sealed, where it has been sealed anew since."""

    refused: Code | None = None
    """The code with which its receiver refused this very letter for good, where the receiver has lost it since."""


class Envelope(Heading, frozen=True, kw_only=True, omit_defaults=True):
    """A letter as its two ends know it; `body` is a JSON text."""

    body: msgspec.Raw


class SealedEnvelope(Heading, frozen=True, kw_only=True, omit_defaults=True):
    """A letter as it travels and is kept: only the receiver can open its body."""

    body: Sealed


def seal(envelope: Envelope, *, key: SigningKey, to: SealingKey) -> bytes:
    """The signed bytes of an envelope, which are what is stored, sent and digested; raises ValueError if unreadable."""
    parties = {"sender": envelope.sender, "receiver": envelope.receiver}
    body = encryption.seal(bytes(envelope.body), key=to, **parties)
    heading = {name: getattr(envelope, name) for name in Heading.__struct_fields__}
    payload = msgspec.json.encode(SealedEnvelope(**heading, body=body))
    try:
        read(payload)
        return signatures.sign(payload, key=key, typ=TYP)
    except (Refused, ValueError) as problem:
        raise ValueError(f"letter {envelope.kind} for {envelope.receiver} cannot be sent: {problem}") from None


def headed_anew(before: SealedEnvelope, *, renews: str | None, refused: str | None, key: SigningKey) -> bytes:
    """The signed bytes of the same letter, its body as it was encrypted, under another heading."""
    return signatures.sign(
        msgspec.json.encode(msgspec.structs.replace(before, renews=renews, refused=refused)), key=key, typ=TYP
    )


def read(payload: bytes) -> SealedEnvelope:
    """The envelope in a verified payload; raises Refused (schema, version, too_large)."""
    return payloads.decode(payload, SealedEnvelope)


def read_at_any_size(payload: bytes) -> SealedEnvelope:
    """The same of a letter that is too large: it is to take its place in its stream, and to be refused there."""
    try:
        return read(payload)
    except Refused as problem:
        if problem.refusal.code != "too_large":
            raise
        try:
            return payloads.decode_at_any_depth(payload, SealedEnvelope)
        except Refused:
            raise problem from None


def read_moderate(token: bytes) -> SealedEnvelope:
    """The envelope in an authentic letter; raises Refused (too_large), unread, for one that no node may open."""
    if limits.is_too_large(token):
        raise Refused("too_large", f"{len(token)}字节")
    payload = signatures.payload_of(token)
    if len(payload) > limits.MAX_PAYLOAD_BYTES:
        raise Refused("too_large", f"{len(payload)}字节")
    try:
        return read(payload)
    except Refused as problem:
        if problem.refusal.code == "too_large":
            raise Refused("too_large", f"超过{limits.MAX_JSON_DEPTH}层") from None
        raise


def opened(sealed: SealedEnvelope, keyring: Keyring) -> Envelope:
    """The letter with its body; raises Refused: `unknown_key` where a key of ours is missing, else `bad_body`."""
    body = payloads.checked_body(keyring.open(sealed.body, sender=sealed.sender))
    heading = {name: getattr(sealed, name) for name in Heading.__struct_fields__}
    return Envelope(**heading, body=msgspec.Raw(body))


def check(envelope: Heading, *, sender: str, receiver: str, now: int) -> None:
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
