"""The signed request with which a node fetches what is due to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from tongban.clock import Clock, milliseconds
from tongban.exchange import signed_requests
from tongban.exchange.nonces import Nonces
from tongban.exchange.signatures import SigningKey
from tongban.exchange.signed_requests import SignedRequest
from tongban.exchange.trust import Trust

TYP: Final = "tongban-fetch+jws"


class Fetch(SignedRequest, frozen=True, kw_only=True):
    """`sender` fetches at `receiver` what lies there for it."""

    nonce: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]


def seal(*, sender: str, receiver: str, now: int, key: SigningKey) -> bytes:
    """The signed bytes of a request."""
    fetch = Fetch(sender=sender, receiver=receiver, iat=now, nonce=os.urandom(16).hex())
    return signed_requests.seal(fetch, key=key, typ=TYP)


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
        about = {"typ": TYP, "receiver": self.node}
        fetch = signed_requests.read(token, Fetch, **about, trust=self.trust.current, now=now)
        await self.nonces.use(fetch.sender, fetch.nonce, now=now)
        return fetch.sender
