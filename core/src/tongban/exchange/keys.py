"""A node's signing key: made, kept in a file that only its owner can read, and named by its fingerprint."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tongban.exchange.signatures import SigningKey, VerifyingKey

_NAME: Final = re.compile(r"^[a-z0-9-]{1,32}$")


class KeyFileError(Exception):
    """A key file is missing, readable by others or not a key; the message says what to do."""


class _KeyFile(msgspec.Struct, frozen=True):
    kid: str
    suite: str
    jwk: dict[str, str | list[str]]


def generate(name: str) -> SigningKey:
    """A new Ed25519 key for the node or root `name`; its id is that name, a full stop and part of its fingerprint."""
    if not _NAME.match(name):
        raise ValueError(f"a key is named after its node: digits, letters a-z and hyphens, not {name!r}")
    private = OKPKey.generate_key("Ed25519", private=True)
    return SigningKey(kid=f"{name}.{private.thumbprint()[:16]}", private=private)


def owner_of(kid: str) -> str:
    """The node that a key id claims to belong to."""
    return kid.partition(".")[0]


def fingerprint(key: SigningKey | VerifyingKey) -> str:
    """The key's full RFC 7638 thumbprint, for two people to compare before a node is listed."""
    return (key.private if isinstance(key, SigningKey) else key.public).thumbprint()


def public_jwk(key: SigningKey) -> dict[str, str | list[str]]:
    """The public half as a JWK."""
    return dict(key.private.as_dict(private=False))


def verifying(key: SigningKey) -> VerifyingKey:
    """The public half as a key to verify with."""
    return VerifyingKey(kid=key.kid, public=OKPKey.import_key(public_jwk(key)), suite=key.suite)


def save(key: SigningKey, path: Path) -> None:
    """Writes a new key file, mode 0600; raises FileExistsError rather than overwrite a key."""
    jwk = dict(key.private.as_dict(private=True))
    content = msgspec.json.encode(_KeyFile(kid=key.kid, suite=key.suite, jwk=jwk))
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> SigningKey:
    """The key in a file; raises KeyFileError."""
    if not path.is_file():
        raise KeyFileError(
            f"key file {path} does not exist: make one with `tongban keys new`, or correct `key` in the settings"
        )
    if path.stat().st_mode & 0o077:
        raise KeyFileError(
            f"key file {path} can be read by others: run `chmod 600 {path}`, and replace the key if it leaked"
        )
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
        private = OKPKey.import_key(stored.jwk)
    except (msgspec.MsgspecError, JoseError, ValueError, KeyError):
        raise KeyFileError(f"key file {path} is damaged: restore it from its backup") from None
    if not private.is_private:
        raise KeyFileError(f"key file {path} holds a public key only: restore the private one from its backup")
    return SigningKey(kid=stored.kid, private=private, suite=stored.suite)
