"""What a trust list says: the nodes, their keys, and who may send what to whom."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from tongban.exchange.envelope import NodeId

GrantKind: TypeAlias = Literal["letters", "questions", "files"]

GRANT_KINDS: Final[tuple[GrantKind, ...]] = ("letters", "questions", "files")


class TrustKey(msgspec.Struct, frozen=True, kw_only=True):
    """One public key of a node; instants are Unix milliseconds.

    A retired key is still believed until `exp` and not used anew. A revoked one is not believed from the moment a node
    has the list; what it signed before `compromised_at` remains evidence.
    """

    kid: str
    jwk: dict[str, str]
    nbf: int
    exp: int | None = None
    status: Literal["active", "retired", "revoked"] = "active"
    use: Literal["sig", "enc"] = "sig"
    suite: str = "INTL-1"
    compromised_at: int | None = None


class TrustNode(msgspec.Struct, frozen=True, kw_only=True):
    """One node: `divisions` are prefixes of division codes, `matters` maps a matter's id to the editions served.

    `transports` are those by which others reach it, the best first.
    """

    id: NodeId
    name: str
    url: str
    divisions: tuple[Annotated[str, Meta(pattern=r"\A[0-9]{1,12}\Z")], ...]
    keys: tuple[TrustKey, ...]
    matters: dict[str, tuple[str, ...]] = {}
    versions: tuple[int, int] = (1, 1)
    transports: tuple[str, ...] = ("https",)
    status: Literal["active", "suspended"] = "active"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One node may send another some kinds of things about some matters, until an instant in Unix milliseconds.

    `letters` lets it open a case there, `questions` ask its registers, `files` have the files of a common case.
    """

    sender: NodeId
    receiver: NodeId
    matters: tuple[str, ...]
    kinds: tuple[GrantKind, ...]
    until: int


class TrustDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What the roots sign; `offices` are for routing to read and opaque here. What no grant allows is refused.

    `successions` are the signed changes of the roots, from the first on; see `trust_successions`.
    """

    version: Annotated[int, Meta(ge=1)]
    issued: int
    expires: int
    nodes: tuple[TrustNode, ...]
    offices: tuple[msgspec.Raw, ...] = ()
    grants: tuple[Grant, ...] = ()
    successions: tuple[msgspec.Raw, ...] = ()
