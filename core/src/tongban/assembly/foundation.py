"""What everything else in a node stands on, read from its settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache

import httpx

from tongban.audit import Audit
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.calendar_files import load_calendar
from tongban.checks import read_secret
from tongban.clock import Clock
from tongban.exchange import keys
from tongban.exchange.answer_heads import BoundedHeads
from tongban.exchange.keyring import Keyring
from tongban.exchange.trust import Trust
from tongban.exchange.trust_keeping import Verify
from tongban.identity.seed import Seed, load_seed
from tongban.passports.admission import plugins_of
from tongban.plugins import Plugins
from tongban.routing.divisions import Divisions, load_divisions
from tongban.settings import Settings
from tongban.storage import Database, open_database
from tongban.trust_files import load_trust_list, verifier_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What everything else in a node stands on."""

    settings: Settings
    clock: Clock
    plugins: Plugins
    seed: Seed
    calendar: WorkingCalendar
    divisions: Divisions
    trust: Trust
    verify: Verify
    keyring: Keyring
    secret: bytes
    database: Database
    client: httpx.AsyncClient
    audit: Audit


def lay_foundation(settings: Settings, clock: Clock, plugins: Plugins | None = None) -> Foundation:
    """Read what the settings name, but for plugins that are loaded; raises `Misconfigured` and `PluginError`."""
    secret = read_secret(settings.audit_secret)
    database, plugins = open_database(settings.database), plugins or plugins_of(settings)
    suites = plugins.suites()
    trust = Trust(load_trust_list(settings, clock.now(), suites=suites))
    return Foundation(
        settings=settings,
        clock=clock,
        plugins=plugins,
        seed=load_seed(settings.seed) if settings.seed else Seed(),
        calendar=load_calendar(settings.calendars),
        divisions=load_divisions(settings.divisions),
        trust=trust,
        verify=verifier_of(settings, suites),
        keyring=Keyring(settings.node, keys.load(settings.key, suites), trust),
        secret=secret,
        database=database,
        client=httpx.AsyncClient(timeout=10.0, trust_env=False, transport=BoundedHeads(authorities())),
        audit=Audit(database, secret=secret, node=settings.node, clock=clock),
    )


@cache
def authorities() -> ssl.SSLContext:
    """The certificate authorities, read once for all nodes of a process."""
    return httpx.create_ssl_context(trust_env=False)
