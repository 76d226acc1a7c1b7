"""Compact JWS with a header of exactly three members and keys that come from the trust list alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, suites
from tongban.exchange.refusals import Refused
from tongban.exchange.suites import CryptoSuite, Jwk

SEGMENTS: Final = 3


Word = Annotated[str, Meta(pattern=r"\A[!-~]{1,128}\Z")]
"""What goes into logs before anybody is known to have signed it."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole protected header; any other member (jwk, jku, x5u, x5c, crit, b64, zip, …) is refused."""

    alg: Word
    kid: Word
    typ: Word


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key; its suite is the one that the trust list, or its own file, binds it to."""

    kid: str
    suite: CryptoSuite
    public: Jwk
    _verifier: suites.Verifier = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_verifier", self.suite.verifier(self.public))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        return self._verifier.verify(message, signature)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; its id begins with the node's code and a full stop."""

    kid: str
    suite: CryptoSuite
    private: Jwk = field(repr=False)
    _signer: suites.Signer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_signer", self.suite.signer(self.private))

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return self._signer.sign(message)


def digest(data: bytes) -> str:
    """SHA-256 of bytes as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def sign(payload: bytes, *, key: SigningKey, typ: str, limit: int = limits.MAX_PAYLOAD_BYTES) -> bytes:
    """The compact JWS over `payload`; raises ValueError above the size limit, so that nothing unsendable is stored."""
    if len(payload) > limit:
        raise ValueError(f"payload of {len(payload)} bytes exceeds {limit}; send files apart")
    signed = _header(key.suite.signature, key.kid, typ) + b"." + suites.encode(payload)
    return signed + b"." + suites.encode(key.sign(signed))


def read_header(token: bytes, *, limit: int = limits.MAX_PAYLOAD_BYTES) -> Header:
    """The header of a token that is not verified yet; raises Refused for anything that is not our canonical form."""
    if len(token) > limits.token_bytes(limit):
        raise Refused("too_large", f"{len(token)} bytes")
    segments = token.split(b".")
    if len(segments) != SEGMENTS:
        raise Refused("malformed", "header")
    return header_of(segments[0])


def header_of(protected: bytes) -> Header:
    """The header in the first segment of a token; raises Refused."""
    if len(protected) > limits.MAX_HEADER_BYTES * 4 // 3:
        raise Refused("malformed", "header")
    try:
        return payloads.parsed(_canonical(protected), Header)
    except ValueError:
        raise Refused("malformed", "header") from None


def verify(token: bytes, *, key: VerifyingKey, typ: str, limit: int = limits.MAX_PAYLOAD_BYTES) -> bytes:
    """The payload, once the signature holds under `key`; raises Refused.

    The algorithm is the key's, whatever the header claims. A token in non-canonical base64 is refused, since two
    spellings of one signature would be two digests of one letter.
    """
    _require_of(read_header(token, limit=limit), key, typ)
    signed, _, signature = token.rpartition(b".")
    payload = _canonical(signed.partition(b".")[2])
    if len(payload) > limit:
        raise Refused("too_large", f"{len(payload)} bytes")
    if not key.verify(signed, _canonical(signature)):
        raise Refused("bad_signature")
    return payload


def require_signed(protected: bytes, encoded: bytes, signature: bytes, *, key: VerifyingKey, typ: str) -> None:
    """Raises Refused unless `key` signed a payload, here still in base64url, under that header."""
    _require_of(header_of(protected), key, typ)
    if not key.verify(protected + b"." + encoded, _canonical(signature)):
        raise Refused("bad_signature")


def payload_of(token: bytes) -> bytes:
    """The payload of a token that was verified before it was stored."""
    return _canonical(token.split(b".")[1])


def _require_of(header: Header, key: VerifyingKey, typ: str) -> None:
    if header.typ != typ or header.kid != key.kid or header.alg != key.suite.signature:
        raise Refused("bad_signature", "header")


@lru_cache(maxsize=64)
def _header(alg: str, kid: str, typ: str) -> bytes:
    return suites.encode(msgspec.json.encode(Header(alg=alg, kid=kid, typ=typ)))


def _canonical(segment: bytes) -> bytes:
    try:
        return suites.decode(segment)
    except ValueError:
        raise Refused("malformed", "base64url") from None
