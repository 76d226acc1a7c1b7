"""Nodes that exchange letters in one process, with a clock that stands still and databases that are real."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import keys, trust
from tongban.exchange.encryption import OpeningKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.exchange import Exchange, assemble
from tongban.exchange.fakes import LoopbackTransport, LossyTransport
from tongban.exchange.incidents import Incidents
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.letters import Letter
from tongban.exchange.outbox import Outbox
from tongban.exchange.questions import Question
from tongban.exchange.receipts import Receipt
from tongban.exchange.reconciling import Reconciler
from tongban.exchange.refusals import Rejected
from tongban.exchange.refused_limit import RefusedQuota
from tongban.exchange.signatures import SigningKey
from tongban.exchange.stores.compared import ComparedRows
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.taken_limit import BYTES_A_DAY
from tongban.exchange.transport import TransportFailed
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey, TrustNode
from tongban.storage.database import Database
from tongban.storage.engine import NodeEngine
from tongban.storage.migrate import migrate
from tongban.storage.opening import open_database
from tongban.testing.databases import NewMigratedDatabase

SICHUAN, CHONGQING = "510000", "500000"
KEPT = ("outbox", "inbox", "receipt", "refused_day", "taken_day", "peer", "compared", "incident", "nonce")
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
APPS = ["tongban.storage.piccolo_app"]
EFFECTS = "CREATE TABLE effect (n BIGINT, sender VARCHAR(6), case_id VARCHAR(64), seq BIGINT, letter VARCHAR(36))"
REJECTIONS = "CREATE TABLE rejection (letter VARCHAR(36), code VARCHAR(64))"


class CrashedError(BaseException):
    """The process of a node died."""


@dataclass
class CrashPlan:
    """Dies at the n-th of the moments before and after a commit."""

    remaining: int | None = None
    passed: int = 0

    def step(self) -> None:
        self.passed += 1
        if self.remaining is not None:
            self.remaining -= 1
            if self.remaining == 0:
                self.remaining = None
                raise CrashedError


class MortalDatabase(Database):
    """A database whose node may die just before or just after any commit, and whose clock is that of the test."""

    plan: CrashPlan

    def __init__(self, engine: NodeEngine, plan: CrashPlan, clock: FixedClock) -> None:
        super().__init__(engine)
        self.plan, self._clock = plan, clock

    @property
    def clock_sql(self) -> str:
        return str(milliseconds(self._clock.now()))

    def transaction(self, boundary: str) -> AbstractAsyncContextManager[None]:  # type: ignore[override]
        return self._mortal(boundary)

    @asynccontextmanager
    async def _mortal(self, boundary: str) -> AsyncIterator[None]:
        async with super().transaction(boundary):
            yield
            self.plan.step()
        self.plan.step()

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await super().execute_many(sql, rows)
        self.plan.step()


@dataclass
class Registrar:
    """A handler that writes each effect as a row, and does with letters what a test asks for."""

    database: Database
    fails: set[str] = field(default_factory=set)
    rejects: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    taken_back: list[tuple[str, int]] = field(default_factory=list)

    async def apply(self, envelope: Envelope) -> None:
        await self.database.execute(
            "INSERT INTO effect (n, sender, case_id, seq, letter) SELECT count(*), $1, $2, $3, $4 FROM effect",
            envelope.sender,
            envelope.case,
            envelope.seq,
            envelope.id,
        )
        if envelope.case in self.fails:
            raise ZeroDivisionError("the register is not there")
        if envelope.kind in self.unknown:
            raise Rejected("not_served")
        if envelope.kind in self.rejects:
            raise Rejected("business_rule", "该账户尚有未结清贷款，不能转移。")

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        await self.database.execute("INSERT INTO rejection (letter, code) VALUES ($1, $2)", envelope.id, receipt.code)
        self.words.append(receipt.message)

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        self.taken_back.append((envelope.case, envelope.seq))

    async def on_contradiction(self, refusal: Receipt) -> None:
        self.alarms.append((refusal.addressee, refusal.code))

    async def on_much_refused(self, peer: str, day: str) -> None:
        self.alarms.append((peer, "much_refused"))

    async def on_much_taken(self, peer: str, day: str) -> None:
        self.alarms.append((peer, "much_taken"))

    async def on_much_parked(self, peer: str) -> None:
        self.alarms.append((peer, "much_parked"))

    async def respond(self, question: Question) -> bytes:
        if bytes(question.subject) == b'"nobody"':
            raise Rejected("not_a_party")
        if bytes(question.subject) == b'"sealed off"':
            raise Rejected("business_rule", "张建国的账户已被法院冻结，不能查询。")
        if bytes(question.subject) == b'"broken"':
            raise ZeroDivisionError
        return b'{"balance": 1234500}'

    async def effects(self) -> list[tuple[str, str, int, str]]:
        found = await self.database.fetch("SELECT sender, case_id, seq, letter FROM effect ORDER BY n")
        return [(row["sender"], row["case_id"], row["seq"], row["letter"]) for row in found]

    async def rejections(self) -> list[tuple[str, str]]:
        found = await self.database.fetch("SELECT letter, code FROM rejection ORDER BY letter")
        return [(row["letter"], row["code"]) for row in found]


@dataclass
class Node:
    """One node, which can be stopped and started again on the same database."""

    id: str
    own: OwnKeys
    url: str
    world: World
    seed: int = 0
    refused_quota: RefusedQuota = field(default_factory=RefusedQuota)
    taken_a_day: int = BYTES_A_DAY
    plan: CrashPlan = field(default_factory=CrashPlan)
    database: MortalDatabase = field(init=False)
    exchange: Exchange = field(init=False)
    outbox: Outbox = field(init=False)
    incidents: Incidents = field(init=False)
    reconciler: Reconciler = field(init=False)
    registrar: Registrar = field(init=False)

    @property
    def key(self) -> SigningKey:
        return self.own.signing[-1]

    async def start(self) -> None:
        self.database = MortalDatabase(open_database(self.url).engine, self.plan, self.world.clock)
        await self.database.start()
        self.registrar = Registrar(self.database)
        keyring = Keyring(self.id, self.own, self.world.trust)
        self.incidents = Incidents(self.database, self.world.clock)
        comparisons = ComparedRows(self.database)
        self.reconciler = Reconciler(self.id, comparisons, self.incidents, keyring, self.world.clock)
        self.outbox = Outbox(self.database, clock=self.world.clock)
        self.exchange = self.process(keyring)
        await self.exchange.peers.load()
        await self.exchange.inbox.store.look_again(now=milliseconds(self.world.clock.now()))

    def process(self, keyring: Keyring | None = None) -> Exchange:
        """One of the processes that share the node's database."""
        return assemble(
            DatabaseStore(self.database),
            node=self.id,
            keyring=keyring or Keyring(self.id, self.own, self.world.trust),
            trust=self.world.trust,
            transport=self.world.transports[self.id],
            clock=self.world.clock,
            handler=self.registrar,
            rejections=self.registrar,
            responder=self.registrar,
            alarms=self.registrar,
            chance=random.Random(self.seed),
            statements=self.reconciler,
            refused_quota=self.refused_quota,
            taken_a_day=self.taken_a_day,
        )

    async def restart(self) -> None:
        self.plan.remaining = None
        await self.database.stop()
        await self.start()

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        try:
            return await self.exchange.inbox.take(items)
        except CrashedError:
            await self.restart()
            raise TransportFailed("the node died") from None

    async def send(self, *letters: Letter) -> list[str]:
        async with self.database.transaction("test.act"):
            queued = await self.outbox.put(*letters)
        return [entry.id for entry in queued]

    async def seal(self) -> None:
        """Seals every letter, without sending any."""
        for peer in self.world.nodes:
            while await self.exchange.sealer.seal_due(peer):
                pass

    async def states(self, case: str) -> list[str]:
        return [entry.state.value for entry in await self.outbox.progress(case)]


