"""Trust on disk: public key files of roots and nodes, the list as settings name it, and making a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import keys
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.trust import TrustDocument, TrustError, TrustKey, TrustList, TrustNode, sign
from tongban.plugins import load_plugins
from tongban.routing.offices import Office, load_offices
from tongban.settings import Settings

LIST_DAYS: Final = 30


class PublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key file, what others need of a key."""

    kid: str
    suite: str
    jwk: dict[str, str | list[str]]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What a node contributes to a trust list: its address and key, the divisions, matters and offices it serves."""

    node: str
    name: str
    url: str
    key: PublicKey
    divisions: tuple[str, ...]
    matters: dict[str, tuple[str, ...]]
    offices: tuple[Office, ...] = ()


def public_half(key: SigningKey) -> PublicKey:
    """What may be told of a key."""
    return PublicKey(key.kid, key.suite, keys.public_jwk(key))


def save_public(key: SigningKey, path: Path) -> None:
    """Write the public key file; an older one of the same name is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(public_half(key))) + b"\n")


def load_public(path: Path) -> VerifyingKey:
    """A root's public key; raises `Misconfigured`."""
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=PublicKey)
        return VerifyingKey(stored.kid, OKPKey.import_key(stored.jwk), stored.suite)
    except (OSError, msgspec.MsgspecError, JoseError, ValueError) as error:
        remedy = "ask the root's keeper for its public key file (made by `tongban keys new`)"
        raise Misconfigured(f"trust_roots: {path} cannot be read: {error}; {remedy}") from error


def load_trust_list(settings: Settings, now: datetime, *, minimum_version: int = 1) -> TrustList:
    """The trust list that settings name, verified; raises `Misconfigured`."""
    roots = {key.kid: key for key in map(load_public, settings.trust_roots)}
    try:
        signed = settings.trust_list.read_bytes()
        threshold = settings.trust_threshold
        return TrustList.load(signed, roots=roots, threshold=threshold, now=now, minimum_version=minimum_version)
    except (OSError, TrustError) as error:
        raise Misconfigured(f"trust_list = {str(settings.trust_list)!r}: {error}; get the current list") from error


def make_trust_list(
    members: Sequence[Member], *, roots: Sequence[SigningKey], now: datetime, version: int = 1, days: int = LIST_DAYS
) -> bytes:
    """A signed list of the members, valid for some calendar days."""
    issued = milliseconds(now)
    document = TrustDocument(
        version=version,
        issued=issued,
        expires=milliseconds(now + timedelta(days=days)),
        nodes=tuple(_listed(member, issued) for member in members),
        offices=tuple(msgspec.Raw(msgspec.json.encode(office)) for member in members for office in member.offices),
    )
    return sign(document, list(roots))


def _listed(member: Member, issued: int) -> TrustNode:
    return TrustNode(
        id=member.node,
        name=member.name,
        url=member.url,
        divisions=member.divisions,
        keys=(TrustKey(kid=member.key.kid, jwk=member.key.jwk, suite=member.key.suite, nbf=issued),),
        matters=member.matters,
    )


def member_of(settings: Settings, *, matters: Mapping[str, tuple[str, ...]], offices: Sequence[Office]) -> Member:
    """What the node of these settings contributes: its province, its matters and its own offices."""
    prefix = settings.node.rstrip("0")
    return Member(
        node=settings.node,
        name=settings.name,
        url=settings.url,
        key=public_half(keys.load(settings.key)),
        divisions=(prefix if len(prefix) % 2 == 0 else prefix + "0",),
        matters=dict(matters),
        offices=tuple(office for office in offices if office.division.startswith(prefix)),
    )


def read_member(settings: Settings) -> Member:
    """What a node contributes, with its plugins loaded and its offices file read."""
    matters = load_plugins(settings.plugins).editions()
    return member_of(settings, matters=matters, offices=load_offices(settings.offices) if settings.offices else [])
