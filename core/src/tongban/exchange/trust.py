"""The trust list in use: who takes part in the exchange, by which keys, and who may send what to whom."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tongban.clock import milliseconds, milliseconds_of
from tongban.exchange import keys, trust_signing, trust_successions
from tongban.exchange.encryption import SealingKey
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey
from tongban.exchange.suites import Suites
from tongban.exchange.trust_documents import Grant, GrantKind, TrustDocument, TrustKey, TrustNode
from tongban.exchange.trust_signing import TrustError

GRACE: Final = timedelta(hours=72)
GRACE_MILLISECONDS: Final = milliseconds_of(GRACE)
"""How long the last good list still serves after it has expired, so that traffic goes on; an alarm is due."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose signatures, age and version have been checked; `signed` is what mirrors hand on."""

    document: TrustDocument
    signed: bytes = field(repr=False)
    _nodes: Mapping[str, TrustNode] = field(repr=False)
    _serving: Mapping[str, TrustNode] = field(repr=False)
    _verifying: Mapping[str, VerifyingKey] = field(repr=False)
    _sealing: Mapping[str, SealingKey] = field(repr=False)
    _grants: Mapping[tuple[str, str], tuple[Grant, ...]] = field(repr=False)

    @classmethod
    def load(
        cls,
        signed: bytes,
        *,
        roots: Mapping[str, VerifyingKey],
        threshold: int,
        now: datetime,
        minimum_version: int = 1,
        suites: Suites = keys.BUILT_IN,
    ) -> TrustList:
        """The list in `signed`, if `threshold` different roots, or their successors, signed it; raises TrustError.

        `minimum_version` is the version last used: older is a rollback. Keys of suites that are not in `suites` are
        known by name only.
        """
        document = trust_signing.verified(signed, *trust_successions.in_force(signed, (roots, threshold), suites))
        if document.version < minimum_version:
            raise TrustError(f"trust list version {document.version} is older than {minimum_version}, which is in use")
        if milliseconds(now - GRACE) >= document.expires:
            raise TrustError(
                "trust list expired more than 72 hours ago: fetch the current one, see settings.trust_list"
            )
        verifying, sealing = _keys_of(document, suites)
        nodes = {node.id: node for node in document.nodes}
        return cls(document, signed, nodes, _by_division(document), verifying, sealing, _by_parties(document))

    @property
    def nodes(self) -> tuple[TrustNode, ...]:
        """All nodes, suspended ones too."""
        return self.document.nodes

    def in_grace(self, now: datetime) -> bool:
        """Whether the list has expired and serves for at most 72 hours more."""
        return milliseconds(now) >= self.document.expires

    def past_grace(self, now: datetime) -> bool:
        """Whether the list must not be used any more."""
        return milliseconds(now - GRACE) >= self.document.expires

    def node(self, node: str) -> TrustNode | None:
        """The node of that id."""
        return self._nodes.get(node)

    def others(self, node: str) -> list[TrustNode]:
        """The nodes with which one exchanges anything: all but itself and those that are suspended."""
        return [each for each in self.document.nodes if each.id != node and each.status == "active"]

    def is_suspended(self, node: str) -> bool:
        """Whether nothing may be sent to a node, asked of it, or taken from it."""
        entry = self.node(node)
        return entry is not None and entry.status == "suspended"

    def node_serving(self, division: str) -> TrustNode | None:
        """The active node with the longest prefix of a division code (6, 9 or 12 digits)."""
        for length in range(len(division), -1, -1):
            if node := self._serving.get(division[:length]):
                return node
        return None

    def is_served_by(self, node: str, division: str) -> bool:
        """Whether a node serves a division or a part of it, or would, were it not suspended."""
        entry = self.node(node)
        if entry is None:
            return False
        if any(prefix.startswith(division) for prefix in entry.divisions):
            return True
        if entry.status == "suspended":
            return division.startswith(entry.divisions)
        return self.node_serving(division) is entry

    def editions(self, node: str, matter: str) -> tuple[str, ...]:
        """The editions of a matter that a node serves; empty if it does not serve it."""
        entry = self.node(node)
        return entry.matters.get(matter, ()) if entry else ()

    def key(self, node: str, kid: str, *, at: int) -> VerifyingKey:
        """A node's signature key that is valid at an instant; raises Refused."""
        entry = self.node(node)
        listed = next((key for key in entry.keys if key.kid == kid), None) if entry else None
        self._require_current(at)
        if entry is None or listed is None or kid not in self._verifying:
            raise Refused("unknown_sender", kid)
        if self.is_suspended(node):
            raise Refused("suspended", node)
        if listed.status == "revoked" or not _is_current(listed, at):
            raise Refused("unknown_sender", f"{kid} is not valid now")
        return self._verifying[kid]

    def sealing_key(self, node: str, *, at: int) -> SealingKey:
        """The newest key that one may encrypt to for a node at an instant; raises Refused."""
        entry = self.node(node)
        self._require_current(at)
        if self.is_suspended(node):
            raise Refused("suspended", node)
        usable = [
            key
            for key in (entry.keys if entry else ())
            if key.kid in self._sealing and key.status == "active" and _is_current(key, at)
        ]
        if not usable:
            raise Refused("no_encryption_key", node)
        return self._sealing[max(usable, key=lambda key: key.nbf).kid]

    def is_in_use(self, node: str, kid: str, *, at: int) -> bool:
        """Whether a key of a node may still be signed with, or encrypted to, at an instant."""
        entry = self.node(node)
        listed = next((key for key in entry.keys if key.kid == kid), None) if entry else None
        return listed is not None and listed.status == "active" and _is_current(listed, at)

    def was_known_to_others(self, node: str, kid: str, *, at: int) -> bool:
        """Whether others knew a key of a node at an instant, so that what it signed then may be theirs."""
        entry = self.node(node)
        listed = next((key for key in entry.keys if key.kid == kid), None) if entry else None
        return listed is not None and listed.compromised_at is not None and listed.compromised_at <= at

    def _require_current(self, at: int) -> None:
        if at >= self.document.expires + GRACE_MILLISECONDS:
            raise Refused("trust_expired", f"version {self.document.version}")

    def signs_with(self, node: str, *, at: int) -> list[str]:
        """The ids of the keys with which a node may sign at an instant, the newest first."""
        entry = self.node(node)
        usable = [
            key
            for key in (entry.keys if entry else ())
            if key.use == "sig" and key.status == "active" and _is_current(key, at)
        ]
        return [key.kid for key in sorted(usable, key=lambda key: key.nbf, reverse=True)]

    def grants(self, *, sender: str, receiver: str, matter: str, kind: GrantKind, at: int) -> bool:
        """Whether `sender` may send `receiver` such a thing about a matter; what is not granted is refused."""
        return any(
            matter in grant.matters and kind in grant.kinds and at < grant.until
            for grant in self._grants.get((sender, receiver), ())
        )


