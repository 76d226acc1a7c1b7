"""SM2 signatures with SM3 (GB/T 32918.2) and SM2 encryption (GB/T 32918.4) over libcrypto."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_size_t, c_void_p, create_string_buffer
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from tongban_gm.libcrypto import Key, LibcryptoError, library

DISTID: Final = b"1234567812345678"
"""The signer's identity that GM/T 0009 sets where none is agreed; OpenSSL 3.0 has an empty one by default."""

HALF: Final = 32
LONGEST: Final = 80
"""Bytes of a signature in DER, 72 at the most, with some to spare."""

_Result = TypeVar("_Result")


def sign(key: Key, message: bytes) -> bytes:
    """The signature as r and s, 32 bytes each."""
    lib = library()

    def signed(context: int) -> bytes:
        buffer, length = create_string_buffer(LONGEST), c_size_t(LONGEST)
        if lib.EVP_DigestSign(context, buffer, byref(length), message, len(message)) != 1:
            raise LibcryptoError("SM2 did not sign")
        return buffer.raw[: length.value]

    r, s = decode_dss_signature(_with_digest(lib.EVP_DigestSignInit_ex, key, signed))
    return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def verify(key: Key, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds."""
    if len(signature) != 2 * HALF:
        return False
    r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    encoded, lib = encode_dss_signature(r, s), library()

    def verified(context: int) -> bool:
        holds: bool = lib.EVP_DigestVerify(context, encoded, len(encoded), message, len(message)) == 1
        lib.ERR_clear_error()
        return holds

    return _with_digest(lib.EVP_DigestVerifyInit_ex, key, verified)


def encrypt(key: Key, secret: bytes) -> bytes:
    """A short secret for the owner of the key, as DER of C1, C3, C2."""
    return _crypt(library().EVP_PKEY_encrypt_init, library().EVP_PKEY_encrypt, key, secret)


def decrypt(key: Key, sealed: bytes) -> bytes:
    """The secret; raises ValueError for anything not encrypted to this key."""
    try:
        return _crypt(library().EVP_PKEY_decrypt_init, library().EVP_PKEY_decrypt, key, sealed)
    except LibcryptoError:
        raise ValueError("not encrypted to this key") from None


def _with_digest(initialise: Callable[..., int], key: Key, work: Callable[[int], _Result]) -> _Result:
    lib, signing = library(), c_void_p()
    context = lib.EVP_MD_CTX_new()
    try:
        # The identity is set after the start: given as a parameter of the start, OpenSSL 3.0 fails.
        ready = (
            initialise(context, byref(signing), b"SM3", None, None, key.pointer, None) == 1
            and lib.EVP_PKEY_CTX_set1_id(signing, DISTID, len(DISTID)) == 1
        )
        if not ready:
            raise LibcryptoError("SM2 with SM3 cannot be started")
        return work(context)
    finally:
        lib.EVP_MD_CTX_free(context)
        lib.ERR_clear_error()


def _crypt(initialise: Callable[..., int], work: Callable[..., int], key: Key, data: bytes) -> bytes:
    lib, length = library(), c_size_t()
    context = lib.EVP_PKEY_CTX_new_from_pkey(None, key.pointer, None)
    try:
        if initialise(context) != 1 or work(context, None, byref(length), data, len(data)) != 1:
            raise LibcryptoError("SM2 refused")
        buffer = create_string_buffer(length.value)
        if work(context, buffer, byref(length), data, len(data)) != 1:
            raise LibcryptoError("SM2 refused")
        return buffer.raw[: length.value]
    finally:
        lib.EVP_PKEY_CTX_free(context)
        lib.ERR_clear_error()
