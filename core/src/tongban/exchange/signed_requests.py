"""What a node signs to be let in: who asks whom, and when; short, and read before anything else of a request."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from tongban.exchange import addressing, limits, payloads, signatures
from tongban.exchange.envelope import Milliseconds, NodeId
from tongban.exchange.keys import owner_of
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import TrustList

MAX_BYTES: Final = 1024


class SignedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`sender` wants something of `receiver`; `iat` is in Unix milliseconds."""

    v: int = limits.PROTOCOL_VERSION
    sender: NodeId
    receiver: NodeId
    iat: Milliseconds


Request = TypeVar("Request", bound=SignedRequest)


def seal(request: SignedRequest, *, key: SigningKey, typ: str) -> bytes:
    """The signed bytes of a request."""
    return signatures.sign(msgspec.json.encode(request), key=key, typ=typ, limit=MAX_BYTES)


def read(token: bytes, kind: type[Request], *, typ: str, receiver: str, trust: TrustList, now: int) -> Request:
    """The request, from whom it says, for this node and made just now; raises Refused."""
    request = authentic(token, kind, typ=typ, receiver=receiver, trust=trust, now=now)
    addressing.check(request, sender=request.sender, receiver=receiver, now=now)
    return request


def authentic(token: bytes, kind: type[Request], *, typ: str, receiver: str, trust: TrustList, now: int) -> Request:
    """The same, whenever it was made; raises Refused."""
    header = signatures.read_header(token, limit=MAX_BYTES)
    sender = owner_of(header.kid)
    key = trust.key(sender, header.kid, at=now)
    request = payloads.decode(signatures.verify(token, key=key, typ=typ, limit=MAX_BYTES), kind)
    addressing.check_parties(request, sender=sender, receiver=receiver)
    return request
