"""Crypto suites: the signature and the encryption that belong together, chosen by a key's entry in the trust list."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

import msgspec

Jwk: TypeAlias = Mapping[str, str]
"""A JSON Web Key (RFC 7517): members `kty`, `crv`, `x`, for SM2 also `y`, and `d` if it is a private one."""

Use: TypeAlias = Literal["sig", "enc"]
"""What a key is for: signatures or encryption."""

DEFAULT: Final = "INTL-1"
_THUMBPRINT_MEMBERS: Final = ("crv", "kty", "x", "y")


class SuiteError(Exception):
    """A key or a suite cannot be used here; the message says what to do."""


class Signer(Protocol):
    """The private half of a signature key."""

    def sign(self, message: bytes) -> bytes:
        """The signature in the form that JWS carries."""
        ...


class Verifier(Protocol):
    """The public half of a signature key."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature holds; never raises for anything a peer can send."""
        ...


class WrappedKey(NamedTuple):
    """A fresh content key and what the receiver needs to have it too: members of a JWE (RFC 7516)."""

    content_key: bytes
    encrypted_key: bytes
    epk: Jwk | None


class Wrapper(Protocol):
    """The public half of an encryption key."""

    def wrap(self, *, apu: bytes, apv: bytes) -> WrappedKey:
        """A content key that only the owner can have; `apu` and `apv` name sender and receiver (RFC 7518 §4.6.1)."""
        ...


class Unwrapper(Protocol):
    """The private half of an encryption key."""

    def unwrap(self, *, encrypted_key: bytes, epk: Jwk | None, apu: bytes, apv: bytes) -> bytes:
        """The content key; raises ValueError for anything that is not meant for this key."""
        ...


class CryptoSuite(Protocol):
    """One suite: `signature` is its JWS `alg`, `agreement` and `content` its JWE `alg` and `enc`.

    Every loader raises ValueError for a key that is not of this suite and use. `key_bytes` is the length of a content
    key. `unavailable` says why the suite cannot serve on this machine, empty if it can; `remarks` are other sentences
    for the operator, such as of a weak implementation.
    """

    id: str
    signature: str
    agreement: str
    content: str
    key_bytes: int

    @property
    def unavailable(self) -> str:
        """Why it cannot serve here."""
        ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an operator should know."""
        ...

    def generate(self, use: Use) -> Jwk:
        """A new private key."""
        ...

    def signer(self, jwk: Jwk) -> Signer:
        """A private signature key."""
        ...

    def verifier(self, jwk: Jwk) -> Verifier:
        """A public signature key."""
        ...

    def wrapper(self, jwk: Jwk) -> Wrapper:
        """A public encryption key."""
        ...

    def unwrapper(self, jwk: Jwk) -> Unwrapper:
        """A private encryption key."""
        ...

    def encrypt(self, plaintext: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """Ciphertext and 16-byte tag under a content key; one nonce of 12 bytes serves once for one key."""
        ...

    def decrypt(self, sealed: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """The plaintext; raises ValueError if anything was altered."""
        ...


class Suites:
    """The suites of one node, by id."""

    def __init__(self, suites: Iterable[CryptoSuite]) -> None:
        self._by_id = {suite.id: suite for suite in suites}

    def find(self, suite: str) -> CryptoSuite | None:
        """The suite, or None if no loaded plugin brings it or this machine lacks what it needs."""
        found = self._by_id.get(suite)
        return found if found and not found.unavailable else None

    def require(self, suite: str) -> CryptoSuite:
        """The suite; raises SuiteError naming the remedy."""
        found = self._by_id.get(suite)
        if found is None:
            known = ", ".join(sorted(self._by_id))
            raise SuiteError(f"crypto suite {suite} is not loaded ({known} are): add its plugin to `plugins`")
        if found.unavailable:
            raise SuiteError(f"crypto suite {suite} cannot serve on this machine: {found.unavailable}")
        return found


def public_half(jwk: Jwk) -> Jwk:
    """A key without its private member."""
    return {name: value for name, value in jwk.items() if name in _THUMBPRINT_MEMBERS}


def thumbprint(jwk: Jwk) -> str:
    """The RFC 7638 thumbprint of a key, for people to compare and for key ids."""
    members = {name: jwk[name] for name in _THUMBPRINT_MEMBERS if name in jwk}
    return encode(hashlib.sha256(msgspec.json.encode(members)).digest()).decode("ascii")


def encode(data: bytes) -> bytes:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def decode(text: bytes) -> bytes:
    """What `encode` made; raises ValueError for any other spelling, since two spellings would be two digests."""
    try:
        decoded = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64url") from None
    if encode(decoded) != text:
        raise ValueError("not the canonical base64url")
    return decoded


def member(jwk: Jwk, name: str) -> bytes:
    """The bytes of one member of a key; raises ValueError."""
    try:
        return decode(jwk[name].encode("ascii"))
    except (KeyError, UnicodeEncodeError):
        raise ValueError(f"the key has no proper member {name!r}") from None
