"""The transport over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import httpx

from tongban.clock import Clock, milliseconds
from tongban.exchange import delivery_notes, frame, limits
from tongban.exchange.http_answers import AS_IT_IS, UnreadableAnswer, body_of
from tongban.exchange.keyring import Keyring
from tongban.exchange.transport import AT_ONCE, Manner, Receiver, TransportFailed
from tongban.storage.guard import outside_transaction

LETTERS_PATH: Final = "/exchange/v1/letters"
QUERIES_PATH: Final = "/exchange/v1/queries"
DUE_PATH: Final = "/exchange/v1/due"
HEALTH_PATH: Final = "/exchange/v1/health"
LONGEST_WAIT_SECONDS: Final = 300
SEND_SECONDS: Final = 60.0
"""How long a delivery may take in all: a peer that answers a byte at a time keeps every shorter limit."""

PROBE_SECONDS: Final = 10.0


class HttpTransport:
    """Posts to the address that the trust list gives, with a note that says whose it is.

    It follows no redirect and reads no more than a frame.
    """

    name = "https"

    def __init__(self, client: httpx.AsyncClient, *, keyring: Keyring, clock: Clock) -> None:
        self._client = client
        self._keyring = keyring
        self._clock = clock

    def manner(self, peer: str) -> Manner:
        """The answer to a request is the answer to its items."""
        return AT_ONCE

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Deliver a batch."""
        return await self._batch(peer, LETTERS_PATH, frame.pack(items), frame.CONTENT_TYPE)

    async def fetch(self, peer: str, request: bytes) -> list[bytes]:
        """What the peer holds ready for whoever signed the request."""
        return await self._batch(peer, DUE_PATH, request, frame.FETCH_TYPE)

    async def receive(self, receiver: Receiver) -> None:
        """The site takes what arrives."""

    async def _batch(self, peer: str, path: str, body: bytes, content_type: str) -> list[bytes]:
        answer = await self._post(peer, path, body, content_type)
        try:
            return frame.unpack(answer)
        except frame.FrameError as problem:
            raise TransportFailed(f"answer of {peer} is no batch: {problem}") from None

    async def ask(self, peer: str, question: bytes) -> bytes:
        """Deliver a question."""
        return await self._post(peer, QUERIES_PATH, question, frame.QUESTION_TYPE)

    async def probe(self, peer: str) -> bool:
        """Whether the peer can be reached."""
        outside_transaction("probe another node")
        try:
            request = self._client.stream("GET", self._url(peer, HEALTH_PATH), headers=AS_IT_IS, follow_redirects=False)
            async with asyncio.timeout(PROBE_SECONDS), request as response:
                return response.status_code in (httpx.codes.OK, httpx.codes.NO_CONTENT)
        except (httpx.HTTPError, httpx.InvalidURL, TransportFailed, TimeoutError):
            return False

    async def _post(self, peer: str, path: str, body: bytes, content_type: str) -> bytes:
        outside_transaction("send to another node")
        note = self._note(peer, body)
        url, headers = self._url(peer, path), {**AS_IT_IS, "content-type": content_type, delivery_notes.HEADER: note}
        request = self._client.stream("POST", url, content=body, headers=headers, follow_redirects=False)
        try:
            async with asyncio.timeout(SEND_SECONDS), request as response:
                if response.status_code != httpx.codes.OK:
                    raise _failed(peer, response)
                return await body_of(response, limit=limits.MAX_FRAME_BYTES)
        except UnreadableAnswer as problem:
            raise TransportFailed(f"{peer}: {problem}") from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as problem:
            raise TransportFailed(f"{peer}: {type(problem).__name__}") from problem

    def _note(self, peer: str, body: bytes) -> str:
        now = milliseconds(self._clock.now())
        key = self._keyring.signing(at=now)
        return delivery_notes.seal(body, sender=self._keyring.node, receiver=peer, now=now, key=key)

    def _url(self, peer: str, path: str) -> str:
        node = self._keyring.trust.current.node(peer)
        if node is None:
            raise TransportFailed(f"{peer} is not in the trust list")
        return node.url.rstrip("/") + path


def _failed(peer: str, response: httpx.Response) -> TransportFailed:
    code = "over_share" if response.status_code == httpx.codes.TOO_MANY_REQUESTS else "unreachable"
    return TransportFailed(f"{peer} answered {response.status_code}", retry_after=_retry_after(response), code=code)


def _retry_after(response: httpx.Response) -> int | None:
    seconds = response.headers.get("retry-after", "")
    return min(int(seconds[:9]), LONGEST_WAIT_SECONDS) * 1000 if seconds.isdecimal() else None
