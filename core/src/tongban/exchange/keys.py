"""A node's own keys: made, kept in one file that only its owner can read, and named by their fingerprints."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from tongban.exchange import suites
from tongban.exchange.encryption import OpeningKey
from tongban.exchange.intl_suite import IntlSuite
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.suites import CryptoSuite, SuiteError, Suites, Use

BUILT_IN: Final = Suites([IntlSuite()])
_NAME: Final = re.compile(r"\A[a-z0-9-]{1,32}\Z")


class KeyFileError(Exception):
    """A key file is missing, readable by others or not a key; the message says what to do."""


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The private keys of a node or root, oldest first; a root has no `opening` keys."""

    signing: tuple[SigningKey, ...]
    opening: tuple[OpeningKey, ...] = ()

    @property
    def all(self) -> tuple[SigningKey | OpeningKey, ...]:
        """Every key."""
        return (*self.signing, *self.opening)


class PublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What others need of a key."""

    kid: str
    use: Literal["sig", "enc"]
    suite: str
    jwk: dict[str, str]


class _Entry(msgspec.Struct, frozen=True):
    kid: str
    use: Literal["sig", "enc"]
    suite: str
    jwk: dict[str, str]


class _KeyFile(msgspec.Struct, frozen=True):
    keys: tuple[_Entry, ...]


def generate(name: str, suite: CryptoSuite | None = None) -> SigningKey:
    """A new signature key for the node or root `name`; its id is that name, a full stop and part of its thumbprint."""
    made, chosen = _made(name, "sig", suite)
    return SigningKey(_kid(name, made), chosen, made)


def generate_opening(name: str, suite: CryptoSuite | None = None) -> OpeningKey:
    """A new encryption key for the node `name`."""
    made, chosen = _made(name, "enc", suite)
    return OpeningKey(_kid(name, made), chosen, made)


def generate_pair(name: str, suite: CryptoSuite | None = None) -> OwnKeys:
    """What a new node needs: one signature key and one encryption key."""
    return OwnKeys((generate(name, suite),), (generate_opening(name, suite),))


def owner_of(kid: str) -> str:
    """The node that a key id claims to belong to."""
    return kid.partition(".")[0]


def fingerprint(key: SigningKey | OpeningKey | VerifyingKey) -> str:
    """The key's full RFC 7638 thumbprint, for two people to compare before a node is listed."""
    return suites.thumbprint(key.public if isinstance(key, VerifyingKey) else key.private)


def public(key: SigningKey | OpeningKey) -> PublicKey:
    """What may be told of a key."""
    use: Use = "sig" if isinstance(key, SigningKey) else "enc"
    return PublicKey(kid=key.kid, use=use, suite=key.suite.id, jwk=dict(suites.public_half(key.private)))


def verifying(key: SigningKey) -> VerifyingKey:
    """The public half as a key to verify with."""
    return VerifyingKey(key.kid, key.suite, suites.public_half(key.private))


def save(own: OwnKeys, path: Path) -> None:
    """Writes a new key file, mode 0600; raises FileExistsError rather than overwrite a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(own, path)


def add(newer: OwnKeys, path: Path, known: Suites = BUILT_IN) -> None:
    """Adds keys to a key file, which is replaced as a whole; raises KeyFileError."""
    own = load(path, known)
    together = OwnKeys((*own.signing, *newer.signing), (*own.opening, *newer.opening))
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)
    _write(together, part)
    part.replace(path)


def load(path: Path, known: Suites = BUILT_IN) -> OwnKeys:
    """The keys in a file; raises KeyFileError."""
    if not path.is_file():
        raise KeyFileError(
            f"key file {path} does not exist: make one with `tongban keys new`, or correct `key` in the settings"
        )
    if path.stat().st_mode & 0o077:
        raise KeyFileError(
            f"key file {path} can be read by others: run `chmod 600 {path}`, and replace the key if it leaked"
        )
    try:
        entries = msgspec.json.decode(path.read_bytes(), type=_KeyFile).keys
        return OwnKeys(
            tuple(SigningKey(key.kid, known.require(key.suite), key.jwk) for key in entries if key.use == "sig"),
            tuple(OpeningKey(key.kid, known.require(key.suite), key.jwk) for key in entries if key.use == "enc"),
        )
    except SuiteError as problem:
        raise KeyFileError(f"key file {path}: {problem}") from None
    except (msgspec.MsgspecError, ValueError):
        raise KeyFileError(f"key file {path} is damaged: restore it from its backup") from None


def _made(name: str, use: Use, suite: CryptoSuite | None) -> tuple[suites.Jwk, CryptoSuite]:
    if not _NAME.match(name):
        raise ValueError(f"a key is named after its node: digits, letters a-z and hyphens, not {name!r}")
    chosen = suite or BUILT_IN.require(suites.DEFAULT)
    return chosen.generate(use), chosen


def _kid(name: str, jwk: suites.Jwk) -> str:
    return f"{name}.{suites.thumbprint(jwk)[:16]}"


def _write(own: OwnKeys, path: Path) -> None:
    entries = tuple(_Entry(key.kid, public(key).use, key.suite.id, dict(key.private)) for key in own.all)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(_KeyFile(entries))) + b"\n")
        file.flush()
        os.fsync(file.fileno())
