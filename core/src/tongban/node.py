"""A node: everything one province runs, put together in one place and nowhere else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

import httpx
import structlog

from tongban.audit import Audit, Sealer
from tongban.audit.alarms import AuditAlarms
from tongban.cases.calendar_files import load_calendar
from tongban.cases.context import Context
from tongban.cases.overview import Overviews
from tongban.cases.reading import Reader
from tongban.cases.receiving import CaseLetters
from tongban.cases.service import CaseService
from tongban.cases.timekeeping import Timekeeper
from tongban.checks import CORE_APP, read_secret
from tongban.clock import Clock
from tongban.demonstration.clock import clock_of
from tongban.desk.applying import ApplicationDesk
from tongban.desk.case_files import CaseFiles, FileAnswers
from tongban.desk.correcting import CorrectionDesk
from tongban.desk.drafts import Drafts
from tongban.desk.files import CaseReaders
from tongban.desk.handling import CaseDesk
from tongban.desk.rulebook import Rulebook
from tongban.errors import Misconfigured
from tongban.evidence.files import FileStore
from tongban.evidence.gather import Gatherer
from tongban.evidence.query_log import QueryLog
from tongban.evidence.registers import RegisterContext
from tongban.evidence.remote import ExchangeRegisters, ExchangeResponder, TrustGrants
from tongban.evidence.responder import Responder
from tongban.evidence.uploads import Uploads
from tongban.exchange import exchange as exchanges
from tongban.exchange import keys
from tongban.exchange.outbox import Outbox
from tongban.exchange.standing import Standings
from tongban.exchange.transport import Transport
from tongban.exchange.trust import Trust
from tongban.hookspecs import IdentityContext, TransportContext
from tongban.identity.accounts import Accounts
from tongban.identity.checks import field_check
from tongban.identity.mandates import Mandates
from tongban.identity.person_keys import person_key
from tongban.identity.providers import IdentityProvider
from tongban.identity.seed import Seed, load_seed, sow
from tongban.identity.sessions import Sessions
from tongban.identity.tokens import Tokens
from tongban.parameters_in_force import load_overlays
from tongban.plugins import Plugins, load_plugins
from tongban.routing.agreement_files import demonstration_agreements, load_agreements
from tongban.routing.directory import Directory
from tongban.routing.divisions import Divisions, load_divisions
from tongban.routing.offices import known_offices, load_offices, published_offices
from tongban.serving import ServedMatters
from tongban.settings import Settings
from tongban.storage import Database, open_database
from tongban.storage.migrate import require_migrated
from tongban.trust_files import load_trust_list

TIMER_SECONDS = 5.0
PUT_AWAY_SECONDS = 600.0

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Node:
    """What pages, the API, the command line and specs speak to."""

    settings: Settings
    clock: Clock
    database: Database
    plugins: Plugins
    seed: Seed
    identity_providers: tuple[IdentityProvider, ...]
    divisions: Divisions
    trust: Trust
    directory: Directory
    rulebook: Rulebook
    exchange: exchanges.Exchange
    cases: CaseService
    reader: Reader
    overviews: Overviews
    standings: Standings
    drafts: Drafts
    applications: ApplicationDesk
    desk: CaseDesk
    corrections: CorrectionDesk
    timekeeper: Timekeeper
    sessions: Sessions
    tokens: Tokens
    accounts: Accounts
    mandates: Mandates
    uploads: Uploads
    files: CaseFiles
    audit: Audit
    sealer: Sealer
    client: httpx.AsyncClient
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def piccolo_apps(self) -> Sequence[str]:
        """Core's and the plugins' Piccolo apps."""
        return (CORE_APP, *self.plugins.piccolo_apps)

    async def start(self) -> None:
        """Open the database and start the background work; raises `Misconfigured` where a migration is missing."""
        await self.database.start()
        await require_migrated(self.database, self.piccolo_apps)
        await self._require_editions()
        async with self.database.transaction("identity.seed"):
            await sow(self.seed, accounts=self.accounts, mandates=self.mandates)
        self._spawn(self.exchange.courier.run())
        self._spawn(self.sealer.run())
        self._spawn(self._keep_time())

    async def stop(self) -> None:
        """End the background work and close everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self.client.aclose()
        await self.database.stop()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        with self.database.bind():
            self._tasks.append(self.database.spawn(work))

    async def _keep_time(self) -> None:
        put_away = 0.0
        while True:
            try:
                await self.timekeeper.reckon_anew()
                await self.timekeeper.run_due()
                if (now := monotonic()) >= put_away:
                    put_away = now + PUT_AWAY_SECONDS
                    await self._put_away()
            except Exception:
                _log.exception("timer_failed")
            await asyncio.sleep(TIMER_SECONDS)

    async def _put_away(self) -> None:
        await self.drafts.expire()
        await self.sessions.purge()
        await self.uploads.sweep()

    async def _require_editions(self) -> None:
        found = await self.database.fetch(_OPEN_EDITIONS, self.settings.node)
        self.plugins.require_editions({(row["matter"], row["edition"]): [row["number"]] for row in found})


