"""The parts of a node, each made from its settings and from what lies under it."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import httpx

from tongban.audit import Audit
from tongban.audit.alarms import AuditAlarms
from tongban.audit.state import AuditState
from tongban.background import Background
from tongban.cases.calendar_files import load_calendar
from tongban.cases.context import Context
from tongban.cases.receiving import CaseLetters
from tongban.cases.service import CaseService
from tongban.checks import read_secret
from tongban.clock import Clock
from tongban.desk.known_parties import CaseParties
from tongban.errors import Misconfigured
from tongban.evidence.files import FileStore
from tongban.evidence.gather import Gatherer
from tongban.evidence.query_log import QueryLog
from tongban.evidence.registers import Register, RegisterContext, Registers
from tongban.evidence.remote import ExchangeRegisters
from tongban.evidence.responder import Responder
from tongban.evidence.uploads import MEGABYTE, Uploads
from tongban.exchange import exchange as exchanges
from tongban.exchange import keys, queries
from tongban.exchange.carriers import Carriers
from tongban.exchange.comparing import Comparisons
from tongban.exchange.granting import Grants
from tongban.exchange.incidents import Incidents
from tongban.exchange.keyring import Keyring
from tongban.exchange.outbox import Outbox
from tongban.exchange.ports import Statements
from tongban.exchange.reconciling import Reconciler
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.transport import Transport
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_keeping import TrustKeeper
from tongban.exchange.trust_mirrors import HttpTrustMirrors
from tongban.hookspecs import TransportContext
from tongban.identity.person_keys import person_key
from tongban.identity.seed import Seed, load_seed
from tongban.operation.alike import AlikeLetters
from tongban.operation.connections import Connections
from tongban.operation.dead_letters import DeadLetters
from tongban.operation.metrics import Metrics
from tongban.operation.operating import Operation
from tongban.operation.peers import Standings
from tongban.operation.readiness import Readiness
from tongban.passports.admission import plugins_of
from tongban.plugin_sources import did_you_mean
from tongban.plugins import Plugins
from tongban.routing.agreement_files import demonstration_agreements, load_agreements
from tongban.routing.agreements import Agreements
from tongban.routing.directory import Directory
from tongban.routing.divisions import Divisions, load_divisions
from tongban.routing.offices import OfficeDirectory, known_offices, load_offices, published_offices
from tongban.serving import ServedMatters
from tongban.settings import Settings
from tongban.storage import Database, open_database
from tongban.trust_files import load_trust_list, verifier_of

ChooseTransport = Callable[[TransportContext], Transport]
PutBefore = Callable[[Register], Register]


def nothing_before(register: Register) -> Register:
    """The register itself answers."""
    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What everything else in a node stands on."""

    settings: Settings
    clock: Clock
    plugins: Plugins
    seed: Seed
    divisions: Divisions
    trust: Trust
    keyring: Keyring
    secret: bytes
    database: Database
    client: httpx.AsyncClient
    audit: Audit


def lay_foundation(settings: Settings, clock: Clock) -> Foundation:
    """Read what the settings name; raises `Misconfigured` and `PluginError`."""
    secret = read_secret(settings.audit_secret)
    database, plugins = open_database(settings.database), plugins_of(settings)
    suites = plugins.suites()
    trust = Trust(load_trust_list(settings, clock.now(), suites=suites))
    return Foundation(
        settings=settings,
        clock=clock,
        plugins=plugins,
        seed=load_seed(settings.seed) if settings.seed else Seed(),
        divisions=load_divisions(settings.divisions),
        trust=trust,
        keyring=Keyring(settings.node, keys.load(settings.key, suites), trust),
        secret=secret,
        database=database,
        client=httpx.AsyncClient(timeout=10.0, trust_env=False, verify=_authorities()),
        audit=Audit(database, secret=secret, node=settings.node, clock=clock),
    )


@cache
def _authorities() -> ssl.SSLContext:
    """The certificate authorities, read once for all nodes of a process."""
    return httpx.create_ssl_context(trust_env=False)


def case_context(base: Foundation, directory: Directory) -> Context:
    """What the case services share; whoever assembles the exchange sets `wake`."""
    settings = base.settings
    return Context(
        node=settings.node,
        name=settings.name,
        database=base.database,
        clock=base.clock,
        calendar=load_calendar(settings.calendars),
        audit=base.audit,
        outbox=Outbox(base.database, clock=base.clock),
        matters=ServedMatters(base.plugins),
        has_office=partial(_has_office, directory, settings.node),
        key_of=partial(person_key, base.secret),
        wake=lambda: None,
    )


def grants_of(base: Foundation) -> Grants:
    """What other nodes may send this one."""
    return Grants(base.trust, base.settings.node, base.clock)


def responder_of(base: Foundation, parties: CaseParties, log: QueryLog, before: PutBefore) -> Responder:
    """Who answers from this node's own registers, each with what is put before it."""
    calendar = load_calendar(base.settings.calendars)
    context = RegisterContext(database=base.database, clock=base.clock, calendar=calendar, divisions=base.divisions)
    registers = base.plugins.registers(context, remote=base.settings.remote_registers)
    return Responder(
        node=base.settings.node,
        registers=Registers(map(before, registers)),
        find_matter=ServedMatters(base.plugins).find,
        grants=grants_of(base),
        parties=parties,
        database=base.database,
        log=log,
        audit=base.audit,
        clock=base.clock,
        quota=base.settings.questions_a_day,
    )


