"""Getting the trust list from any node that has it: it is signed, so it does not matter who hands it over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final, Protocol

import httpx

from tongban.exchange.http_answers import AS_IT_IS, UnreadableAnswer, body_of
from tongban.exchange.limits import MAX_TRUST_LIST_BYTES
from tongban.storage.guard import outside_transaction

TRUST_PATH: Final = "/exchange/v1/trust"
TRUST_TYPE: Final = "application/jose+json"
SECONDS: Final = 30.0
"""How long one holder may take in all, however often it lets another byte come."""


class TrustMirrors(Protocol):
    """Other holders of the trust list."""

    async def newer(self, url: str, *, than: int) -> bytes | None:
        """What the node at an address has in a version above `than`, not verified; None if nothing or unreachable."""
        ...


class HttpTrustMirrors:
    """Asks over HTTP, follows no redirect and reads no more than a list may have."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def newer(self, url: str, *, than: int) -> bytes | None:
        """GET the list."""
        outside_transaction("fetch a trust list")
        url = url.rstrip("/") + TRUST_PATH
        request = self._client.stream("GET", url, params={"after": than}, headers=AS_IT_IS, follow_redirects=False)
        try:
            async with asyncio.timeout(SECONDS), request as response:
                if response.status_code != httpx.codes.OK:
                    return None
                return await body_of(response, limit=2 * MAX_TRUST_LIST_BYTES)
        except (httpx.HTTPError, httpx.InvalidURL, UnreadableAnswer, TimeoutError):
            return None


@dataclass(slots=True)
class FakeTrustMirrors:
    """Nodes that hand over what a test put at their address."""

    lists: dict[str, bytes] = field(default_factory=dict)

    async def newer(self, url: str, *, than: int) -> bytes | None:
        """What lies there, whatever its version."""
        return self.lists.get(url)
