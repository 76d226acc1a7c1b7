"""Changing a trust list: each function makes the next document from the one in use. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import trust_signing, trust_successions
from tongban.exchange.keys import PublicKey
from tongban.exchange.signatures import VerifyingKey
from tongban.exchange.suites import Suites, thumbprint
from tongban.exchange.trust_documents import Grant, TrustDocument, TrustKey, TrustNode
from tongban.trust_files import LIST_DAYS, Member, division_of, listed
from tongban.trust_requests import CheckedRequest

NOTICE: Final = timedelta(hours=24)
"""How long a successor of a key is listed before it is used, so that every node has the list by then."""

OVERLAP: Final = timedelta(days=90)
"""How long a key is still believed after its successor counts: letters under it may still be on the way."""


def first(now: datetime, days: int = LIST_DAYS) -> TrustDocument:
    """A list with nobody in it, before its first version."""
    return TrustDocument(version=1, issued=milliseconds(now), expires=_after(now, days), nodes=())


def following(document: TrustDocument, now: datetime, days: int = LIST_DAYS) -> TrustDocument:
    """The next version, valid from now."""
    return replace(document, version=document.version + 1, issued=milliseconds(now), expires=_after(now, days))


def succeed(document: TrustDocument, step: bytes, *, suites: Suites) -> TrustDocument:
    """Lets new roots follow the old ones from this version on; the new ones sign it. Raises `Misconfigured`."""
    newer = trust_successions.read_unverified(step)
    roots = {key.kid: VerifyingKey(key.kid, suites.require(key.suite), key.jwk) for key in newer.roots}
    signed = trust_signing.endorsers(step, roots, typ=trust_successions.TYP)
    if len(signed) < newer.threshold:
        raise Misconfigured(f"{len(signed)} of the new roots have signed the change, {newer.threshold} must")
    return replace(document, successions=(*document.successions, msgspec.Raw(step)))


def admit(
    document: TrustDocument, request: CheckedRequest, *, now: datetime, compared: Sequence[str] = ()
) -> TrustDocument:
    """Lists a node or its further keys.

    Raises `Misconfigured` unless a key that counts already signed the request, or its fingerprint is among those that
    two people `compared`, and for divisions or offices that are not the node's. Its offices replace those that it had.
    """
    _require_own_divisions(request.member)
    member, known = request.member, node_of(document, request.member.node)
    vouched = known is not None and _counts(known, request.signer, now)
    fingerprint = thumbprint(request.signer.jwk)
    if not vouched and fingerprint not in compared:
        raise Misconfigured(
            f"nobody vouches for key {request.signer.kid}, and no --compared is its fingerprint: have it told to "
            f"you by the node's operator by telephone, and give what you heard: --compared FINGERPRINT; if that is "
            f"what you gave, the key is not the node's: list nothing"
        )
    begins = now + NOTICE if vouched else now
    entry = listed(member, nbf=milliseconds(begins))
    if known is not None:
        entry = replace(entry, keys=_succeeded(known, entry, begins), status=known.status)
    others = tuple(node for node in document.nodes if node.id != member.node)
    nodes = (*others, entry)
    kept = (raw for raw in document.offices if _serving(nodes, _division(raw)) != member.node)
    offices = (*kept, *(msgspec.Raw(msgspec.json.encode(office)) for office in member.offices))
    return replace(document, nodes=nodes, offices=offices)


def grant(document: TrustDocument, granted: Grant) -> TrustDocument:
    """Adds a grant; one for the same nodes and matters is replaced. Raises `Misconfigured` for a node not listed."""
    for node in (granted.sender, granted.receiver):
        require_node(document, node)
    about = (granted.sender, granted.receiver, granted.matters)
    kept = (each for each in document.grants if (each.sender, each.receiver, each.matters) != about)
    return replace(document, grants=(*kept, granted))


def withdraw_grants(document: TrustDocument, *, sender: str, receiver: str) -> TrustDocument:
    """Takes back all that one node may send another."""
    kept = (each for each in document.grants if (each.sender, each.receiver) != (sender, receiver))
    return replace(document, grants=tuple(kept))


def revoke(document: TrustDocument, named: str, *, compromised_at: datetime) -> TrustDocument:
    """Revokes what others may know since an instant: a key, or all keys of a node, for they lie in one file.

    Raises `Misconfigured` where nothing of that name is listed.
    """
    meant = {key.kid for node in document.nodes for key in node.keys if named in {key.kid, node.id}}
    if not meant:
        raise Misconfigured(
            f"no key {named} and no node of that code is listed; `tongban trust show` names those that are"
        )
    gone = {"status": "revoked", "compromised_at": milliseconds(compromised_at)}
    nodes = (
        replace(node, keys=tuple(replace(key, **gone) if _falls(key, named, meant) else key for key in node.keys))
        for node in document.nodes
    )
    return replace(document, nodes=tuple(nodes))


def suspend(document: TrustDocument, node: str) -> TrustDocument:
    """Nothing of the node is taken until it is resumed."""
    return _with_status(document, node, "suspended")


def resume(document: TrustDocument, node: str) -> TrustDocument:
    """Ends a suspension."""
    return _with_status(document, node, "active")


def remove(document: TrustDocument, node: str) -> TrustDocument:
    """Takes a node off the list, with its grants and its offices."""
    require_node(document, node)
    return replace(
        document,
        offices=tuple(raw for raw in document.offices if _serving(document.nodes, _division(raw)) != node),
        nodes=tuple(each for each in document.nodes if each.id != node),
        grants=tuple(each for each in document.grants if node not in {each.sender, each.receiver}),
    )


def keys_added(before: TrustDocument | None, after: TrustDocument) -> Iterator[TrustKey]:
    """The keys that a list names and an earlier one did not: what a keeper compares before signing."""
    known = {key.kid: key.jwk for node in (before.nodes if before else ()) for key in node.keys}
    for node in after.nodes:
        yield from (key for key in node.keys if known.get(key.kid) != key.jwk)


def node_of(document: TrustDocument, node: str) -> TrustNode | None:
    """A node of the list."""
    return next((each for each in document.nodes if each.id == node), None)


def require_node(document: TrustDocument, node: str) -> TrustNode:
    """A node of the list; raises `Misconfigured`."""
    found = node_of(document, node)
    if found is None:
        raise Misconfigured(f"node {node} is not listed; its operator makes a request with `tongban join`")
    return found


def _counts(node: TrustNode, signer: PublicKey, now: datetime) -> bool:
    at = milliseconds(now)
    return any(
        key.kid == signer.kid
        and key.jwk == signer.jwk
        and key.status == "active"
        and key.nbf <= at < (key.exp or at + 1)
        for key in node.keys
    )


def _succeeded(known: TrustNode, entry: TrustNode, begins: datetime) -> tuple[TrustKey, ...]:
    had = {key.kid for key in known.keys}
    fresh = tuple(key for key in entry.keys if key.kid not in had)
    ends = milliseconds(begins + OVERLAP)
    replaced = {key.use for key in fresh}
    kept = (
        replace(key, exp=min(key.exp or ends, ends)) if key.use in replaced and key.status == "active" else key
        for key in known.keys
    )
    return (*kept, *fresh)


def _falls(key: TrustKey, named: str, meant: Collection[str]) -> bool:
    """Whether a key is revoked now; one of a node's that was revoked before keeps the instant that it had."""
    return key.kid in meant and (key.kid == named or key.status != "revoked")


def _require_own_divisions(member: Member) -> None:
    own = division_of(member.node)
    strange = [code for code in member.divisions if not code.startswith(own)]
    strange += [
        f"{office.division} ({office.code})" for office in member.offices if not office.division.startswith(own)
    ]
    if strange:
        raise Misconfigured(
            f"node {member.node} asks for what is not its own: {', '.join(strange)}; its divisions begin with {own}, "
            f"have its operator correct them and its offices file, and make the request again"
        )


def _serving(nodes: Sequence[TrustNode], division: str) -> str | None:
    """The node with the longest prefix of a division: a city's offices are its own, not its province's."""
    serving = ((len(prefix), node.id) for node in nodes for prefix in node.divisions if division.startswith(prefix))
    return max(serving, default=(0, None))[1]


def _division(office: msgspec.Raw) -> str:
    return str(msgspec.json.decode(office).get("division", ""))


def _with_status(document: TrustDocument, node: str, status: str) -> TrustDocument:
    require_node(document, node)
    nodes = (replace(each, status=status) if each.id == node else each for each in document.nodes)
    return replace(document, nodes=tuple(nodes))


def _after(now: datetime, days: int) -> int:
    return milliseconds(now + timedelta(days=days))
