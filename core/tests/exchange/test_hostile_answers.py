"""A node that answers a byte at a time, never, or with what unfolds into gigabytes holds up nobody but itself."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tongban.clock import FixedClock
from tongban.exchange import frame, http_transport, keys, limits, pull_transport, trust_mirrors
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.pull_transport import PullTransport
from tongban.exchange.transport import TransportFailed
from tongban.exchange.trust import Trust
from tongban.exchange.trust_mirrors import HttpTrustMirrors
from tongban.testing.transports import POISON, Recorder, at_work

from .conftest import CHONGQING, SICHUAN, START

GUANGDONG = "440000"


class Dribble(httpx.AsyncByteStream):
    """Another byte as soon as one waits for it, for ever: no limit on a single read ever ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b""


class Bytes(httpx.AsyncByteStream):
    """An answer that counts what is taken of it."""

    def __init__(self, content: bytes) -> None:
        self.content, self.taken = content, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.content), 1024):
            self.taken += 1
            yield self.content[start : start + 1024]


def client_of(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


def http_of(client: httpx.AsyncClient, trust: Trust) -> HttpTransport:
    keyring = Keyring(SICHUAN, OwnKeys((keys.generate(SICHUAN),)), trust)
    return HttpTransport(client, keyring=keyring, clock=FixedClock(START))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_transport, "SEND_SECONDS", 0.05)
    monkeypatch.setattr(http_transport, "PROBE_SECONDS", 0.05)
    monkeypatch.setattr(trust_mirrors, "SECONDS", 0.05)
    monkeypatch.setattr(pull_transport, "REST_SECONDS", 0.01)


@pytest.fixture
def own() -> dict[str, OwnKeys]:
    return {node: OwnKeys((keys.generate(node),)) for node in (SICHUAN, CHONGQING, GUANGDONG)}


@pytest.fixture
def trust(list_node: Any, make_trust_list: Any, own: dict[str, OwnKeys]) -> Trust:
    by = {SICHUAN: ("pull",), CHONGQING: ("https",), GUANGDONG: ("https",)}
    listed = [list_node(node, *held.signing, transports=by[node]) for node, held in own.items()]
    return Trust(make_trust_list(*listed))


async def test_an_answer_that_never_ends_is_a_failure(trust: Trust) -> None:
    async with client_of(lambda _: httpx.Response(200, stream=Dribble())) as client:
        http = http_of(client, trust)
        for attempt in (http.send(CHONGQING, [b"a"]), http.ask(CHONGQING, b"q"), http.fetch(CHONGQING, b"f")):
            with pytest.raises(TransportFailed):
                await attempt
        assert await HttpTrustMirrors(client).newer("http://510000.test", than=1) is None


async def test_a_probe_reads_no_body(trust: Trust) -> None:
    stream = Bytes(b"x" * 10_000_000)
    async with client_of(lambda _: httpx.Response(200, stream=stream)) as client:
        assert await http_of(client, trust).probe(CHONGQING)
    assert stream.taken == 0


async def test_nothing_compressed_is_asked_for_or_unfolded(trust: Trust) -> None:
    asked, bomb = [], Bytes(gzip.compress(bytes(50_000_000)))

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=bomb)

    async with client_of(answer) as client:
        with pytest.raises(TransportFailed, match="compressed"):
            await http_of(client, trust).send(CHONGQING, [b"a"])
        assert await HttpTrustMirrors(client).newer("http://510000.test", than=1) is None
    assert set(asked) == {"identity"}
    assert bomb.taken == 0


async def test_an_answer_is_read_no_further_than_its_limit(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_transport, "SEND_SECONDS", 3600.0)
    flood = Bytes(bytes(10 * limits.MAX_FRAME_BYTES))
    async with client_of(lambda _: httpx.Response(200, stream=flood)) as client:
        with pytest.raises(TransportFailed, match="larger"):
            await http_of(client, trust).send(CHONGQING, [b"a"])
    assert flood.taken <= limits.MAX_FRAME_BYTES // 1024 + 1


@pytest.mark.parametrize("harm", ["dribbles", "floods", "gives poison", "is away"])
async def test_what_one_peer_does_keeps_nobody_from_fetching_from_others(
    harm: str, trust: Trust, own: dict[str, OwnKeys], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_transport, "SEND_SECONDS", 3600.0)
    calm: list[list[bytes]] = [[b"%d" % number] for number in range(5)]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == f"{GUANGDONG}.test":
            items = calm.pop(0) if request.url.path == http_transport.DUE_PATH and calm else []
            return httpx.Response(200, content=frame.pack(items))
        if harm == "is away":
            raise httpx.ConnectError("away")
        if harm == "dribbles":
            return httpx.Response(200, stream=Dribble())
        return httpx.Response(200, content=frame.pack([POISON] if harm == "gives poison" else [b"more"]))

    here = Recorder()
    async with client_of(answer) as client:
        keyring, clock = Keyring(SICHUAN, own[SICHUAN], trust), FixedClock(START)
        pull = PullTransport(http=http_of(client, trust), keyring=keyring, trust=trust, clock=clock)
        async with at_work(pull, here):
            await here.until_seen([b"%d" % number for number in range(5)])


async def test_a_node_that_is_listed_later_is_fetched_from_too(
    trust: Trust, own: dict[str, OwnKeys], list_node: Any, make_trust_list: Any
) -> None:
    whole, here = trust.current, Recorder()
    trust.current = make_trust_list(list_node(SICHUAN, *own[SICHUAN].signing, transports=("pull",)))
    async with client_of(lambda _: httpx.Response(200, content=frame.pack([b"a"]))) as client:
        keyring, clock = Keyring(SICHUAN, own[SICHUAN], trust), FixedClock(START)
        pull = PullTransport(http=http_of(client, trust), keyring=keyring, trust=trust, clock=clock)
        async with at_work(pull, here):
            await asyncio.sleep(0)
            trust.current = whole
            await here.until_seen([b"a"])
