"""The few functions of the system's libcrypto (OpenSSL 3) that SM2 needs."""

from __future__ import annotations

import ctypes
import ctypes.util
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint, c_void_p, create_string_buffer
from functools import cache
from typing import Final

NAME: Final = "libcrypto.so.3"
UNCOMPRESSED: Final = b"\x04"
KEYPAIR: Final = 0x87  # EVP_PKEY_KEYPAIR: domain parameters, public and private key
PUBLIC_KEY: Final = 0x86  # EVP_PKEY_PUBLIC_KEY

_SIGNATURES: Final = {
    "EVP_PKEY_Q_keygen": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_get_octet_string_param": (
        c_int,
        [c_void_p, c_char_p, c_char_p, c_size_t, POINTER(c_size_t)],
    ),
    "EVP_PKEY_get_bn_param": (c_int, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_CTX_new_from_pkey": (c_void_p, [c_void_p, c_void_p, c_char_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_size_t]),
    "EVP_PKEY_fromdata_init": (c_int, [c_void_p]),
    "EVP_PKEY_fromdata": (c_int, [c_void_p, POINTER(c_void_p), c_int, c_void_p]),
    "EVP_PKEY_public_check": (c_int, [c_void_p]),
    "EVP_PKEY_pairwise_check": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_DigestSignInit_ex": (
        c_int,
        [c_void_p, POINTER(c_void_p), c_char_p, c_void_p, c_char_p, c_void_p, c_void_p],
    ),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit_ex": (
        c_int,
        [c_void_p, POINTER(c_void_p), c_char_p, c_void_p, c_char_p, c_void_p, c_void_p],
    ),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "OSSL_PARAM_BLD_new": (c_void_p, []),
    "OSSL_PARAM_BLD_free": (None, [c_void_p]),
    "OSSL_PARAM_BLD_push_utf8_string": (c_int, [c_void_p, c_char_p, c_char_p, c_size_t]),
    "OSSL_PARAM_BLD_push_octet_string": (c_int, [c_void_p, c_char_p, c_char_p, c_size_t]),
    "OSSL_PARAM_BLD_push_BN": (c_int, [c_void_p, c_char_p, c_void_p]),
    "OSSL_PARAM_BLD_to_param": (c_void_p, [c_void_p]),
    "OSSL_PARAM_free": (None, [c_void_p]),
    "BN_bin2bn": (c_void_p, [c_char_p, c_int, c_void_p]),
    "BN_bn2binpad": (c_int, [c_void_p, c_char_p, c_int]),
    "BN_clear_free": (None, [c_void_p]),
    "OpenSSL_version_num": (c_uint, []),
    "ERR_clear_error": (None, []),
}
"""Declared one and all: a pointer that passes as a C int is cut to 32 bits."""


class LibcryptoError(Exception):
    """A call failed."""


@cache
def library() -> ctypes.CDLL:
    """The library with every signature declared; raises OSError or AttributeError where it is another one."""
    loaded = ctypes.CDLL(NAME)
    for name, (returned, arguments) in _SIGNATURES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = returned, arguments
    return loaded


def version() -> tuple[int, int, int]:
    """Major, minor and patch."""
    number = library().OpenSSL_version_num()
    return number >> 28, number >> 20 & 0xFF, number >> 4 & 0xFF


def why_unavailable() -> str:
    """Why SM2 cannot be had on this machine, as an operator reads it; empty where it can."""
    try:
        made = library().EVP_PKEY_Q_keygen(None, None, b"SM2")
    except (OSError, AttributeError) as problem:
        return f"OpenSSL 3 ({NAME}) cannot be loaded: {problem}; install it"
    if not made:
        library().ERR_clear_error()
        return f"{NAME} of this system was built without SM2 (as in Fedora, RHEL and Alpine); use a Debian-based system"
    library().EVP_PKEY_free(made)
    return ""


class Key:
    """An SM2 key of libcrypto, freed with this object."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer

    def __del__(self) -> None:
        """Free it."""
        library().EVP_PKEY_free(self.pointer)

    @property
    def point(self) -> bytes:
        """The public point: x and y, 32 bytes each."""
        buffer, length = create_string_buffer(65), c_size_t()
        done = library().EVP_PKEY_get_octet_string_param(self.pointer, b"pub", buffer, 65, byref(length))
        if done != 1 or length.value != 65 or buffer.raw[:1] != UNCOMPRESSED:
            raise LibcryptoError("the public point cannot be read")
        return buffer.raw[1:]

    @property
    def secret(self) -> bytes:
        """The private number, 32 bytes."""
        number, buffer = c_void_p(), create_string_buffer(32)
        try:
            if library().EVP_PKEY_get_bn_param(self.pointer, b"priv", byref(number)) != 1:
                raise LibcryptoError("the private number cannot be read")
            if library().BN_bn2binpad(number, buffer, 32) != 32:
                raise LibcryptoError("the private number has more than 32 bytes")
        finally:
            library().BN_clear_free(number)
        return buffer.raw


def generate() -> Key:
    """A new key; raises LibcryptoError."""
    return Key(_some(library().EVP_PKEY_Q_keygen(None, None, b"SM2")))


def load(point: bytes, secret: bytes | None = None) -> Key:
    """A key from its public point (64 bytes) and, if it is private, its number; raises ValueError if they are none."""
    lib = library()
    builder, number, parameters = _some(lib.OSSL_PARAM_BLD_new()), None, None
    context, found = _some(lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)), c_void_p()
    try:
        lib.OSSL_PARAM_BLD_push_utf8_string(builder, b"group", b"SM2", 0)
        lib.OSSL_PARAM_BLD_push_octet_string(builder, b"pub", UNCOMPRESSED + point, 1 + len(point))
        if secret is not None:
            number = _some(lib.BN_bin2bn(secret, len(secret), None))
            lib.OSSL_PARAM_BLD_push_BN(builder, b"priv", number)
        parameters = _some(lib.OSSL_PARAM_BLD_to_param(builder))
        selection = KEYPAIR if secret is not None else PUBLIC_KEY
        made = lib.EVP_PKEY_fromdata_init(context) == 1 and (
            lib.EVP_PKEY_fromdata(context, byref(found), selection, parameters) == 1
        )
        if not made or not found.value:
            raise ValueError("not an SM2 key")
    finally:
        lib.EVP_PKEY_CTX_free(context)
        lib.OSSL_PARAM_free(parameters)
        lib.OSSL_PARAM_BLD_free(builder)
        lib.BN_clear_free(number)
        lib.ERR_clear_error()
    return _checked(Key(found.value), whole=secret is not None)


def _checked(key: Key, *, whole: bool) -> Key:
    lib = library()
    context = _some(lib.EVP_PKEY_CTX_new_from_pkey(None, key.pointer, None))
    try:
        valid = lib.EVP_PKEY_public_check(context) == 1
        if not valid or (whole and lib.EVP_PKEY_pairwise_check(context) != 1):
            raise ValueError("not a point of SM2's curve, or not the one of that private number")
    finally:
        lib.EVP_PKEY_CTX_free(context)
        lib.ERR_clear_error()
    return key


def _some(pointer: int | None) -> int:
    if not pointer:
        library().ERR_clear_error()
        raise LibcryptoError("libcrypto could not make what was asked for")
    return pointer
