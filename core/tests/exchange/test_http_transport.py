"""The HTTP transport believes nothing but a well-formed answer of the node itself."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tongban.clock import FixedClock
from tongban.exchange import frame, keys, limits
from tongban.exchange.frame import FrameError
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.transport import TransportFailed
from tongban.exchange.trust import Trust

from .conftest import START


@pytest.fixture
def transport_to(list_node: Any, make_trust_list: Any):
    def make(answer: Any):
        client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        node = list_node("500000", keys.generate("500000"), url="http://peer.test/base/")
        keyring = Keyring("510000", OwnKeys((keys.generate("510000"),)), Trust(make_trust_list(node)))
        return HttpTransport(client, keyring=keyring, clock=FixedClock(START))

    return make


async def test_a_batch_is_posted_and_its_answers_are_unpacked(transport_to: Any) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((str(request.url), request.headers["content-type"], frame.unpack(request.content)))
        return httpx.Response(200, content=frame.pack([b"x", b"y"]))

    assert await transport_to(answer).send("500000", [b"a", b"b"]) == [b"x", b"y"]
    assert seen == [("http://peer.test/base/exchange/v1/letters", frame.CONTENT_TYPE, [b"a", b"b"])]


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(302, headers={"location": "http://evil.test"}),
        httpx.Response(200, content=b"<html>portal</html>"),
        httpx.Response(200, content=b"x" * (limits.MAX_FRAME_BYTES + 1)),
        httpx.Response(500),
    ],
)
async def test_redirects_portals_floods_and_errors_are_failures(response: Any, transport_to: Any) -> None:
    calls = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.host)
        return response

    with pytest.raises(TransportFailed):
        await transport_to(answer).send("500000", [b"a"])
    assert calls == ["peer.test"]


async def test_a_busy_peers_wish_to_wait_is_heard_within_reason(transport_to: Any) -> None:
    for header, expected in (("7", 7000), ("99999999", 300_000), ("soon", None)):
        response = httpx.Response(503, headers={"retry-after": header})
        with pytest.raises(TransportFailed) as raised:
            await transport_to(lambda _, response=response: response).send("500000", [b"a"])
        assert raised.value.retry_after == expected


async def test_a_peer_whose_share_is_used_up_is_told_from_one_that_cannot_be_reached(transport_to: Any) -> None:
    codes = []
    for status in (429, 503):
        response = httpx.Response(status, headers={"retry-after": "1"})
        with pytest.raises(TransportFailed) as raised:
            await transport_to(lambda _, response=response: response).send("500000", [b"a"])
        codes.append(raised.value.code)
    assert codes == ["over_share", "unreachable"]


async def test_a_node_not_listed_cannot_be_reached(transport_to: Any) -> None:
    transport = transport_to(lambda _: httpx.Response(200))
    assert await transport.probe("500000")
    assert not await transport.probe("440000")
    with pytest.raises(TransportFailed, match="not in the trust list"):
        await transport.ask("440000", b"q")


@pytest.mark.parametrize(
    "body", [b"", b"\xc1", b"\x91\xa1a", b"\x81\xc4\x01a\xc0", b"\xdd\xff\xff\xff\xff", b"\x91" * 5000]
)
def test_what_is_no_batch_is_refused(body: Any) -> None:
    with pytest.raises(FrameError):
        frame.unpack(body)


def test_a_batch_has_limits() -> None:
    assert frame.unpack(frame.pack([b"a"] * limits.MAX_FRAME_ITEMS)) == [b"a"] * limits.MAX_FRAME_ITEMS
    with pytest.raises(FrameError, match="items"):
        frame.unpack(frame.pack([b"a"] * (limits.MAX_FRAME_ITEMS + 1)))
    with pytest.raises(FrameError, match="bytes"):
        frame.unpack(frame.pack([b"a" * limits.MAX_FRAME_BYTES]))
    assert frame.fitting([b"x" * limits.BATCH_BYTES, b"y"]) == 1
    assert frame.fitting([]) == 0
