"""Compact JWE to one node: what only the receiver may read, bound to who sends it to whom."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, suites
from tongban.exchange.refusals import Refused
from tongban.exchange.suites import CryptoSuite, Jwk

TYP: Final = "tongban+jwe"
SEGMENTS: Final = 5
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
SALT_BYTES: Final = 16


class _EphemeralKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    kty: str
    crv: str
    x: str
    y: str = ""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole protected header; any other member (zip, jwk, jku, x5c, crit, p2c, …) is refused.

    `apu` and `apv` are the codes of sender and receiver in base64url: the tag covers them, so that nobody can pass
    another node's ciphertext off as an own one.
    """

    alg: str
    enc: str
    kid: str
    typ: str
    apu: str
    apv: str
    epk: _EphemeralKey | None = None


class Sealed(msgspec.Struct, frozen=True):
    """An encrypted text inside a signed one: `digest` is the SHA-256 of salt and text, which says nothing of it."""

    digest: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    jwe: Annotated[str, Meta(max_length=limits.MAX_FRAME_BYTES)]
    """May be too large to be opened: a letter is refused for that in its place, not for its form."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A node's public encryption key, with the suite that the trust list binds it to."""

    kid: str
    suite: CryptoSuite
    public: Jwk
    _wrapper: suites.Wrapper = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_wrapper", self.suite.wrapper(self.public))

    def wrap(self, *, sender: bytes, receiver: bytes) -> suites.WrappedKey:
        """A fresh content key for the owner of this key."""
        return self._wrapper.wrap(apu=sender, apv=receiver)


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A node's private encryption key."""

    kid: str
    suite: CryptoSuite
    private: Jwk = field(repr=False)
    _unwrapper: suites.Unwrapper = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_unwrapper", self.suite.unwrapper(self.private))

    def unwrap(self, encrypted_key: bytes, epk: Jwk | None, *, sender: bytes, receiver: bytes) -> bytes:
        """The content key; raises ValueError."""
        return self._unwrapper.unwrap(encrypted_key=encrypted_key, epk=epk, apu=sender, apv=receiver)


def seal(text: bytes, *, key: SealingKey, sender: str, receiver: str) -> Sealed:
    """The text encrypted to the receiver, with the digest that goes into the signed part."""
    salted = os.urandom(SALT_BYTES) + text
    token = encrypt(salted, key=key, sender=sender, receiver=receiver)
    return Sealed(hashlib.sha256(salted).hexdigest(), token.decode("ascii"))


def open_sealed(sealed: Sealed, *, key: OpeningKey, sender: str, receiver: str) -> bytes:
    """The text, if it is the one that the digest names; raises Refused (bad_body)."""
    salted = decrypt(sealed.jwe.encode("ascii", "replace"), key=key, sender=sender, receiver=receiver)
    if hashlib.sha256(salted).hexdigest() != sealed.digest:
        raise Refused("bad_body", "digest")
    return salted[SALT_BYTES:]


def encrypt(plaintext: bytes, *, key: SealingKey, sender: str, receiver: str) -> bytes:
    """The compact JWE of `plaintext`."""
    parties = {"sender": sender.encode("ascii"), "receiver": receiver.encode("ascii")}
    wrapped, suite = key.wrap(**parties), key.suite
    header = Header(
        alg=suite.agreement,
        enc=suite.content,
        kid=key.kid,
        typ=TYP,
        apu=suites.encode(parties["sender"]).decode("ascii"),
        apv=suites.encode(parties["receiver"]).decode("ascii"),
        epk=_EphemeralKey(**wrapped.epk) if wrapped.epk else None,
    )
    protected, nonce = suites.encode(msgspec.json.encode(header)), os.urandom(NONCE_BYTES)
    sealed = suite.encrypt(plaintext, key=wrapped.content_key, nonce=nonce, aad=protected)
    parts = (wrapped.encrypted_key, nonce, sealed[:-TAG_BYTES], sealed[-TAG_BYTES:])
    return b".".join((protected, *map(suites.encode, parts)))


def decrypt(token: bytes, *, key: OpeningKey, sender: str, receiver: str) -> bytes:
    """The plaintext that `sender` encrypted to `receiver` with this key; raises Refused (bad_body).

    Algorithms are those of the key's suite, whatever the header claims.
    """
    header, segments = _read(token)
    parties = {"sender": sender.encode("ascii"), "receiver": receiver.encode("ascii")}
    claimed = (header.alg, header.enc, header.kid, header.typ, header.apu, header.apv)
    named = [suites.encode(party).decode("ascii") for party in parties.values()]
    if claimed != (key.suite.agreement, key.suite.content, key.kid, TYP, *named):
        raise Refused("bad_body", "header")
    encrypted_key, nonce, ciphertext, tag = _parts(segments)
    epk = {name: value for name, value in msgspec.structs.asdict(header.epk).items() if value} if header.epk else None
    try:
        content_key = key.unwrap(encrypted_key, epk, **parties)
        return key.suite.decrypt(ciphertext + tag, key=content_key, nonce=nonce, aad=segments[0])
    except ValueError:
        raise Refused("bad_body") from None


def key_id(sealed: Sealed) -> str:
    """Which key of the receiver a text is encrypted to; raises Refused (bad_body)."""
    return _read(sealed.jwe.encode("ascii", "replace"))[0].kid


def _read(token: bytes) -> tuple[Header, list[bytes]]:
    segments = token.split(b".")
    if len(segments) != SEGMENTS:
        raise Refused("bad_body", "JWE")
    if len(segments[0]) > limits.MAX_HEADER_BYTES * 2:
        raise Refused("bad_body", "JWE header")
    try:
        return payloads.parsed(suites.decode(segments[0]), Header), segments
    except ValueError:
        raise Refused("bad_body", "JWE header") from None


def _parts(segments: list[bytes]) -> list[bytes]:
    try:
        parts = [suites.decode(segment) for segment in segments[1:]]
    except ValueError:
        raise Refused("bad_body", "JWE") from None
    if len(parts[1]) != NONCE_BYTES or len(parts[3]) != TAG_BYTES:
        raise Refused("bad_body", "JWE")
    return parts
