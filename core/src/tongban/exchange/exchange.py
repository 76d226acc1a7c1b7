"""One node's exchange, put together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.clock import Clock
from tongban.exchange.applying import Applier
from tongban.exchange.courier import Courier
from tongban.exchange.fetching import Fetches
from tongban.exchange.inbox import Inbox
from tongban.exchange.issued import Issuer
from tongban.exchange.keyring import Keyring
from tongban.exchange.outbox import Outbox
from tongban.exchange.peers import Peers
from tongban.exchange.ports import Alarms, Handler, Rejections
from tongban.exchange.queries import Queries, Responder
from tongban.exchange.sealing import Sealer
from tongban.exchange.settling import Settlement
from tongban.exchange.transport import Transport
from tongban.exchange.trust import Trust
from tongban.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the case service, the web adapter and the start of a node use."""

    outbox: Outbox
    inbox: Inbox
    courier: Courier
    queries: Queries
    peers: Peers
    sealer: Sealer
    transport: Transport
    fetches: Fetches

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        """The answers for letters and receipts, by whatever transport they came."""
        return await self.inbox.take(items)

    async def answer(self, question: bytes) -> bytes:
        """The answer to a question, by whatever transport it came."""
        return await self.queries.answer(question)

    async def receive(self) -> None:
        """Takes what transports bring, until cancelled; start it with `database.spawn`."""
        await self.transport.receive(self)


def assemble(
    database: Database,
    *,
    node: str,
    keyring: Keyring,
    trust: Trust,
    transport: Transport,
    clock: Clock,
    handler: Handler,
    rejections: Rejections,
    responder: Responder,
    alarms: Alarms,
    chance: random.Random,
) -> Exchange:
    """The exchange of `node` on its database; nothing runs until `courier.run()` is started."""
    issuer = Issuer(node, keyring)
    peers = Peers(database, clock=clock, chance=chance)
    applier = Applier(database, issuer, handler, clock, chance, alarms)
    settlement = Settlement(node, database, rejections, clock, chance)
    sealer = Sealer(database, node, keyring, clock)
    return Exchange(
        outbox=Outbox(database, clock=clock),
        inbox=Inbox(database, issuer, trust, clock, applier, settlement, peers, alarms),
        courier=Courier(
            database,
            node=node,
            trust=trust,
            transport=transport,
            clock=clock,
            peers=peers,
            sealer=sealer,
            settlement=settlement,
            applier=applier,
            chance=chance,
        ),
        queries=Queries(node=node, keyring=keyring, trust=trust, transport=transport, responder=responder, clock=clock),
        peers=peers,
        sealer=sealer,
        transport=transport,
        fetches=Fetches(node, trust, clock),
    )
