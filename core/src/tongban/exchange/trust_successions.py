"""How the roots of the trust list follow one another: the old ones name the new, and every later list carries that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import trust_signing
from tongban.exchange.keys import PublicKey
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.suites import Suites
from tongban.exchange.trust_signing import MOST_ROOTS, TrustError

TYP: Final = "tongban-roots+jws"
AT_MOST: Final = 50
MAX_STEP_BYTES: Final = 64 * 1024
"""A list is read so far before anybody is known to have signed it, and what names nine roots is a tenth as large."""


class RootSet(msgspec.Struct, frozen=True, kw_only=True):
    """The roots that sign the list from now on, and how many of them must; `issued` is Unix milliseconds."""

    roots: Annotated[tuple[PublicKey, ...], Meta(min_length=1, max_length=MOST_ROOTS)]
    threshold: Annotated[int, Meta(ge=1, le=MOST_ROOTS)]
    issued: int


class _Carried(msgspec.Struct, frozen=True):
    successions: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=AT_MOST)] = ()


Roots = tuple[Mapping[str, VerifyingKey], int]
"""Roots by id, and how many of them must have signed."""


def draft(newer: RootSet) -> bytes:
    """The new roots as the old and the new ones get them to sign."""
    if newer.threshold > len(newer.roots):
        raise TrustError(f"{newer.threshold} of {len(newer.roots)} roots can never sign: name more, or lower it")
    return trust_signing.draft(newer)


def endorse(signed: bytes, root: SigningKey) -> bytes:
    """The same with one root's signature more."""
    return trust_signing.endorse(signed, root, typ=TYP)


def read_unverified(signed: bytes) -> RootSet:
    """What new roots there would be; raises TrustError."""
    return trust_signing.decoded(trust_signing.payload_of(signed), RootSet)


def in_force(signed_list: bytes, anchors: Roots, suites: Suites) -> Roots:
    """The roots that must have signed a list: those of the settings, or whoever followed them step by step.

    A step counts if enough of the roots before it signed it, and enough of those that it names. Never fewer must sign
    than the settings ask for. A step that the settings' roots know nothing of is passed over: they may be newer.
    """
    carried = trust_signing.decoded(trust_signing.payload_of(signed_list), _Carried)
    least, current = anchors[1], anchors
    for step in carried.successions:
        with suppress(TrustError):
            current = _followed(bytes(step), current, least, suites)
    return current


def require_continued(before: Iterable[msgspec.Raw], after: Iterable[msgspec.Raw]) -> None:
    """Raises TrustError for a list that has forgotten a change of roots that was in use: old roots may be stolen."""
    known, told = [bytes(each) for each in before], [bytes(each) for each in after]
    if told[: len(known)] != known:
        raise TrustError("the list knows nothing of a change of roots that is in use: call the keepers of the list")


def _followed(step: bytes, before: Roots, least: int, suites: Suites) -> Roots:
    if len(step) > MAX_STEP_BYTES:
        raise TrustError(f"a change of roots has at most {MAX_STEP_BYTES} bytes")
    newer = trust_signing.decoded(trust_signing.verified_payload(step, *before, typ=TYP), RootSet)
    roots = {key.kid: VerifyingKey(key.kid, suites.require(key.suite), key.jwk) for key in newer.roots}
    threshold = max(least, newer.threshold)
    trust_signing.verified_payload(step, roots, threshold, typ=TYP)
    return roots, threshold
