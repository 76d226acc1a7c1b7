"""Suite GM-1: SM2 with SM3 for signatures, SM2 and SM4-GCM for encryption."""

from __future__ import annotations

import os
import platform
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from tongban import Jwk, KeyUse, Signer, Unwrapper, Verifier, WrappedKey, Wrapper, base64url, key_member
from tongban_gm import libcrypto, sm2
from tongban_gm.libcrypto import Key

TAG_BYTES: Final = 16
SHAKY_ON_ARM: Final = (3, 2, 0)
BRANCHES: Final = (
    "SM2 of OpenSSL 3.2 and newer branches on secrets on this processor (aarch64): sign in a cryptographic device, "
    "or use OpenSSL 3.0"
)


class GmSuite:
    """The suite that a deployment under GB/T 39786 chooses; it supports the algorithms and certifies nothing."""

    id: str = "GM-1"
    signature: str = "SM2-SM3"
    agreement: str = "SM2"
    content: str = "SM4-GCM"
    key_bytes: int = 16

    @cached_property
    def unavailable(self) -> str:
        """Why the system's library cannot serve."""
        return libcrypto.why_unavailable()

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What an operator should know of this machine."""
        if self.unavailable:
            return (self.unavailable,)
        return (BRANCHES,) if is_shaky(platform.machine(), libcrypto.version()) else ()

    def generate(self, use: KeyUse) -> Jwk:
        """A new SM2 key."""
        made = libcrypto.generate()
        return {**_jwk(made.point), "d": _text(made.secret)}

    def signer(self, jwk: Jwk) -> Signer:
        """A private SM2 key."""
        return _Sm2(_loaded(jwk, "d"))

    def verifier(self, jwk: Jwk) -> Verifier:
        """A public SM2 key."""
        return _Sm2(_loaded(jwk))

    def wrapper(self, jwk: Jwk) -> Wrapper:
        """A public SM2 key."""
        return _Sm2(_loaded(jwk))

    def unwrapper(self, jwk: Jwk) -> Unwrapper:
        """A private SM2 key."""
        return _Sm2(_loaded(jwk, "d"))

    def encrypt(self, plaintext: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """SM4-GCM."""
        encryptor = Cipher(SM4(key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag

    def decrypt(self, sealed: bytes, *, key: bytes, nonce: bytes, aad: bytes) -> bytes:
        """SM4-GCM."""
        decryptor = Cipher(SM4(key), GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        try:
            return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
        except InvalidTag:
            raise ValueError("the ciphertext was altered") from None


class _Sm2:
    """One key in whichever of its four parts."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return sm2.sign(self._key, message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        return sm2.verify(self._key, message, signature)

    def wrap(self, *, apu: bytes, apv: bytes) -> WrappedKey:
        """A random key: sender and receiver stand in the header, which the tag of the content covers."""
        content_key = os.urandom(GmSuite.key_bytes)
        return WrappedKey(content_key, sm2.encrypt(self._key, content_key), None)

    def unwrap(self, *, encrypted_key: bytes, epk: Jwk | None, apu: bytes, apv: bytes) -> bytes:
        content_key = sm2.decrypt(self._key, encrypted_key) if epk is None else b""
        if len(content_key) != GmSuite.key_bytes:
            raise ValueError("no key of SM4")
        return content_key


def is_shaky(machine: str, version: tuple[int, int, int]) -> bool:
    """Whether a processor and a library together are those whose SM2 does not run in constant time."""
    return machine in {"aarch64", "arm64"} and version >= SHAKY_ON_ARM


def _loaded(jwk: Jwk, secret: str = "") -> Key:
    if jwk.get("kty") != "EC" or jwk.get("crv") != "SM2":
        raise ValueError(f"GM-1 needs a key of curve SM2, not {jwk.get('crv')!r}")
    coordinates = [key_member(jwk, name) for name in ("x", "y")]
    if any(len(coordinate) != sm2.HALF for coordinate in coordinates):
        raise ValueError("a coordinate of SM2 has 32 bytes")
    return libcrypto.load(b"".join(coordinates), key_member(jwk, secret) if secret else None)


def _jwk(point: bytes) -> dict[str, str]:
    return {"kty": "EC", "crv": "SM2", "x": _text(point[: sm2.HALF]), "y": _text(point[sm2.HALF :])}


def _text(data: bytes) -> str:
    return base64url(data).decode("ascii")
