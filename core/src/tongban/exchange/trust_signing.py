"""Signing a trust list, one root after another, and holding it against the roots that a node knows."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tongban.exchange import signatures, suites
from tongban.exchange.limits import MAX_TRUST_LIST_BYTES
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.trust_documents import TrustDocument

TYP = "tongban-trust+jws"


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


def draft(document: TrustDocument) -> bytes:
    """The document as its roots get it to sign: from here on its bytes do not change."""
    payload = suites.encode(msgspec.json.encode(document)).decode("ascii")
    return msgspec.json.encode(SignedDocument(payload))


def endorse(signed: bytes, root: SigningKey) -> bytes:
    """The same document with one root's signature more; a second one of the same root replaces its first."""
    outer = _outer(signed)
    payload = suites.decode(outer.payload.encode("ascii"))
    token = signatures.sign(payload, key=root, typ=TYP, limit=MAX_TRUST_LIST_BYTES).decode("ascii").split(".")
    others = tuple(entry for entry in outer.signatures if entry.protected != token[0])
    return msgspec.json.encode(SignedDocument(outer.payload, (*others, Endorsement(token[0], token[2]))))


def read_unverified(signed: bytes) -> TrustDocument:
    """What a list says, for a root's keeper to look at before signing; raises TrustError."""
    try:
        payload = suites.decode(_outer(signed).payload.encode("ascii"))
        return msgspec.json.decode(payload, type=TrustDocument)
    except (ValueError, msgspec.MsgspecError) as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def endorsers(signed: bytes, roots: Mapping[str, VerifyingKey]) -> list[str]:
    """The ids of the known roots whose signature holds; raises TrustError."""
    return [kid for kid, _ in _endorsements(_outer(signed), roots)]


def verified(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int) -> TrustDocument:
    """The document, if `threshold` different roots signed it; raises TrustError."""
    if threshold < 1:
        raise TrustError("settings.trust_threshold must be at least 1")
    found = _endorsements(_outer(signed), roots)
    different = {suites.thumbprint(roots[kid].public): payload for kid, payload in found}
    if len(different) < threshold:
        raise TrustError(f"trust list bears {len(different)} valid root signatures of the {threshold} needed")
    try:
        return msgspec.json.decode(next(iter(different.values())), type=TrustDocument)
    except msgspec.MsgspecError as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def _outer(signed: bytes) -> SignedDocument:
    if len(signed) > 2 * MAX_TRUST_LIST_BYTES:
        raise TrustError(f"trust list is larger than {2 * MAX_TRUST_LIST_BYTES} bytes")
    try:
        return msgspec.json.decode(signed, type=SignedDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise TrustError("trust list is not a signed document: fetch it again, see settings.trust_list") from None


def _endorsements(outer: SignedDocument, roots: Mapping[str, VerifyingKey]) -> list[tuple[str, bytes]]:
    found = []
    for entry in outer.signatures:
        token = f"{entry.protected}.{outer.payload}.{entry.signature}".encode()
        try:
            root = roots[signatures.read_header(token, limit=MAX_TRUST_LIST_BYTES).kid]
            found.append((root.kid, signatures.verify(token, key=root, typ=TYP, limit=MAX_TRUST_LIST_BYTES)))
        except (Refused, KeyError):
            continue
    return found
