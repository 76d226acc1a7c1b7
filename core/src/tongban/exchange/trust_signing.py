"""Signing a trust list, one root after another, and holding it against the roots that a node knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from tongban.exchange import signatures, suites
from tongban.exchange.limits import MAX_TRUST_LIST_BYTES
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.trust_documents import TrustDocument

TYP = "tongban-trust+jws"

Told = TypeVar("Told")


class TrustError(Exception):
    """A trust list must not be used; the message names the reason and the remedy."""


class Endorsement(msgspec.Struct, frozen=True):
    """One root's signature."""

    protected: str
    signature: str


class SignedDocument(msgspec.Struct, frozen=True):
    """JWS in general JSON serialization (RFC 7515 §7.2.1); a draft has no signature yet."""

    payload: str
    signatures: tuple[Endorsement, ...] = ()


def draft(document: msgspec.Struct) -> bytes:
    """The document as its roots get it to sign: from here on its bytes do not change."""
    payload = suites.encode(msgspec.json.encode(document)).decode("ascii")
    return msgspec.json.encode(SignedDocument(payload))


def endorse(signed: bytes, root: SigningKey, *, typ: str = TYP) -> bytes:
    """The same document with one root's signature more; a second one of the same root replaces its first."""
    outer = _outer(signed)
    payload = suites.decode(outer.payload.encode("ascii"))
    token = signatures.sign(payload, key=root, typ=typ, limit=MAX_TRUST_LIST_BYTES).decode("ascii").split(".")
    others = tuple(entry for entry in outer.signatures if entry.protected != token[0])
    return msgspec.json.encode(SignedDocument(outer.payload, (*others, Endorsement(token[0], token[2]))))


def read_unverified(signed: bytes) -> TrustDocument:
    """What a list says, for a root's keeper to look at before signing; raises TrustError."""
    return decoded(payload_of(signed), TrustDocument)


def payload_of(signed: bytes) -> bytes:
    """The bytes that roots sign, whoever has; raises TrustError."""
    try:
        return suites.decode(_outer(signed).payload.encode("ascii"))
    except ValueError as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def decoded(payload: bytes, told: type[Told]) -> Told:
    """What such bytes say; raises TrustError."""
    try:
        return msgspec.json.decode(payload, type=told)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def endorsers(signed: bytes, roots: Mapping[str, VerifyingKey], *, typ: str = TYP) -> list[str]:
    """The ids of the known roots whose signature holds; raises TrustError."""
    return [kid for kid, _ in _endorsements(_outer(signed), roots, typ)]


def verified(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int) -> TrustDocument:
    """The document, if `threshold` different roots signed it; raises TrustError."""
    if threshold < 1:
        raise TrustError("settings.trust_threshold must be at least 1")
    return decoded(verified_payload(signed, roots, threshold), TrustDocument)


def verified_payload(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int, *, typ: str = TYP) -> bytes:
    """The bytes that `threshold` different roots signed; raises TrustError."""
    found = _endorsements(_outer(signed), roots, typ)
    different = {suites.thumbprint(roots[kid].public): payload for kid, payload in found}
    if len(different) < threshold:
        raise TrustError(f"trust list bears {len(different)} valid root signatures of the {threshold} needed")
    return next(iter(different.values()))


def _outer(signed: bytes) -> SignedDocument:
    if len(signed) > 2 * MAX_TRUST_LIST_BYTES:
        raise TrustError(f"trust list is larger than {2 * MAX_TRUST_LIST_BYTES} bytes")
    try:
        return msgspec.json.decode(signed, type=SignedDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise TrustError("trust list is not a signed document: fetch it again, see settings.trust_list") from None


def _endorsements(outer: SignedDocument, roots: Mapping[str, VerifyingKey], typ: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in outer.signatures:
        token = f"{entry.protected}.{outer.payload}.{entry.signature}".encode()
        try:
            root = roots[signatures.read_header(token, limit=MAX_TRUST_LIST_BYTES).kid]
            found.append((root.kid, signatures.verify(token, key=root, typ=typ, limit=MAX_TRUST_LIST_BYTES)))
        except (Refused, KeyError):
            continue
    return found
