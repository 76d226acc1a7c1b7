"""Two provinces, each with its register, its log and a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import msgspec
import pytest

from tongban.audit import Audit
from tongban.cases.facts import PlaceRef
from tongban.clock import FixedClock
from tongban.evidence.gather import Asker, Gatherer
from tongban.evidence.ports import FakeGrants, FakeParties
from tongban.evidence.query_log import QueryLog
from tongban.evidence.questions import FakeRemoteRegisters, Grounds, RemoteRegisters
from tongban.evidence.registers import FakeRegister, Registers
from tongban.evidence.responder import Responder
from tongban.identity.people import Assurance, Party, PartyKind, Role
from tongban.matters.application import Application
from tongban.matters.fields import Field, Money, Prefill
from tongban.matters.forms import Form
from tongban.matters.matter import Delivery, Kind, Matter
from tongban.matters.needs import COMPETENT, Needs
from tongban.matters.routes import Route
from tongban.storage import Database, open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up

GUANGDONG, CHONGQING = "440000", "500000"
ZHANG = "510104198503109997"
APPLICATION = "0197a000-0000-7000-8000-000000000001"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    account: str
    balance: int
    sealed: bool = True


class TransferForm(Form, frozen=True):
    out_account: Annotated[str, Field("转出账户")]
    balance: Annotated[int | None, Money("余额", prefill=Prefill(need="out", attribute="balance"))] = None


OUT = Needs(
    key="out",
    register="fund.account",
    title="转出地账户",
    at="out",
    record=Account,
    by={"account": "out_account"},
    purpose="核验账户",
)
IN = Needs(key="in", register="fund.account", title="转入地账户", at=COMPETENT, record=Account)


def route(_: object) -> Route:
    return Route(competent="440100", reason="转入地")


TRANSFER = Matter(
    id="test.transfer",
    name="公积金转移",
    edition="1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="fund",
    basis=(),
    promised_term="days",
    form=TransferForm,
    rules=(),
    route=route,
    delivery=(Delivery.ELECTRONIC,),
    needs=(OUT, IN),
)
TODAY = date(2026, 11, 23)
PLACES = {
    "out": PlaceRef(node=CHONGQING, office="cq", name="重庆市住房公积金管理中心", division="500103", province="重庆市"),
    "competent": PlaceRef(
        node=GUANGDONG, office="gz", name="广州住房公积金管理中心", division="440106", province="广东省"
    ),
}


def application(**changes: object) -> Application[Any]:
    party = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number=ZHANG)
    fields = {
        "id": APPLICATION,
        "answers": TransferForm(out_account="A1"),
        "parties": (party,),
        "on": TODAY,
        "today": TODAY,
    }
    return Application(**{**fields, **changes})  # type: ignore[arg-type]


def grounds(**changes: object) -> Grounds:
    fields = {"purpose": "办理公积金转移", "assurance": Assurance.L3, "consent": "在线授权"}
    return Grounds(**{**fields, **changes})  # type: ignore[arg-type]


@dataclass
class Province:
    """One node's evidence."""

    id: str
    database: Database
    clock: FixedClock
    register: FakeRegister
    audit: Audit
    log: QueryLog
    responder: Responder
    parties: FakeParties
    served: dict[str, frozenset[str]]
    remote: RemoteRegisters = field(default_factory=lambda: FakeRemoteRegisters(""))

    @property
    def gatherer(self) -> Gatherer:
        return Gatherer(
            node=self.id,
            responder=self.responder,
            remote=self.remote,
            database=self.database,
            log=self.log,
            audit=self.audit,
            clock=self.clock,
            place_name=str,
        )


def province(node: str, database: Database, clock: FixedClock, register: FakeRegister) -> Province:
    audit = Audit(database, secret=b"s" * 32, node=node, clock=clock)
    log, parties, served = QueryLog(database, secret=b"s" * 32), FakeParties(), FakeGrants({})
    responder = Responder(
        node=node,
        registers=Registers([register]),
        find_matter={TRANSFER.id: TRANSFER}.get,
        grants=served,
        parties=parties,
        database=database,
        log=log,
        audit=audit,
        clock=clock,
        quota=6,
    )
    return Province(node, database, clock, register, audit, log, responder, parties, served.served)


@dataclass
class World:
    """Guangdong asks, Chongqing answers."""

    guangdong: Province
    chongqing: Province
    clock: FixedClock
    matter: Matter = TRANSFER
    places: dict[str, PlaceRef] = field(default_factory=lambda: dict(PLACES))
    application: Callable[..., Application] = field(default=application)
    grounds: Callable[..., Grounds] = field(default=grounds)
    asker: Asker = field(default_factory=lambda: Asker(id="person-1", role="applicant"))


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    opened = open_database(migrated_database_url(bring_up, ["tongban.storage.piccolo_app"]))
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def world(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[World]:
    clock, databases = FixedClock(date(2026, 11, 23)), []
    for _ in range(2):
        databases.append(open_database(migrated_database_url(bring_up, ["tongban.storage.piccolo_app"])))
        await databases[-1].start()
    account = {"account": "A1", "balance": 1234500, "sealed": True, "spouse": "李秋萍"}
    there = FakeRegister("fund.account", {ZHANG: [{**account, "account": "A0"}, account]}, title="住房公积金账户登记库")
    here = FakeRegister("fund.account", {ZHANG: {**account, "account": "B1"}}, title="住房公积金账户登记库")
    made = World(province(GUANGDONG, databases[0], clock, here), province(CHONGQING, databases[1], clock, there), clock)
    made.chongqing.served[GUANGDONG] = frozenset({TRANSFER.id})
    made.guangdong.remote = FakeRemoteRegisters(GUANGDONG, {CHONGQING: made.chongqing.responder})
    yield made
    for opened in databases:
        await opened.stop()
