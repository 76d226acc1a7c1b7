"""A case travels between provinces by every transport of core, through the real sites where there are any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from tongban.cases.state import State
from tongban.exchange import reconciling
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
def joined(example_case: ExampleOnItsWay, tmp_path: Path) -> Iterator[Callable[[str], ExampleOnItsWay]]:
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

    def join(name: str) -> ExampleOnItsWay:
        others = "files" if name == "files" else "https"
        reached_by = {"440000": others, "500000": others, "510000": name}
        world.settings = {node: {"reached_by": (by,)} for node, by in reached_by.items()}
        world.transport, world.take = choose, take
        for node in ALL:
            sites[node] = endpoint_of(world.province(node).node)
        return example_case

    yield join
    world.portal.call(client.aclose)


@pytest.mark.parametrize("name", ["https", "pull", "files"])
def test_a_case_is_handed_in_decided_and_told_of_by_every_transport(
    name: str, joined: Callable[[str], ExampleOnItsWay]
):
    travelling = joined(name)
    travelling.hand_in("online")
    for act in ("受理", "准予"):
        travelling.act("四川", act)
        travelling.world.deliver()
    here, there = travelling.home.case(travelling.case_id), travelling.province("四川").case(travelling.case_id)
    assert (here.state, here.seq) == (there.state, there.seq)
    assert here.state is State.DELIVERY


def test_nodes_at_work_find_and_mend_by_themselves_what_one_has_lost(
    joined: Callable[[str], ExampleOnItsWay], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reconciling, "ROUND_SECONDS", 0.02)
    travelling = joined("https")
    travelling.hand_in("online")
    travelling.act("四川", "受理")
    travelling.world.deliver()
    here, there = travelling.home.node, travelling.province("四川").node

    async def held() -> list[str]:
        return sorted(row["digest"] for row in await there.database.fetch("SELECT digest FROM tongban_inbox"))

    async def lose_and_mend() -> tuple[list[str], list[str]]:
        before = await held()
        await there.database.execute("DELETE FROM tongban_inbox")
        working = [here.database.spawn(here.exchange.courier.run())]
        working += [
            node.database.spawn(node.reconciler.run(node.exchange.transport, node.exchange)) for node in (here, there)
        ]
        try:
            async with asyncio.timeout(60):
                while await held() != before:  # noqa: ASYNC110 - it is the nodes that work
                    await asyncio.sleep(0.02)
        finally:
            for task in working:
                task.cancel()
        return before, [each.code for each in await here.operation.incidents.all_open()]

    before, incidents = travelling.world.run(lose_and_mend)
    assert before
    assert incidents == ["peer_lost_letters"]
    travelling.world.deliver()
    facts = [province.case(travelling.case_id).seq for province in (travelling.home, travelling.province("四川"))]
    assert facts[0] == facts[1], "what came again changed nothing"
