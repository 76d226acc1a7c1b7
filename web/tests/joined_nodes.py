"""Provinces that are joined by the real transports of core, through the real sites where there are any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from tongban.exchange.carriers import Carriers
from tongban.exchange.file_transport import FileTransport
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.pull_transport import PullTransport
from tongban.exchange.transport import TransportFailed
from tongban.hookspecs import TransportContext
from tongban.node import Node
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.transports import lay_lanes
from tongban.testing.world import ALL
from tongban_web.exchange_api import exchange_router

Sites = dict[str, httpx.ASGITransport]


class Join(Protocol):
    """Joins the provinces: one is reached by the transport of that name, the others by files too, or by https."""

    def __call__(self, name: str, *, at: str = "510000") -> ExampleOnItsWay: ...


class ByPath(httpx.AsyncBaseTransport):
    """Leads each request to the site of the province that its path begins with."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        node, _, rest = request.url.path.removeprefix("/").partition("/")
        request.url = request.url.copy_with(path=f"/{rest}")
        return await self.sites[node].handle_async_request(request)


def endpoint_of(node: Node) -> httpx.ASGITransport:
    provided = Provide(lambda: node, sync_to_thread=False)
    return httpx.ASGITransport(Litestar([exchange_router()], dependencies={"node": provided}, openapi_config=None))


@pytest.fixture
def joined(example_case: ExampleOnItsWay, tmp_path: Path) -> Iterator[Join]:
    """A case between provinces that are joined as a trust list may say, each with its site."""
    world, sites, transports = example_case.world, Sites(), {}
    client = httpx.AsyncClient(transport=ByPath(sites))
    lay_lanes(tmp_path / "lanes", ALL)

    def choose(context: TransportContext) -> Carriers:
        http = HttpTransport(client, keyring=context.keyring, clock=context.clock)
        pull = PullTransport(http=http, keyring=context.keyring, trust=context.trust, clock=context.clock)
        lanes = tmp_path / "lanes" / context.keyring.node
        folders = {"incoming": lanes / "in", "outgoing": lanes / "out"}
        files = FileTransport(**folders, trust=context.trust, clock=context.clock)
        transports[context.keyring.node] = (pull, files)
        return Carriers([http, pull, files], context.trust)

    async def take(node: Node) -> int:
        pull, files = transports[node.settings.node]
        taken = await files.receive_waiting(node.exchange)
        for source in pull.sources():
            with suppress(TransportFailed):
                taken += await pull.fetch_once(source, node.exchange)
        return taken

    def join(name: str, *, at: str = "510000") -> ExampleOnItsWay:
        others = "files" if name == "files" else "https"
        reached_by = {**dict.fromkeys(ALL, others), at: name}
        world.settings = {node: {"reached_by": (by,)} for node, by in reached_by.items()}
        world.transport, world.take = choose, take
        for node in ALL:
            sites[node] = endpoint_of(world.province(node).node)
        return example_case

    yield join
    world.portal.call(client.aclose)