def open_node(
    settings: Settings, *, clock: Clock | None = None, transport: Callable[[TransportContext], Transport] | None = None
) -> Node:
    """Put a node together from its settings; nothing runs before `start`. Raises `Misconfigured` and `PluginError`."""
    clock = clock or clock_of(settings)
    plugins = load_plugins(settings.plugins)
    seed = load_seed(settings.seed) if settings.seed else Seed()
    entrances = IdentityContext(enabled=settings.identity_providers, seed=seed, demo=settings.demo)
    divisions = load_divisions(settings.divisions)
    trust = Trust(load_trust_list(settings, clock.now()))
    key = keys.load(settings.key)
    secret = read_secret(settings.audit_secret)
    database = open_database(settings.database)
    client = httpx.AsyncClient(timeout=10.0, trust_env=False)
    carrier = TransportContext(client=client, trust=trust)
    chosen = transport(carrier) if transport else _first(plugins.transports(carrier))
    audit = Audit(database, secret=secret, node=settings.node, clock=clock)
    context = Context(
        node=settings.node,
        name=settings.name,
        database=database,
        clock=clock,
        calendar=load_calendar(settings.calendars),
        audit=audit,
        outbox=Outbox(database, node=settings.node, key=key, clock=clock),
        matters=ServedMatters(plugins),
        key_of=partial(person_key, secret),
        wake=lambda: None,
    )
    cases = CaseService(context)
    readers = CaseReaders(database, cases.store)
    registers = plugins.registers(
        RegisterContext(database=database, clock=clock, divisions=divisions), remote=settings.remote_registers
    )
    log = QueryLog(database, secret=secret)
    responder = Responder(
        node=settings.node,
        registers=registers,
        find_matter=ServedMatters(plugins).find,
        grants=TrustGrants(trust),
        parties=readers,
        database=database,
        log=log,
        audit=audit,
        clock=clock,
    )
    uploads = Uploads(database, files=FileStore(settings.data, clock=clock), clock=clock, readers=readers)
    letters = CaseLetters(cases)
    exchange = exchanges.assemble(
        database,
        node=settings.node,
        key=key,
        trust=trust,
        transport=chosen,
        clock=clock,
        handler=letters,
        rejections=letters,
        responder=FileAnswers(ExchangeResponder(responder), cases.store, uploads, audit),
        alarms=AuditAlarms(audit),
        chance=random.Random(),  # noqa: S311 - jitter, not secrecy
    )
    context.wake = exchange.courier.wake
    offices = known_offices(
        published_offices(trust.current.document.offices),
        load_offices(settings.offices) if settings.offices else (),
        divisions,
    )
    directory = Directory(trust.current, offices, divisions)
    also = demonstration_agreements() if settings.demo else ()
    agreements = load_agreements(settings.agreements, plugins, also=also)
    rulebook = Rulebook(load_overlays(settings.overlays, plugins, divisions), agreements)
    gatherer = Gatherer(
        node=settings.node,
        responder=responder,
        remote=ExchangeRegisters(exchange.queries),
        database=database,
        log=log,
        audit=audit,
        clock=clock,
        place_name=divisions.full_name,
    )
    check = lambda on: field_check(divisions=divisions, on=on)  # noqa: E731
    desk = CaseDesk(plugins=plugins, rulebook=rulebook, gatherer=gatherer, cases=cases, clock=clock, check=check)
    return Node(
        settings=settings,
        clock=clock,
        database=database,
        plugins=plugins,
        seed=seed,
        identity_providers=plugins.identity_providers(entrances),
        divisions=divisions,
        trust=trust,
        directory=directory,
        rulebook=rulebook,
        exchange=exchange,
        cases=cases,
        reader=Reader(context),
        overviews=Overviews(context),
        standings=Standings(database, settings.node, trust, exchange.peers),
        drafts=Drafts(database, clock, days=settings.draft_days),
        applications=ApplicationDesk(
            plugins=plugins,
            rulebook=rulebook,
            agreements=agreements,
            directory=directory,
            gatherer=gatherer,
            cases=cases,
            clock=clock,
            check=check,
        ),
        desk=desk,
        corrections=CorrectionDesk(desk=desk, clock=clock, check=check),
        timekeeper=Timekeeper(cases, desk.deeming),
        sessions=Sessions(database, secret=secret, clock=clock),
        tokens=Tokens(database, clock=clock),
        accounts=Accounts(database, secret=secret, clock=clock),
        mandates=Mandates(database, secret=secret, clock=clock),
        uploads=uploads,
        files=CaseFiles(
            node=settings.node, store=cases.store, uploads=uploads, readers=readers, queries=exchange.queries
        ),
        audit=audit,
        sealer=Sealer(database=database, secret=secret, clock=clock),
        client=client,
    )


def _first(transports: Sequence[Transport]) -> Transport:
    if not transports:
        raise Misconfigured("no plugin and not even core registers a transport: reinstall tongban")
    return transports[0]


_OPEN_EDITIONS = """SELECT matter, edition, min(number) AS number FROM tongban_case
WHERE is_open = 1 AND owner = $1 GROUP BY matter, edition"""