class Trust:
    """The trust list in use, replaced without a restart."""

    def __init__(self, current: TrustList) -> None:
        self.current = current

    def replace(self, newer: TrustList) -> None:
        """Puts a newer list into use; raises TrustError as `require_newer` does."""
        self.require_newer(newer)
        self.current = newer

    def require_newer(self, newer: TrustList) -> None:
        """Raises TrustError for a version older than the list in use, or another list of the same one.

        A list that has forgotten a change of roots is refused too, whatever its version.
        """
        in_use = self.current.document
        if newer.document.version < in_use.version:
            raise TrustError(f"version {newer.document.version} is older than {in_use.version}, in use")
        if newer.document.version == in_use.version and newer.document != in_use:
            raise TrustError(f"there are two lists of version {in_use.version}: call the keepers of the trust list")
        trust_successions.require_continued(in_use.successions, newer.document.successions)


def sign(document: TrustDocument, roots: list[SigningKey]) -> bytes:
    """The document with one signature of each root."""
    signed = trust_signing.draft(document)
    for root in roots:
        signed = trust_signing.endorse(signed, root)
    return signed


def _is_current(key: TrustKey, at: int) -> bool:
    return at >= key.nbf and (key.exp is None or at < key.exp)


def _by_division(document: TrustDocument) -> dict[str, TrustNode]:
    """The active nodes by the prefixes of the codes they serve; of two that name the same one, the first."""
    found: dict[str, TrustNode] = {}
    for node in document.nodes:
        if node.status == "active":
            for prefix in node.divisions:
                found.setdefault(prefix, node)
    return found


def _keys_of(document: TrustDocument, suites: Suites) -> tuple[dict[str, VerifyingKey], dict[str, SealingKey]]:
    verifying, sealing = {}, {}
    for node in document.nodes:
        for key in node.keys:
            suite = suites.find(key.suite)
            if suite is None or keys.owner_of(key.kid) != node.id:
                continue
            with suppress(ValueError):  # one node's unreadable key must not cut off the others
                if key.use == "sig":
                    verifying[key.kid] = VerifyingKey(key.kid, suite, key.jwk)
                else:
                    sealing[key.kid] = SealingKey(key.kid, suite, key.jwk)
    return verifying, sealing


def _by_parties(document: TrustDocument) -> dict[tuple[str, str], tuple[Grant, ...]]:
    found: dict[tuple[str, str], tuple[Grant, ...]] = {}
    for grant in document.grants:
        parties = (grant.sender, grant.receiver)
        found[parties] = (*found.get(parties, ()), grant)
    return found
