"""The signed request with which a node fetches what is due to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.clock import Clock, milliseconds
from tongban.exchange import limits, payloads, signatures
from tongban.exchange.envelope import Milliseconds, NodeId
from tongban.exchange.keys import owner_of
from tongban.exchange.nonces import Nonces
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import Trust, TrustList

TYP: Final = "tongban-fetch+jws"


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """`sender` fetches at `receiver` what lies there for it; `iat` is in Unix milliseconds."""

    v: int = limits.PROTOCOL_VERSION
    sender: NodeId
    receiver: NodeId
    iat: Milliseconds
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


def seal(*, sender: str, receiver: str, now: int, key: SigningKey) -> bytes:
    """The signed bytes of a request."""
    fetch = Fetch(sender=sender, receiver=receiver, iat=now, nonce=os.urandom(16).hex())
    return signatures.sign(msgspec.json.encode(fetch), key=key, typ=TYP)


def read(token: bytes, *, receiver: str, trust: TrustList, now: int) -> Fetch:
    """The request, from whom it says and for this node; raises Refused."""
    header = signatures.read_header(token)
    sender = owner_of(header.kid)
    payload = signatures.verify(token, key=trust.key(sender, header.kid, at=now), typ=TYP)
    fetch = payloads.decode(payload, Fetch)
    if fetch.sender != sender:
        raise Refused("sender_mismatch", f"{sender} signed for {fetch.sender}")
    if fetch.receiver != receiver:
        raise Refused("wrong_receiver", fetch.receiver)
    if abs(fetch.iat - now) > limits.SKEW_MILLISECONDS:
        raise Refused("clock_skew", f"{(fetch.iat - now) // 1000} s")
    return fetch


@dataclass(slots=True)
class Fetches:
    """Admits whoever fetches, each request once."""

    node: str
    trust: Trust
    clock: Clock
    nonces: Nonces

    async def admit(self, token: bytes) -> str:
        """The node that asks for what is due to it; raises Refused."""
        now = milliseconds(self.clock.now())
        fetch = read(token, receiver=self.node, trust=self.trust.current, now=now)
        await self.nonces.use(fetch.sender, fetch.nonce, now=now)
        return fetch.sender
