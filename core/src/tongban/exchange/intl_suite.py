"""Suite INTL-1: Ed25519 signatures (RFC 8037, RFC 9864), ECDH-ES over X25519 with A256GCM (RFC 7518)."""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongban.exchange.suites import Jwk, Signer, Unwrapper, Use, Verifier, WrappedKey, Wrapper, encode, member

_CURVES: Final[dict[Use, str]] = {"sig": "Ed25519", "enc": "X25519"}


class IntlSuite:
    """The suite of every node that is not told otherwise."""

    id: str = "INTL-1"
    signature: str = "Ed25519"
    agreement: str = "ECDH-ES"
    content: str = "A256GCM"
    key_bytes: int = 32
    unavailable: str = ""
    remarks: tuple[str, ...] = ()

    def generate(self, use: Use) -> Jwk:
        """A new private key."""
        private = Ed25519PrivateKey.generate() if use == "sig" else X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        return {"kty": "OKP", "crv": _CURVES[use], "x": _text(public), "d": _text(private.private_bytes_raw())}

    def signer(self, jwk: Jwk) -> Signer:
        """A private Ed25519 key."""
        return _Signer(Ed25519PrivateKey.from_private_bytes(_member(jwk, "sig", "d")))

    def verifier(self, jwk: Jwk) -> Verifier:
        """A public Ed25519 key."""
        return _Verifier(Ed25519PublicKey.from_public_bytes(_member(jwk, "sig", "x")))

    def wrapper(self, jwk: Jwk) -> Wrapper:
        """A public X25519 key."""
        return _Wrapper(X25519PublicKey.from_public_bytes(_member(jwk, "enc", "x")))

    def unwrapper(self, jwk: Jwk) -> Unwrapper:
        """A private X25519 key."""
        return _Unwrapper(X25519PrivateKey.from_private_bytes(_member(jwk, "enc", "d")))

    def encrypt(self, plaintext: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """AES-256-GCM."""
        return AESGCM(key).encrypt(nonce, plaintext, aad)

    def decrypt(self, sealed: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """AES-256-GCM."""
        try:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        except InvalidTag:
            raise ValueError("the ciphertext was altered") from None


class _Signer:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class _Verifier:
    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class _Wrapper:
    def __init__(self, key: X25519PublicKey) -> None:
        self._key = key

    def wrap(self, *, apu: bytes, apv: bytes) -> WrappedKey:
        ephemeral = X25519PrivateKey.generate()
        epk = {"kty": "OKP", "crv": "X25519", "x": _text(ephemeral.public_key().public_bytes_raw())}
        return WrappedKey(_derived(ephemeral.exchange(self._key), apu, apv), b"", epk)


class _Unwrapper:
    def __init__(self, key: X25519PrivateKey) -> None:
        self._key = key

    def unwrap(self, *, encrypted_key: bytes, epk: Jwk | None, apu: bytes, apv: bytes) -> bytes:
        if encrypted_key or epk is None:
            raise ValueError("direct key agreement has an ephemeral key and no encrypted one")
        # `exchange` raises ValueError for a point of small order, whose secret anybody would know.
        return _derived(self._key.exchange(X25519PublicKey.from_public_bytes(_member(epk, "enc", "x"))), apu, apv)


def _derived(secret: bytes, apu: bytes, apv: bytes) -> bytes:
    """Concat KDF (RFC 7518 §4.6.2) for a 256-bit key, which is one round of SHA-256."""
    info = b"".join(len(part).to_bytes(4, "big") + part for part in (b"A256GCM", apu, apv))
    return hashlib.sha256(b"\0\0\0\1" + secret + info + (256).to_bytes(4, "big")).digest()


def _member(jwk: Jwk, use: Use, name: str) -> bytes:
    if jwk.get("kty") != "OKP" or jwk.get("crv") != _CURVES[use]:
        raise ValueError(f"INTL-1 needs a key of curve {_CURVES[use]} here, not {jwk.get('crv')!r}")
    return member(jwk, name)


def _text(data: bytes) -> str:
    return encode(data).decode("ascii")
