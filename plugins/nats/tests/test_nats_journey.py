"""A case travels between provinces over NATS."""

from __future__ import annotations

import asyncio

from tongban.cases.state import State
from tongban.exchange.carriers import Carriers
from tongban.hookspecs import TransportContext
from tongban.node import Node
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.world import ALL
from tongban_nats.connection import Connection
from tongban_nats.transport import NatsTransport

from .conftest import Server


def test_a_case_is_handed_in_decided_and_told_of_over_nats(example_case: ExampleOnItsWay, nats_server: Server):
    world, transports = example_case.world, dict[str, NatsTransport]()
    connections = dict[str, Connection]()

    def choose(context: TransportContext) -> Carriers:
        node = context.keyring.node
        connections[node] = Connection(node, {"servers": nats_server.address})
        transports[node] = NatsTransport(connections[node], node=node, trust=context.trust)
        return Carriers([transports[node]], context.trust)

    async def take(node: Node) -> int:
        return await transports[node.settings.node].receive_waiting(node.exchange, patience=0.2)

    async def begin() -> None:
        await asyncio.gather(*(connection.own_stream() for connection in connections.values()))

    async def close() -> None:
        await asyncio.gather(*(transport.close() for transport in transports.values()))

    world.settings = {node: {"reached_by": ("nats",)} for node in ALL}
    world.transport, world.take = choose, take
    assert example_case.home.node.settings.node == "440000"
    world.portal.call(begin)
    example_case.hand_in("online")
    for act in ("受理", "准予"):
        example_case.act("四川", act)
        world.deliver()
    here = example_case.home.case(example_case.case_id)
    there = example_case.province("四川").case(example_case.case_id)
    assert (here.state, here.seq) == (there.state, there.seq)
    assert here.state is State.DELIVERY
    world.portal.call(close)