@dataclass(repr=False)
class World:
    """All nodes, one clock, one trust list."""

    clock: FixedClock
    trust: Trust
    loopback: LoopbackTransport
    transports: dict[str, LossyTransport]
    nodes: dict[str, Node] = field(default_factory=dict)
    crashed: ClassVar[type[BaseException]] = CrashedError

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as hypothesis calls it
        printer.text("world")

    @property
    def sichuan(self) -> Node:
        return self.nodes[SICHUAN]

    @property
    def chongqing(self) -> Node:
        return self.nodes[CHONGQING]

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def empty(self) -> None:
        for node in self.nodes.values():
            for table in KEPT:
                await node.database.execute(f"DELETE FROM tongban_{table}")
            await node.database.execute("DELETE FROM effect")
            await node.database.execute("DELETE FROM rejection")
            self.transports[node.id] = LossyTransport(self.loopback, random.Random(0), calm=True)
            await node.restart()


async def bring_up(url: str, apps: Sequence[object]) -> None:
    database = open_database(url)
    await database.start()
    await migrate(database, [str(app) for app in apps])
    await database.execute(EFFECTS)
    await database.execute(REJECTIONS)
    await database.stop()


def trust_node(node: str, *node_keys: SigningKey | OpeningKey, **changes: object) -> TrustNode:
    public = [keys.public(key) for key in node_keys]
    listed = tuple(TrustKey(kid=key.kid, jwk=key.jwk, use=key.use, suite=key.suite, nbf=0) for key in public)
    fields = {"id": node, "name": node, "url": f"http://{node}.test", "divisions": (node[:2],), "keys": listed}
    return TrustNode(**{**fields, **changes})  # type: ignore[arg-type]


def trust_list(*nodes: TrustNode, version: int = 1) -> TrustList:
    root = keys.generate("root")
    issued, expires = milliseconds(START), milliseconds(START + timedelta(days=365))
    document = TrustDocument(version=version, issued=issued, expires=expires, nodes=nodes)
    roots = {root.kid: keys.verifying(root)}
    return TrustList.load(trust.sign(document, [root]), roots=roots, threshold=1, now=START)


@pytest.fixture
def list_node() -> Callable[..., TrustNode]:
    return trust_node


@pytest.fixture
def make_trust_list() -> Callable[..., TrustList]:
    return trust_list


@pytest.fixture
async def world(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[World]:
    """Two nodes whose transports are calm unless a test says otherwise."""
    signing = {node: keys.generate_pair(node) for node in (SICHUAN, CHONGQING)}
    listed = [trust_node(node, *own.all) for node, own in signing.items()]
    loopback = LoopbackTransport()
    calm = {node: LossyTransport(loopback, random.Random(0), calm=True) for node in signing}
    made = World(FixedClock(START), Trust(trust_list(*listed)), loopback, calm)
    for node, own in signing.items():
        made.nodes[node] = Node(node, own, migrated_database_url(bring_up, APPS), made)
        await made.nodes[node].start()
        loopback.takes[node] = made.nodes[node].take
        loopback.responds[node] = made.nodes[node].exchange.queries.answer
    yield made
    for node in made.nodes.values():
        await node.database.stop()
