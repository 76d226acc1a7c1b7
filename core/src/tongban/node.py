"""A node: everything one province runs, put together in one place and nowhere else."""

from __future__ import annotations

import tongban.bare_imports  # noqa: F401 - before anything else loads them

# isort: split
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

import httpx
import structlog

from tongban.assembly.cases import case_context
from tongban.assembly.desks import desks_of
from tongban.assembly.evidence import PutBefore, gatherer_of, nothing_before, responder_of, uploads_of
from tongban.assembly.exchange import ChooseTransport, exchange_of, reconciler_of, trust_keeper_of
from tongban.assembly.files import file_traffic_of, rights_of
from tongban.assembly.foundation import lay_foundation
from tongban.assembly.operation import metrics_of, operation_of, readiness_of
from tongban.assembly.places import agreements_of, directory_of
from tongban.audit import Audit, Sealer
from tongban.background import Background
from tongban.cases.overview import Overviews
from tongban.cases.reading import Reader
from tongban.cases.service import CaseService
from tongban.cases.timekeeping import Timekeeper
from tongban.checks import CORE_APP, begin_anew
from tongban.clock import Clock
from tongban.demonstration.clock import clock_of
from tongban.desk.applying import ApplicationDesk
from tongban.desk.asked_files import AskedFiles
from tongban.desk.authority import Authority
from tongban.desk.case_files import CaseFiles
from tongban.desk.correcting import CorrectionDesk
from tongban.desk.custody import CustodyDesk
from tongban.desk.delivering import DeliveryDesk
from tongban.desk.drafts import Drafts
from tongban.desk.establishing import EstablishingDesk
from tongban.desk.file_answers import FileAnswers
from tongban.desk.file_traffic import FileTraffic
from tongban.desk.handling import CaseDesk
from tongban.desk.judging import Judging
from tongban.desk.known_parties import CaseParties
from tongban.desk.mandating import MandateDesk
from tongban.desk.rulebook import Rulebook
from tongban.desk.stepping import StepDesk
from tongban.evidence.query_log import QueryLog
from tongban.evidence.remote import ExchangeResponder
from tongban.evidence.uploads import Uploads
from tongban.exchange import exchange as exchanges
from tongban.exchange.reconciling import Reconciler
from tongban.exchange.trust import Trust
from tongban.exchange.trust_keeping import TrustKeeper
from tongban.faults import trace
from tongban.hookspecs import IdentityContext
from tongban.identity.accounts import Accounts
from tongban.identity.attempts import Attempts
from tongban.identity.guesses import Guesses
from tongban.identity.mandates import Mandates
from tongban.identity.names import NameChecks
from tongban.identity.providers import IdentityProvider
from tongban.identity.seed import Seed, sow
from tongban.identity.sessions import Sessions
from tongban.identity.tokens import Tokens
from tongban.operation.echo import EchoAnswers
from tongban.operation.erasing import Erasing
from tongban.operation.metrics import Metrics
from tongban.operation.operating import Operation
from tongban.operation.readiness import Readiness
from tongban.parameters_in_force import load_overlays
from tongban.plugins import Plugins
from tongban.routing.directory import Directory
from tongban.routing.divisions import Divisions
from tongban.settings import Settings
from tongban.storage import Database
from tongban.storage.lacking import require_tables
from tongban.storage.migrate import require_migrated

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
    names: NameChecks
    divisions: Divisions
    trust: Trust
    trust_keeper: TrustKeeper
    directory: Directory
    authority: Authority
    rulebook: Rulebook
    exchange: exchanges.Exchange
    reconciler: Reconciler
    cases: CaseService
    reader: Reader
    overviews: Overviews
    operation: Operation
    metrics: Metrics
    readiness: Readiness
    drafts: Drafts
    erasing: Erasing
    applications: ApplicationDesk
    judging: Judging
    desk: CaseDesk
    establishing: EstablishingDesk
    steps: StepDesk
    corrections: CorrectionDesk
    deliveries: DeliveryDesk
    custody: CustodyDesk
    timekeeper: Timekeeper
    sessions: Sessions
    tokens: Tokens
    accounts: Accounts
    attempts: Attempts
    verifications: Attempts
    mandates: Mandates
    representatives: MandateDesk
    lookups: QueryLog
    uploads: Uploads
    files: CaseFiles
    file_traffic: FileTraffic
    audit: Audit
    sealer: Sealer
    client: httpx.AsyncClient
    background: Background

    @property
    def piccolo_apps(self) -> Sequence[str]:
        """Core's and the plugins' Piccolo apps."""
        return (CORE_APP, *self.plugins.piccolo_apps)

    async def start(self) -> None:
        """Open the database and start the background work; raises `Misconfigured` for a database that is too old."""
        await self.database.start()
        await require_migrated(self.database, self.piccolo_apps)
        await require_tables(self.database, self.piccolo_apps, remedy=begin_anew(self.settings))
        await self._require_editions()
        async with self.database.transaction("identity.seed"):
            await sow(self.seed, accounts=self.accounts, mandates=self.mandates)
        await self.trust_keeper.start()
        start = self.background.start
        start("the keeper of the trust list", self.trust_keeper.run)
        start("the courier", self.exchange.courier.run)
        start("the receiving of letters", self.exchange.receive)
        start("the files under way", self.file_traffic.run)
        start("the comparing with peers", partial(self.reconciler.run, self.exchange.transport, self.exchange))
        start("the sealer of the audit log", self.sealer.run)
        start("the timer", self._keep_time)

    async def stop(self) -> None:
        """End the background work and close everything."""
        await self.background.stop()
        await self.client.aclose()
        await self.database.stop()

    async def _keep_time(self) -> None:
        put_away = 0.0
        while True:
            try:
                await self.timekeeper.reckon_anew()
                await self.timekeeper.run_due()
                if (now := monotonic()) >= put_away:
                    put_away = now + PUT_AWAY_SECONDS
                    await self._put_away()
            except Exception as problem:  # noqa: BLE001 - the timer outlives every failure, such as a database restart
                _log.error("timer_failed", trace=trace(problem))
            await asyncio.sleep(TIMER_SECONDS)

    async def _put_away(self) -> None:
        await self.drafts.expire()
        await self.uploads.purge()
        await self.sessions.purge()
        await self.uploads.sweep(awaited=await self.file_traffic.wanted.awaited())
        await self.erasing.erase()

    async def _require_editions(self) -> None:
        found = await self.database.fetch(_OPEN_EDITIONS, self.settings.node)
        self.plugins.require_editions({(row["matter"], row["edition"]): [row["number"]] for row in found})


