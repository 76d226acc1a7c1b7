"""Trust on disk: public key files of roots and nodes, the list as settings name it, and making a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import keys
from tongban.exchange.keys import OwnKeys, PublicKey
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.suites import SuiteError, Suites
from tongban.exchange.trust import TrustList, sign
from tongban.exchange.trust_documents import GRANT_KINDS, Grant, TrustDocument, TrustKey, TrustNode
from tongban.exchange.trust_signing import TrustError
from tongban.passports.admission import plugins_of
from tongban.routing.offices import Office, load_offices
from tongban.settings import Settings

LIST_DAYS: Final = 30
DEMO_ROOTS: Final = ("root-a", "root-b", "root-c")
CURRENT: Final = (
    "get the current list with `tongban trust fetch URL` from any node in it; "
    "a node that is not listed yet asks for it with `tongban join --to request.jws`"
)


class PublicKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key file, what others need of the keys of a node or root."""

    keys: tuple[PublicKey, ...]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What a node contributes to a trust list: its address and keys, the divisions, matters and offices it serves."""

    node: str
    name: str
    url: str
    keys: tuple[PublicKey, ...]
    divisions: tuple[str, ...]
    matters: dict[str, tuple[str, ...]]
    offices: tuple[Office, ...] = ()
    transports: tuple[str, ...] = ("https",)


def public_halves(own: OwnKeys) -> tuple[PublicKey, ...]:
    """What may be told of keys."""
    return tuple(keys.public(key) for key in own.all)


def save_public(own: OwnKeys, path: Path) -> None:
    """Write the public key file; an older one of the same name is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(PublicKeys(public_halves(own)))) + b"\n")


def make_roots(folder: Path) -> list[SigningKey]:
    """The roots of a demonstration or a test, three in one folder, where real ones are never; those there stay."""
    roots: list[SigningKey] = []
    for name in DEMO_ROOTS:
        file = folder / f"{name}.key"
        if not file.is_file():
            keys.save(OwnKeys((keys.generate(name),)), file)
        own = keys.load(file)
        save_public(own, folder / f"{name}.key.public")
        roots += own.signing
    return roots


def root_files(folder: Path) -> tuple[Path, ...]:
    """The public key files that `make_roots` writes."""
    return tuple(folder / f"{name}.key.public" for name in DEMO_ROOTS)


def load_public(path: Path, suites: Suites = keys.BUILT_IN) -> VerifyingKey:
    """A root's public key; raises `Misconfigured`."""
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=PublicKeys).keys
        newest = [key for key in stored if key.use == "sig"][-1]
        return VerifyingKey(newest.kid, suites.require(newest.suite), newest.jwk)
    except (OSError, msgspec.MsgspecError, SuiteError, ValueError, IndexError) as error:
        remedy = "ask the root's keeper for its public key file (made by `tongban keys new`)"
        raise Misconfigured(f"trust_roots: {path} cannot be read: {error}; {remedy}") from error


def load_roots(settings: Settings, suites: Suites) -> dict[str, VerifyingKey]:
    """The roots that settings name, by id; raises `Misconfigured`."""
    return {key.kid: key for key in (load_public(path, suites) for path in settings.trust_roots)}


def load_trust_list(
    settings: Settings, now: datetime, *, minimum_version: int = 1, suites: Suites = keys.BUILT_IN
) -> TrustList:
    """The trust list that settings name, verified; raises `Misconfigured`."""
    try:
        return verifier_of(settings, suites)(settings.trust_list.read_bytes(), now, minimum_version)
    except (OSError, TrustError) as error:
        raise Misconfigured(f"trust_list = {str(settings.trust_list)!r}: {error}; {CURRENT}") from error


def verifier_of(settings: Settings, suites: Suites) -> Callable[[bytes, datetime, int], TrustList]:
    """What tells a list that the settings' roots signed, at an instant, from any other; it raises `TrustError`."""
    roots = load_roots(settings, suites)

    def verify(signed: bytes, now: datetime, minimum_version: int) -> TrustList:
        return TrustList.load(
            signed,
            roots=roots,
            threshold=settings.trust_threshold,
            now=now,
            minimum_version=minimum_version,
            suites=suites,
        )

    return verify


def place(signed: bytes, path: Path) -> None:
    """Replaces the list in a file as a whole."""
    part = path.with_name(f"{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(signed)
    part.replace(path)


def make_trust_list(
    members: Sequence[Member], *, roots: Sequence[SigningKey], now: datetime, version: int = 1, days: int = LIST_DAYS
) -> bytes:
    """A signed list of the members, valid for some calendar days; each may send the others all about its matters."""
    issued, expires = milliseconds(now), milliseconds(now + timedelta(days=days))
    document = TrustDocument(
        version=version,
        issued=issued,
        expires=expires,
        nodes=tuple(listed(member, nbf=issued) for member in members),
        offices=tuple(msgspec.Raw(msgspec.json.encode(office)) for member in members for office in member.offices),
        grants=tuple(_all_granted(members, until=expires)),
    )
    return sign(document, list(roots))


def listed(member: Member, *, nbf: int) -> TrustNode:
    """A member as a list names it; its keys count from `nbf`, in Unix milliseconds."""
    return TrustNode(
        id=member.node,
        name=member.name,
        url=member.url,
        divisions=member.divisions,
        keys=tuple(TrustKey(kid=key.kid, jwk=key.jwk, suite=key.suite, use=key.use, nbf=nbf) for key in member.keys),
        matters=member.matters,
        transports=member.transports,
    )


def _all_granted(members: Sequence[Member], *, until: int) -> Iterator[Grant]:
    for sender in members:
        matters = tuple(sorted(sender.matters))
        for receiver in members:
            if sender != receiver and matters:
                parties = {"sender": sender.node, "receiver": receiver.node}
                yield Grant(**parties, matters=matters, kinds=GRANT_KINDS, until=until)


def division_of(node: str) -> str:
    """The prefix of the division codes that are a node's own, by its code: 51 for 510000."""
    prefix = node.rstrip("0")
    return prefix if len(prefix) % 2 == 0 else prefix + "0"


def member_of(
    settings: Settings, *, own: OwnKeys, matters: Mapping[str, tuple[str, ...]], offices: Sequence[Office]
) -> Member:
    """What the node of these settings contributes: its keys, its province, its matters and its own offices."""
    prefix = division_of(settings.node)
    return Member(
        node=settings.node,
        name=settings.name,
        url=settings.url,
        keys=public_halves(own),
        divisions=(prefix,),
        matters=dict(matters),
        offices=tuple(office for office in offices if office.division.startswith(prefix)),
        transports=settings.reached_by,
    )


def read_member(settings: Settings) -> Member:
    """What a node contributes, with its plugins loaded and its offices file read."""
    plugins = plugins_of(settings)
    offices = load_offices(settings.offices) if settings.offices else []
    own = keys.load(settings.key, plugins.suites())
    return member_of(settings, own=own, matters=plugins.editions(), offices=offices)
