"""Signing a trust list, one root after another, and holding it against the roots that a node knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, signatures, suites
from tongban.exchange.limits import MAX_TRUST_LIST_BYTES
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.trust_documents import TrustDocument

TYP = "tongban-trust+jws"

MOST_ROOTS: Final = 9
MOST_SIGNATURES: Final = 2 * MOST_ROOTS
"""A change of roots is signed by those before it and those after it."""

Told = TypeVar("Told")


class TrustError(Exception):
    """A trust list must not be used; the message names the reason and the remedy."""


class Endorsement(msgspec.Struct, frozen=True):
    """One root's signature."""

    protected: Annotated[str, Meta(max_length=limits.MAX_HEADER_BYTES * 4 // 3)]
    signature: Annotated[str, Meta(max_length=limits.MAX_SIGNATURE_BYTES * 4 // 3 + 2)]


class SignedDocument(msgspec.Struct, frozen=True):
    """JWS in general JSON serialization (RFC 7515 §7.2.1); a draft has no signature yet.

    Whoever hands it over may have added signatures: each costs a reading of the whole payload, so there is a most.
    """

    payload: str
    signatures: Annotated[tuple[Endorsement, ...], Meta(max_length=MOST_SIGNATURES)] = ()


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
    return _payload(_outer(signed))


def decoded(payload: bytes, told: type[Told]) -> Told:
    """What such bytes say; raises TrustError."""
    try:
        return payloads.parsed(payload, told)
    except ValueError as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def endorsers(signed: bytes, roots: Mapping[str, VerifyingKey], *, typ: str = TYP) -> list[str]:
    """The ids of the known roots whose signature holds; raises TrustError."""
    return _endorsements(_outer(signed), roots, typ)


def verified(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int) -> TrustDocument:
    """The document, if `threshold` different roots signed it; raises TrustError."""
    if threshold < 1:
        raise TrustError("settings.trust_threshold must be at least 1")
    return decoded(verified_payload(signed, roots, threshold), TrustDocument)


def verified_payload(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int, *, typ: str = TYP) -> bytes:
    """The bytes that `threshold` different roots signed; raises TrustError."""
    outer = _outer(signed)
    different = {suites.thumbprint(roots[kid].public) for kid in _endorsements(outer, roots, typ)}
    if len(different) < threshold:
        raise TrustError(f"trust list bears {len(different)} valid root signatures of the {threshold} needed")
    return _payload(outer)


def _outer(signed: bytes) -> SignedDocument:
    if len(signed) > 2 * MAX_TRUST_LIST_BYTES:
        raise TrustError(f"trust list is larger than {2 * MAX_TRUST_LIST_BYTES} bytes")
    try:
        return payloads.parsed(signed, SignedDocument)
    except ValueError:
        raise TrustError("trust list is not a signed document: fetch it again, see settings.trust_list") from None


def _payload(outer: SignedDocument) -> bytes:
    try:
        return suites.decode(outer.payload.encode("ascii"))
    except ValueError as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def _endorsements(outer: SignedDocument, roots: Mapping[str, VerifyingKey], typ: str) -> list[str]:
    """Each root once. Only a signature that claims to be of one of them is held against the payload."""
    found: list[str] = []
    encoded = outer.payload.encode()
    for entry in outer.signatures:
        protected = entry.protected.encode()
        try:
            kid = signatures.header_of(protected).kid
            if kid in roots and kid not in found:
                signatures.require_signed(protected, encoded, entry.signature.encode(), key=roots[kid], typ=typ)
                found.append(kid)
        except Refused:
            continue
    return found