def open_node(
    settings: Settings,
    *,
    clock: Clock | None = None,
    plugins: Plugins | None = None,
    transport: ChooseTransport | None = None,
    before_register: PutBefore = nothing_before,
) -> Node:
    """Put a node together from its settings; nothing runs before `start`. Raises `Misconfigured` and `PluginError`.

    `plugins` are those of the settings where they are loaded already, as for several nodes of one process.
    """
    base = lay_foundation(settings, clock or clock_of(settings), plugins)
    clock, database, plugins, secret = base.clock, base.database, base.plugins, base.secret
    entrances = IdentityContext(enabled=settings.identity_providers, seed=base.seed, demo=settings.demo)
    directory = directory_of(base)
    context = case_context(base, directory)
    cases = CaseService(context)
    log = QueryLog(database, secret=secret)
    responder = responder_of(base, CaseParties(cases.store), log, before_register)
    uploads = uploads_of(base)
    files = FileAnswers(ExchangeResponder(responder), rights_of(base, cases), uploads, base.audit)
    answers = EchoAnswers(files, base.trust, clock)
    reconciler = reconciler_of(base)
    file_traffic = file_traffic_of(base, cases, uploads)
    exchange = exchange_of(base, answers, transport, reconciler, file_traffic)
    file_traffic.departing.manner = exchange.transport.manner
    file_traffic.stranded.refuse = exchange.inbox.applier.refuse_behind_gap
    reconciler.wake = exchange.courier.wake
    context.wake = exchange.courier.wake
    agreements = agreements_of(base)
    rulebook = Rulebook(load_overlays(settings.overlays, plugins, base.divisions), agreements)
    gatherer = gatherer_of(base, responder, log, exchange)
    providers = plugins.identity_providers(entrances)
    names = NameChecks(providers, Guesses(clock))
    mandates = Mandates(database, secret=secret, clock=clock)
    context.mandated = mandates.scope
    desks = desks_of(
        base,
        cases=cases,
        gatherer=gatherer,
        rulebook=rulebook,
        agreements=agreements,
        directory=directory,
        uploads=uploads,
        mandates=mandates,
        names=names,
    )
    background = Background(database)
    return Node(
        settings=settings,
        clock=clock,
        database=database,
        plugins=plugins,
        seed=base.seed,
        identity_providers=providers,
        names=names,
        divisions=base.divisions,
        trust=base.trust,
        trust_keeper=trust_keeper_of(base, directory),
        directory=directory,
        authority=Authority(settings.node, directory),
        rulebook=rulebook,
        exchange=exchange,
        reconciler=reconciler,
        cases=cases,
        reader=Reader(context),
        overviews=Overviews(context),
        operation=operation_of(base, cases, exchange),
        metrics=metrics_of(base, exchange),
        readiness=readiness_of(base, background),
        drafts=Drafts(database, clock, uploads, days=settings.draft_days, most=settings.drafts_per_person),
        erasing=Erasing(database, clock, settings.letter_days),
        applications=desks.applications,
        judging=desks.judging,
        desk=desks.handling,
        establishing=desks.establishing,
        steps=desks.steps,
        corrections=desks.corrections,
        deliveries=desks.deliveries,
        custody=desks.custody,
        representatives=desks.representatives,
        timekeeper=Timekeeper(cases, desks.handling.deeming),
        sessions=Sessions(database, secret=secret, clock=clock),
        tokens=Tokens(database, clock=clock),
        accounts=Accounts(database, secret=secret, clock=clock),
        attempts=Attempts(clock),
        verifications=Attempts(clock, what="查验失败次数过多", remedy="请核对文书上的编号和查验码，稍后再试"),
        mandates=mandates,
        lookups=log,
        uploads=uploads,
        files=CaseFiles(
            node=settings.node,
            store=cases.store,
            uploads=uploads,
            asked=AskedFiles(uploads=uploads, queries=exchange.queries, clock=clock),
            wanted=file_traffic.wanted,
            arriving=file_traffic.arriving,
            transport=exchange.transport,
        ),
        file_traffic=file_traffic,
        audit=base.audit,
        sealer=Sealer(database=database, secret=secret, clock=clock),
        client=base.client,
        background=background,
    )


_OPEN_EDITIONS = """SELECT matter, edition, min(number) AS number FROM tongban_case
WHERE is_open = 1 AND owner = $1 GROUP BY matter, edition"""