def gatherer_of(base: Foundation, responder: Responder, log: QueryLog, exchange: exchanges.Exchange) -> Gatherer:
    """Who asks registers here and elsewhere."""
    return Gatherer(
        node=base.settings.node,
        responder=responder,
        remote=ExchangeRegisters(exchange.queries, is_due=exchange.peers.is_due),
        database=base.database,
        log=log,
        audit=base.audit,
        clock=base.clock,
        place_name=base.divisions.full_name,
    )


def uploads_of(base: Foundation) -> Uploads:
    """Uploaded files, encrypted in the node's folder."""
    return Uploads(
        base.database,
        files=FileStore(base.settings.data, secret=base.secret, clock=base.clock),
        clock=base.clock,
        most_bytes=base.settings.upload_megabytes_per_person * MEGABYTE,
    )


def reconciler_of(base: Foundation) -> Reconciler:
    """Who compares with every peer what the two have."""
    database, clock = base.database, base.clock
    return Reconciler(base.settings.node, Comparisons(database), Incidents(database, clock), base.keyring, clock)


def exchange_of(
    base: Foundation,
    cases: CaseService,
    answers: queries.Responder,
    transport: ChooseTransport | None,
    statements: Statements,
) -> exchanges.Exchange:
    """The exchange with other nodes, over the transport chosen or all that plugins and core register."""
    carrier = TransportContext(
        client=base.client,
        trust=base.trust,
        keyring=base.keyring,
        clock=base.clock,
        options=base.settings.transports,
    )
    letters = CaseLetters(cases, grants_of(base), Incidents(base.database, base.clock))
    return exchanges.assemble(
        DatabaseStore(base.database),
        node=base.settings.node,
        keyring=base.keyring,
        trust=base.trust,
        transport=transport(carrier) if transport else carriers_of(base, carrier),
        clock=base.clock,
        handler=letters,
        rejections=letters,
        responder=answers,
        alarms=AuditAlarms(base.audit),
        chance=random.Random(),  # noqa: S311 - jitter, not secrecy
        statements=statements,
    )


def operation_of(base: Foundation, cases: CaseService, exchange: exchanges.Exchange) -> Operation:
    """The operator's desk."""
    database, trust, clock, node = base.database, base.trust, base.clock, base.settings.node
    return Operation(
        database=database,
        audit=base.audit,
        standings=Standings(database, node, trust, exchange.peers, clock),
        letters=DeadLetters(database, clock),
        alike=AlikeLetters(database, clock),
        incidents=Incidents(database, clock),
        connections=Connections(node, trust, exchange.transport, exchange.queries, exchange.peers, clock),
        cases=cases,
        exchange=exchange,
    )


def readiness_of(base: Foundation, background: Background) -> Readiness:
    """Whether the node can serve."""
    audit = AuditState(base.database, base.secret, base.clock)
    return Readiness(base.settings, base.database, base.trust, audit, base.clock, background)


def metrics_of(base: Foundation, exchange: exchanges.Exchange) -> Metrics:
    """What is measured of the node."""
    return Metrics(
        database=base.database,
        standings=Standings(base.database, base.settings.node, base.trust, exchange.peers, base.clock),
        incidents=Incidents(base.database, base.clock),
        inbox=exchange.inbox,
        audit=AuditState(base.database, base.secret, base.clock),
        trust=base.trust,
        clock=base.clock,
    )


def directory_of(base: Foundation) -> Directory:
    """Who serves what: the trust list's offices and the node's own."""
    offices = offices_of(base, base.trust.current)
    return Directory(base.trust.current, offices, base.divisions)


def _has_office(directory: Directory, node: str, code: str) -> bool:
    office = directory.offices.office(code)
    return office is not None and directory.place_of(office, office.division).node == node


def offices_of(base: Foundation, trust: TrustList) -> OfficeDirectory:
    """The offices that a trust list publishes, and the node's own."""
    own = load_offices(base.settings.offices) if base.settings.offices else ()
    return known_offices(published_offices(trust.document.offices), own, base.divisions)


def trust_keeper_of(base: Foundation, directory: Directory) -> TrustKeeper:
    """Who keeps the trust list, and the node's own keys, current."""
    settings, suites = base.settings, base.plugins.suites()
    return TrustKeeper(
        database=base.database,
        trust=base.trust,
        keyring=base.keyring,
        clock=base.clock,
        file=settings.trust_list,
        verify=verifier_of(settings, suites),
        read_keys=partial(keys.load, settings.key, suites),
        mirrors=HttpTrustMirrors(base.client),
        renewed=lambda newer: directory.renew(newer, offices_of(base, newer)),
        compromised=AuditAlarms(base.audit).on_compromised,
        chance=random.Random(),  # noqa: S311 - which peers are asked is no secret
    )


def agreements_of(base: Foundation) -> Agreements:
    """The regional agreements in force here, the invented ones only in a demonstration."""
    also = demonstration_agreements() if base.settings.demo else ()
    return load_agreements(base.settings.agreements, base.plugins, also=also)


def carriers_of(base: Foundation, context: TransportContext) -> Carriers:
    """Every transport of the node; raises `Misconfigured` for one that settings name and nobody brings."""
    carriers = Carriers(base.plugins.transports(context), base.trust)
    for name in context.options:
        if name not in carriers.names:
            hint = did_you_mean(name, carriers.names) or "; enable the plugin that brings it, or take it out"
            raise Misconfigured(f"transports: no loaded plugin brings {name!r}{hint}")
    return carriers
