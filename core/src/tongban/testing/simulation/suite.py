"""A crypto suite that costs nothing and whose keys come from the seed: its signatures are keyed digests."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from tongban.exchange import suites
from tongban.exchange.suites import Jwk, Suites, Use, WrappedKey

TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Key:
    """Both halves of a key: who knows the public one could forge, which nobody in a simulation tries."""

    secret: bytes

    def sign(self, message: bytes) -> bytes:
        """A keyed digest."""
        return hashlib.blake2b(message, key=self.secret, digest_size=32).digest()

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether it is that digest."""
        return hmac.compare_digest(self.sign(message), signature)

    def wrap(self, *, apu: bytes, apv: bytes) -> WrappedKey:
        """The content key follows from sender and receiver."""
        return WrappedKey(self.sign(apu + b"." + apv), b"", None)

    def unwrap(self, *, encrypted_key: bytes, epk: Jwk | None, apu: bytes, apv: bytes) -> bytes:
        """The same key again."""
        return self.sign(apu + b"." + apv)


@dataclass(slots=True)
class SimulationSuite:
    """`CryptoSuite` for simulations."""

    id: str = "SIMULATION"
    signature: str = "SIMULATION"
    agreement: str = "SIMULATION"
    content: str = "SIMULATION"
    key_bytes: int = 32
    remarks: tuple[str, ...] = ("for simulations only",)
    unavailable: str = ""

    def generate(self, use: Use) -> Jwk:
        """A new key."""
        secret = suites.encode(os.urandom(32)).decode("ascii")
        return {"kty": "OKP", "crv": use, "x": secret, "d": secret}

    def signer(self, jwk: Jwk) -> Key:
        """A private signature key."""
        return _key(jwk)

    def verifier(self, jwk: Jwk) -> Key:
        """A public signature key."""
        return _key(jwk)

    def wrapper(self, jwk: Jwk) -> Key:
        """A public encryption key."""
        return _key(jwk)

    def unwrapper(self, jwk: Jwk) -> Key:
        """A private encryption key."""
        return _key(jwk)

    def encrypt(self, plaintext: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """Left readable, with a tag."""
        return plaintext + _tag(plaintext, key, nonce, aad)

    def decrypt(self, sealed: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """Only with the right tag."""
        plaintext, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        if not hmac.compare_digest(tag, _tag(plaintext, key, nonce, aad)):
            raise ValueError("altered")
        return plaintext


def _key(jwk: Jwk) -> Key:
    return Key(suites.member(jwk, "x"))


def _tag(plaintext: bytes, key: bytes, nonce: bytes, aad: bytes) -> bytes:
    return hashlib.blake2b(nonce + aad + b"\0" + plaintext, key=key, digest_size=TAG_BYTES).digest()


SUITE: Final = SimulationSuite()
SUITES: Final = Suites([SUITE])
