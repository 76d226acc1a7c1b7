"""Heads and parts: the sealed form of a fact, chained by hashes, without personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from tongban.cases.facts import AnyEvent, Event
from tongban.cases.sheets import LAW
from tongban.chance import salt


class Seal(msgspec.Struct, frozen=True):
    """What a head says of one part: its salted digest and the place roles that may see it."""

    digest: str
    audience: tuple[str, ...]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a fact; every place of the case gets every head from no. 1.

    `at` is Unix milliseconds, `on` the legal date at the acting place, `actor` the capacity in which somebody
    acted (never a name), `prev` the SHA-256 hex of the previous head's bytes, `cause` the id of
    the intent that led to it, if one did.
    """

    case: str
    seq: int
    epoch: int
    at: int
    on: str
    place: str
    place_name: str
    actor: str
    event: AnyEvent
    parts: dict[str, Seal]
    prev: str
    cause: str = ""


class Part(msgspec.Struct, frozen=True):
    """The content of one part with the salt of its digest; erasing it leaves the chain whole."""

    salt: str
    body: msgspec.Raw


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about to be sealed: the event, and by part name its content and audience."""

    event: Event
    parts: Mapping[str, tuple[object, tuple[str, ...]]] = {}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed fact: the exact bytes of its head as text, and the parts present here."""

    head: str
    parts: dict[str, Part] = {}


class Entry(msgspec.Struct, frozen=True):
    """A fact to be read, not to be passed on or checked: its head decoded, and the parts present here.

    `law` is the part of that name where it is kept beside the others, not decoded, for few ask for it; `UNSET` where it
    was not read.
    """

    head: Head
    parts: dict[str, Part] = {}
    law: bytes | msgspec.UnsetType | None = None

    def for_roles(self, roles: frozenset[str]) -> Entry:
        """The same with only the parts that places of these roles may see."""
        seals = self.head.parts
        law = self.law if LAW in seals and roles & set(seals[LAW].audience) else None
        return Entry(self.head, _seen(self.parts, seals, roles), law)


decode_head = msgspec.json.Decoder(Head).decode
decode_part = msgspec.json.Decoder(Part).decode
encode = msgspec.json.Encoder().encode


def hash_of(head: str | bytes) -> str:
    """SHA-256 hex of a head's exact bytes."""
    return sha256(head.encode() if isinstance(head, str) else head).hexdigest()


def _digest(part: Part) -> str:
    return _salted(part.salt, bytes(part.body))


def _salted(drawn: str, body: bytes) -> str:
    return sha256(drawn.encode() + body).hexdigest()


def seal_parts(
    contents: Mapping[str, tuple[object, tuple[str, ...]]],
) -> tuple[dict[str, Part], dict[str, Seal]]:
    """Salt and digest every part of a fact, of which the content and the audience are given by name."""
    parts: dict[str, Part] = {}
    seals: dict[str, Seal] = {}
    for name, (content, audience) in contents.items():
        drawn, body = salt().hex(), encode(content)
        parts[name] = Part(drawn, msgspec.Raw(body))
        seals[name] = Seal(_salted(drawn, body), audience)
    return parts, seals


class BrokenChain(ValueError):
    """Facts do not link to what is known of their case."""


class NotRead(RuntimeError):
    """Something of a file is asked for that was left out as it was read: no answer to be passed over."""


def check_fact(fact: Fact, *, after: tuple[int, str]) -> Head:
    """The decoded head of a fact that follows (seq, hash); raises `BrokenChain` where anything does not match."""
    head = decode_head(fact.head)
    seq, prev = after
    if head.seq != seq + 1 or head.prev != prev:
        raise BrokenChain(f"fact {head.seq} of case {head.case} does not follow fact {seq}")
    for name, part in fact.parts.items():
        seal = head.parts.get(name)
        if seal is None or seal.digest != _digest(part):
            raise BrokenChain(f"part {name!r} of fact {head.seq} of case {head.case} does not match its digest")
    return head


def law_of(fact: Fact | Entry) -> Part | None:
    """The part with the law, wherever it is kept; raises `NotRead` where it was not read."""
    if LAW in fact.parts or isinstance(fact, Fact):
        return fact.parts.get(LAW)
    if isinstance(fact.law, bytes):
        return decode_part(fact.law)
    if fact.law is msgspec.UNSET and LAW in fact.head.parts:
        message = f"the law of case {fact.head.case} was not read: read a file in which it is"
        raise NotRead(message)
    return None


def for_roles(fact: Fact, roles: frozenset[str]) -> Fact:
    """The fact with only the parts that places of these roles may see."""
    return Fact(head=fact.head, parts=_seen(fact.parts, _decode_sealed(fact.head).parts, roles))


def _seen(parts: Mapping[str, Part], seals: Mapping[str, Seal], roles: frozenset[str]) -> dict[str, Part]:
    return {name: part for name, part in parts.items() if roles & set(seals[name].audience)}


class _Sealed(msgspec.Struct, frozen=True):
    """What of a head says who may see which part."""

    parts: dict[str, Seal]


_decode_sealed = msgspec.json.Decoder(_Sealed).decode


def contents(facts: Sequence[Fact], name: str) -> list[Mapping[str, object]]:
    """The decoded content of every present part of that name, oldest first."""
    return [msgspec.json.decode(fact.parts[name].body) for fact in facts if name in fact.parts]
