"""One node's exchange, put together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock
from tongban.exchange import receipts
from tongban.exchange.applying import Applier
from tongban.exchange.courier import Courier
from tongban.exchange.delivery_notes import DeliveryNotes
from tongban.exchange.fetching import Fetches
from tongban.exchange.inbox import Inbox
from tongban.exchange.issued import Issuer
from tongban.exchange.keyring import Keyring
from tongban.exchange.nonces import Nonces
from tongban.exchange.parked_limit import ParkedLimit
from tongban.exchange.peer_limits import PeerLimits
from tongban.exchange.peers import Peers
from tongban.exchange.ports import Alarms, Handler, NoStatements, Rejections, Statements
from tongban.exchange.queries import Queries, Responder
from tongban.exchange.refusals import Refused
from tongban.exchange.refused_limit import RefusedLimit, RefusedQuota
from tongban.exchange.sealing import Sealer
from tongban.exchange.settling import Settlement
from tongban.exchange.shares import Shares
from tongban.exchange.store import Store
from tongban.exchange.taken_limit import BYTES_A_DAY, TakenLimit
from tongban.exchange.transport import Transport
from tongban.exchange.trust import Trust
from tongban.exchange.turns import TooBusy, Turns

BATCHES_WAITING: Final = 8
FETCHES_WAITING: Final = 4
QUESTIONS_AT_ONCE: Final = 8
QUESTIONS_WAITING: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the case service, the web adapter and the start of a node use."""

    inbox: Inbox
    courier: Courier
    queries: Queries
    peers: Peers
    sealer: Sealer
    transport: Transport
    fetches: Fetches
    notes: DeliveryNotes
    statements: Statements
    shares: Shares
    letter_turns: Turns
    question_turns: Turns
    fetch_turns: Turns

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        """The answers for letters and receipts, by whatever transport they came."""
        return await self.inbox.take(items)

    async def answer(self, question: bytes) -> bytes:
        """The answer to a question, by whatever transport it came; it waits behind others of its asker alone."""
        try:
            async with self.question_turns.of(self.queries.asker(question)):
                return await self.queries.answer(question)
        except TooBusy:
            return receipts.notice(Refused("over_share"), question)

    async def hand_out(self, peer: str) -> list[bytes]:
        """A batch of what is due to a peer that fetches it."""
        async with self.shares.at_work(peer):
            await self.shares.give_way(peer)
            return [*await self.courier.hand_out(peer), *await self.statements.due(peer)]

    async def receive(self) -> None:
        """Takes what transports bring, until cancelled; start it with `database.spawn`."""
        await self.transport.receive(self)


def assemble(
    store: Store,
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
    statements: Statements = NoStatements(),  # noqa: B008 - it holds nothing
    refused_quota: RefusedQuota = RefusedQuota(),  # noqa: B008 - it never changes
    taken_a_day: int = BYTES_A_DAY,
) -> Exchange:
    """The exchange of `node` on its store; nothing runs until `courier.run()` is started."""
    issuer = Issuer(node, keyring)
    peers, shares = Peers(store, clock=clock, chance=chance), Shares()
    refused_limit = RefusedLimit(store, alarms, clock, refused_quota)
    applier = Applier(store, issuer, handler, clock, chance, alarms, shares, refused_limit)
    settlement = Settlement(node, store, keyring, rejections, clock, chance)
    nonces = Nonces(store)
    sealer = Sealer(store, node, keyring, clock, shares)
    return Exchange(
        inbox=Inbox(
            store,
            issuer,
            trust,
            clock,
            applier,
            settlement,
            peers,
            alarms,
            statements,
            shares,
            PeerLimits(
                node, store, TakenLimit(store, alarms, clock, taken_a_day), ParkedLimit(store, alarms), refused_limit
            ),
        ),
        courier=Courier(
            store,
            issuer=issuer,
            trust=trust,
            transport=transport,
            clock=clock,
            peers=peers,
            sealer=sealer,
            settlement=settlement,
            applier=applier,
            shares=shares,
            chance=chance,
        ),
        queries=Queries(
            node=node,
            keyring=keyring,
            trust=trust,
            transport=transport,
            responder=responder,
            clock=clock,
            nonces=nonces,
            shares=shares,
        ),
        peers=peers,
        sealer=sealer,
        transport=transport,
        fetches=Fetches(node, trust, clock, nonces),
        notes=DeliveryNotes(node, trust, clock),
        statements=statements,
        shares=shares,
        letter_turns=Turns(at_once=1, waiting=BATCHES_WAITING, queued=shares.queued),
        question_turns=Turns(at_once=QUESTIONS_AT_ONCE, waiting=QUESTIONS_WAITING),
        fetch_turns=Turns(at_once=1, waiting=FETCHES_WAITING),
    )
