"""Compact JWS with a header of exactly three members and keys that come from the trust list alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tongban.exchange import limits
from tongban.exchange.refusals import Refused

ALGORITHMS: Final = MappingProxyType({"INTL-1": "Ed25519"})
"""Signature algorithm of each crypto suite; a key's suite stands in the trust list and is never read from a message.

`Ed25519` is the name that RFC 9864 puts in the place of `EdDSA`."""


SEGMENTS: Final = 3


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole protected header; any other member (jwk, jku, x5u, x5c, crit, b64, zip, …) is refused."""

    alg: str
    kid: str
    typ: str


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with the suite that it may be used in."""

    kid: str
    public: OKPKey
    suite: str = "INTL-1"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; its id begins with the node's code and a full stop."""

    kid: str
    private: OKPKey
    suite: str = "INTL-1"


class _Registry(jws.JWSRegistry):
    """joserfc's limits, raised on purpose to ours."""

    max_header_length = limits.MAX_HEADER_BYTES
    max_signature_length = limits.MAX_SIGNATURE_BYTES

    def __init__(self, algorithm: str, limit: int) -> None:
        super().__init__(algorithms=[algorithm])
        self.max_payload_length = limits.token_bytes(limit)


def digest(data: bytes) -> str:
    """SHA-256 of bytes as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def sign(payload: bytes, *, key: SigningKey, typ: str, limit: int = limits.MAX_PAYLOAD_BYTES) -> bytes:
    """The compact JWS over `payload`; raises ValueError above the size limit, so that nothing unsendable is stored."""
    if len(payload) > limit:
        raise ValueError(f"payload of {len(payload)} bytes exceeds {limit}; send files apart")
    algorithm = ALGORITHMS[key.suite]
    header = {"alg": algorithm, "kid": key.kid, "typ": typ}
    registry = _Registry(algorithm, limit)
    return jws.serialize_compact(header, payload, key.private, registry=registry).encode("ascii")


def read_header(token: bytes, *, limit: int = limits.MAX_PAYLOAD_BYTES) -> Header:
    """The header of a token that is not verified yet; raises Refused for anything that is not our canonical form."""
    if len(token) > limits.token_bytes(limit):
        raise Refused("too_large", f"{len(token)} bytes")
    segments = token.split(b".")
    if len(segments) != SEGMENTS:
        raise Refused("malformed")
    try:
        return msgspec.json.decode(_canonical(segments[0]), type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("malformed", "header") from None


def verify(token: bytes, *, key: VerifyingKey, typ: str, limit: int = limits.MAX_PAYLOAD_BYTES) -> bytes:
    """The payload, once the signature holds under `key`; raises Refused.

    The algorithm is the key's, whatever the header claims. A token in non-canonical base64 is refused, since two
    spellings of one signature would be two digests of one letter.
    """
    header = read_header(token, limit=limit)
    if header.typ != typ or header.kid != key.kid or header.alg != ALGORITHMS[key.suite]:
        raise Refused("bad_signature", "header")
    for segment in token.split(b".")[1:]:
        _canonical(segment)
    registry = _Registry(header.alg, limit)
    try:
        return jws.deserialize_compact(token, key.public, registry=registry).payload
    except (JoseError, ValueError):
        raise Refused("bad_signature") from None


def payload_of(token: bytes) -> bytes:
    """The payload of a token that was verified before it was stored."""
    return _canonical(token.split(b".")[1])


def _canonical(segment: bytes) -> bytes:
    padded = segment + b"=" * (-len(segment) % 4)
    try:
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error:
        raise Refused("malformed", "base64url") from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != segment:
        raise Refused("malformed", "base64url")
    return decoded
