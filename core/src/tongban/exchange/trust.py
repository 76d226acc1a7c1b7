"""The trust list: who takes part in the exchange, by which keys, for which divisions and matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from msgspec import Meta

from tongban.clock import milliseconds
from tongban.exchange import signatures
from tongban.exchange.envelope import NodeId
from tongban.exchange.limits import MAX_TRUST_LIST_BYTES
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey, VerifyingKey

TYP: Final = "tongban-trust+jws"
GRACE: Final = timedelta(hours=72)
"""How long the last good list still serves after it has expired, so that traffic goes on; an alarm is due."""


class TrustError(Exception):
    """A trust list must not be used; the message names the reason and the remedy."""


class TrustKey(msgspec.Struct, frozen=True, kw_only=True):
    """One public key of a node; instants are Unix milliseconds."""

    kid: str
    jwk: dict[str, str | list[str]]
    nbf: int
    exp: int | None = None
    status: Literal["active", "retired", "revoked"] = "active"
    use: Literal["sig", "enc"] = "sig"
    suite: str = "INTL-1"


class TrustNode(msgspec.Struct, frozen=True, kw_only=True):
    """One node: `divisions` are prefixes of division codes, `matters` maps a matter's id to the editions served."""

    id: NodeId
    name: str
    url: str
    divisions: tuple[Annotated[str, Meta(pattern=r"^[0-9]{1,12}$")], ...]
    keys: tuple[TrustKey, ...]
    matters: dict[str, tuple[str, ...]] = {}
    versions: tuple[int, int] = (1, 1)
    status: Literal["active", "suspended"] = "active"


class TrustDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What the roots sign; `offices` are for routing to read and opaque here."""

    version: Annotated[int, Meta(ge=1)]
    issued: int
    expires: int
    nodes: tuple[TrustNode, ...]
    offices: tuple[msgspec.Raw, ...] = ()


class _Signature(msgspec.Struct, frozen=True):
    protected: str
    signature: str


class _SignedDocument(msgspec.Struct, frozen=True):
    """JWS in general JSON serialization (RFC 7515 §7.2.1)."""

    payload: str
    signatures: tuple[_Signature, ...]


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose signatures, age and version have been checked."""

    document: TrustDocument
    in_grace: bool
    _nodes: Mapping[str, TrustNode] = field(repr=False)
    _keys: Mapping[tuple[str, str], VerifyingKey] = field(repr=False)

    @classmethod
    def load(
        cls,
        signed: bytes,
        *,
        roots: Mapping[str, VerifyingKey],
        threshold: int,
        now: datetime,
        minimum_version: int = 1,
    ) -> TrustList:
        """The list in `signed`, if `threshold` different roots signed it; raises TrustError.

        `minimum_version` is the version last used: older is a rollback. `in_grace` is set within `GRACE` of expiry.
        """
        document = _verified(signed, roots, threshold)
        if document.version < minimum_version:
            raise TrustError(f"trust list version {document.version} is older than {minimum_version}, which is in use")
        if milliseconds(now - GRACE) >= document.expires:
            raise TrustError(
                "trust list expired more than 72 hours ago: fetch the current one, see settings.trust_list"
            )
        in_grace = milliseconds(now) >= document.expires
        return cls(document, in_grace, {node.id: node for node in document.nodes}, _keys_of(document))

    @property
    def nodes(self) -> tuple[TrustNode, ...]:
        """All nodes, suspended ones too."""
        return self.document.nodes

    def node(self, node: str) -> TrustNode | None:
        """The node of that id."""
        return self._nodes.get(node)

    def node_serving(self, division: str) -> TrustNode | None:
        """The active node with the longest prefix of a division code (6, 9 or 12 digits)."""
        candidates = [
            (len(prefix), node)
            for node in self.nodes
            if node.status == "active"
            for prefix in node.divisions
            if division.startswith(prefix)
        ]
        return max(candidates, key=lambda candidate: candidate[0])[1] if candidates else None

    def editions(self, node: str, matter: str) -> tuple[str, ...]:
        """The editions of a matter that a node serves; empty if it does not serve it."""
        entry = self.node(node)
        return entry.matters.get(matter, ()) if entry else ()

    def key(self, node: str, kid: str, *, at: int) -> VerifyingKey:
        """A node's signing key that is valid at an instant; raises Refused (unknown_sender, suspended)."""
        entry = self.node(node)
        listed = next((key for key in entry.keys if key.kid == kid), None) if entry else None
        if entry is None or listed is None or (node, kid) not in self._keys:
            raise Refused("unknown_sender", kid)
        if entry.status == "suspended":
            raise Refused("suspended", node)
        if listed.status == "revoked" or at < listed.nbf or (listed.exp is not None and at >= listed.exp):
            raise Refused("unknown_sender", f"{kid} is not valid now")
        return self._keys[node, kid]


class Trust:
    """The trust list in use, replaced without a restart."""

    def __init__(self, current: TrustList) -> None:
        self.current = current

    def replace(self, newer: TrustList) -> None:
        """Puts a newer list into use; raises TrustError for an older version."""
        if newer.document.version < self.current.document.version:
            raise TrustError(f"version {newer.document.version} is older than {self.current.document.version}, in use")
        self.current = newer


def sign(document: TrustDocument, roots: list[SigningKey]) -> bytes:
    """The document with one signature of each root."""
    payload = msgspec.json.encode(document)
    tokens = [
        signatures.sign(payload, key=root, typ=TYP, limit=MAX_TRUST_LIST_BYTES).decode("ascii").split(".")
        for root in roots
    ]
    signed = _SignedDocument(tokens[0][1], tuple(_Signature(token[0], token[2]) for token in tokens))
    return msgspec.json.encode(signed)


def _verified(signed: bytes, roots: Mapping[str, VerifyingKey], threshold: int) -> TrustDocument:
    if threshold < 1:
        raise TrustError("settings.trust_threshold must be at least 1")
    try:
        outer = msgspec.json.decode(signed, type=_SignedDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise TrustError("trust list is not a signed document: fetch it again, see settings.trust_list") from None
    payloads = dict(_endorsements(outer, roots))
    if len(payloads) < threshold:
        raise TrustError(f"trust list bears {len(payloads)} valid root signatures of the {threshold} needed")
    try:
        return msgspec.json.decode(next(iter(payloads.values())), type=TrustDocument)
    except msgspec.MsgspecError as problem:
        raise TrustError(f"trust list cannot be read: {problem}") from None


def _endorsements(outer: _SignedDocument, roots: Mapping[str, VerifyingKey]) -> list[tuple[str, bytes]]:
    found = []
    for entry in outer.signatures:
        token = f"{entry.protected}.{outer.payload}.{entry.signature}".encode()
        try:
            root = roots[signatures.read_header(token, limit=MAX_TRUST_LIST_BYTES).kid]
            found.append(
                (root.public.thumbprint(), signatures.verify(token, key=root, typ=TYP, limit=MAX_TRUST_LIST_BYTES))
            )
        except (Refused, KeyError):
            continue
    return found


def _keys_of(document: TrustDocument) -> dict[tuple[str, str], VerifyingKey]:
    keys = {}
    for node in document.nodes:
        for key in node.keys:
            if key.use != "sig" or key.suite not in signatures.ALGORITHMS:
                continue
            try:
                keys[node.id, key.kid] = VerifyingKey(key.kid, OKPKey.import_key(key.jwk), key.suite)
            except (JoseError, ValueError) as problem:
                raise TrustError(f"trust list: key {key.kid} of node {node.id} cannot be read: {problem}") from None
    return keys
