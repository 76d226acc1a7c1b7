"""What `tongban check` looks at before a node starts, every problem at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from tongban.cases.calendar_files import load_calendar
from tongban.clock import SystemClock, milliseconds
from tongban.errors import Misconfigured
from tongban.evidence.registers import RegisterContext
from tongban.exchange import keys
from tongban.exchange.suites import Suites
from tongban.hookspecs import IdentityContext
from tongban.identity.seed import Seed, load_seed
from tongban.parameters_in_force import load_overlays
from tongban.passports.admission import plugins_of
from tongban.plugins import PluginRow, Plugins
from tongban.routing.agreement_files import demonstration_agreements, load_agreements
from tongban.routing.divisions import Divisions, load_divisions
from tongban.routing.offices import known_offices, load_offices, published_offices
from tongban.settings import Settings
from tongban.storage import Database, open_database
from tongban.storage.lacking import require_tables
from tongban.storage.migrate import pending
from tongban.trust_files import load_trust_list

if TYPE_CHECKING:
    from tongban.exchange.trust import TrustList

CORE_APP: Final = "tongban.storage.piccolo_app"
SECRET_BYTES: Final = 32
ENTRY: Final = "entry in the trust list"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, what the node does without, or the problem with its remedy."""

    subject: str
    found: str = ""
    without: str = ""
    problem: str = ""


def check_node(settings: Settings) -> Iterator[Finding]:
    """Look at everything that settings name; nothing is changed, no other node is asked."""
    known: list[Divisions] = []
    plugins: list[Plugins] = []
    trust: list[TrustList] = []
    yield _look("divisions", lambda: _divisions(settings, known))
    divisions = known[0] if known else load_divisions()
    yield _look("plugins", lambda: _plugins(settings, plugins))
    yield from (_left_out(row) for each in plugins for row in each.refused)
    yield _look("keys", lambda: _keys(settings, plugins))
    yield _look("trust list", lambda: _trust(settings, trust, plugins))
    yield _look("calendar", lambda: _calendar(settings))
    yield _look("audit secret", lambda: f"{len(read_secret(settings.audit_secret))} bytes")
    yield _look("data folder", lambda: _data_folder(settings))
    if trust:
        yield _look("offices", lambda: _offices(settings, trust[0], divisions))
    if plugins:
        yield from _check_with_plugins(settings, plugins[0], divisions)
    if plugins and trust:
        yield _entry_found(settings, trust[0], plugins[0])
        yield from _promised_in_vain(settings, trust[0], plugins[0])
        yield from _not_announced(settings, trust[0], plugins[0])


def _check_with_plugins(settings: Settings, plugins: Plugins, divisions: Divisions) -> Iterator[Finding]:
    yield _look("parameter overlays", lambda: _overlays(settings, plugins, divisions))
    yield _look("agreements", lambda: _agreements(settings, plugins))
    yield _look("registers", lambda: _registers(settings, plugins, divisions))
    yield _look("sign-in", lambda: _sign_in(settings, plugins))
    yield _look("database", lambda: asyncio.run(_database(settings, plugins)))


def _look(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, found=look())
    except Exception as problem:  # noqa: BLE001 - one broken part must not hide the others
        return Finding(subject, problem=str(problem) or type(problem).__name__)


def _divisions(settings: Settings, known: list[Divisions]) -> str:
    known.append(load_divisions(settings.divisions))
    return f"{len(known[0])} codes, {len(settings.divisions)} files besides the built-in ones"


def _plugins(settings: Settings, found: list[Plugins]) -> str:
    found.append(plugins_of(settings))
    refused = {row.name for row in found[0].refused}
    names = [name for name in settings.plugins if name not in refused]
    return f"{', '.join(names) or 'none'}, {len(found[0].matters)} matters"


def _left_out(row: PluginRow) -> Finding:
    return Finding(f"plugin {row.name}", without=f"it is left out: {row.refused}")


def _suites(plugins: list[Plugins]) -> Suites:
    return plugins[0].suites() if plugins else keys.BUILT_IN


def _keys(settings: Settings, plugins: list[Plugins]) -> str:
    own = keys.load(settings.key, _suites(plugins))
    remarks = {remark for key in own.all for remark in key.suite.remarks}
    held = (f"{key.kid} ({keys.public(key).use}, {key.suite.id})" for key in own.all)
    return "; ".join([", ".join(held), *sorted(remarks)])


def _trust(settings: Settings, found: list[TrustList], plugins: list[Plugins]) -> str:
    now = SystemClock().now()
    found.append(load_trust_list(settings, now, suites=_suites(plugins)))
    document = found[0].document
    grace = ", EXPIRED and in its 72 hours of grace" if found[0].in_grace(now) else ""
    return f"version {document.version}, {len(document.nodes)} nodes{grace}"


def _calendar(settings: Settings) -> str:
    load_calendar(settings.calendars)
    return f"built-in years and {len(settings.calendars)} files"


def read_secret(path: Path) -> bytes:
    """The audit secret; raises `Misconfigured` where it is missing, short or readable by others."""
    remedy = f"make one with `tongban keys secret {path}`"
    if not path.is_file():
        raise Misconfigured(f"audit_secret: {path} does not exist; {remedy}")
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"audit_secret: {path} can be read by others; run `chmod 600 {path}`")
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise Misconfigured(f"audit_secret: {path} has {len(secret)} bytes, {SECRET_BYTES} are needed; {remedy}")
    return secret


def _data_folder(settings: Settings) -> str:
    existing = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise Misconfigured(f"data = {str(settings.data)!r} cannot be written; correct it or the rights of {existing}")
    return str(settings.data)


def _offices(settings: Settings, trust: TrustList, divisions: Divisions) -> str:
    local = load_offices(settings.offices) if settings.offices else []
    offices = known_offices(published_offices(trust.document.offices), local, divisions)
    return f"{len(offices)} known"


def _overlays(settings: Settings, plugins: Plugins, divisions: Divisions) -> str:
    load_overlays(settings.overlays, plugins, divisions)
    return f"{len(settings.overlays)} files"


def _agreements(settings: Settings, plugins: Plugins) -> str:
    also = demonstration_agreements() if settings.demo else []
    return f"{len(list(load_agreements(settings.agreements, plugins, also=also)))} regions and agreements"


def _registers(settings: Settings, plugins: Plugins, divisions: Divisions) -> str:
    context = RegisterContext(
        database=open_database(settings.database),
        clock=SystemClock(),
        calendar=load_calendar(settings.calendars),
        divisions=divisions,
    )
    registers = plugins.registers(context, remote=settings.remote_registers)
    return ", ".join(register.name for register in registers) or "none"


def _sign_in(settings: Settings, plugins: Plugins) -> str:
    seed = load_seed(settings.seed) if settings.seed else Seed()
    context = IdentityContext(enabled=settings.identity_providers, seed=seed, demo=settings.demo)
    providers = plugins.identity_providers(context)
    return f"{', '.join(provider.id for provider in providers)}; {len(seed.officers)} officers in the seed file"


def _entry_found(settings: Settings, trust: TrustList, plugins: Plugins) -> Finding:
    """A node that is suspended starts all the same, and takes in applications."""
    if trust.is_suspended(settings.node):
        waiting = f"node {settings.node} is suspended in the trust list: letters wait on both sides"
        return Finding(ENTRY, without=f"{waiting} until its keepers resume it; ask them why")
    return _look(ENTRY, lambda: _entry(settings, trust, plugins))


def _entry(settings: Settings, trust: TrustList, plugins: Plugins) -> str:
    node = trust.node(settings.node)
    if node is None:
        raise Misconfigured(f"node {settings.node} is not in the trust list; have it listed, or correct node")
    own, now = keys.load(settings.key, plugins.suites()), milliseconds(SystemClock().now())
    usable = trust.signs_with(settings.node, at=now)
    if not {key.kid for key in own.signing} & set(usable):
        kid = own.signing[-1].kid
        raise Misconfigured(f"key {kid} is not listed as active for node {settings.node}; have it listed")
    if trust.sealing_key(settings.node, at=now).kid not in {key.kid for key in own.opening}:
        raise Misconfigured(f"others encrypt to a key that {settings.key} does not hold; have the current one listed")
    return f"{node.name}, {len(node.matters)} matters"


def _promised_in_vain(settings: Settings, trust: TrustList, plugins: Plugins) -> Iterator[Finding]:
    """Matters that others may send here and that this node will answer with `not_served`."""
    node, offered = trust.node(settings.node), plugins.editions()
    promised = node.matters.items() if node else ()
    missing = sorted(matter for matter, editions in promised if set(editions) - set(offered.get(matter, ())))
    if missing:
        what = f"the trust list promises {', '.join(missing)}, which no plugin offers; enable it"
        yield Finding("matters in the trust list", without=what)


def _not_announced(settings: Settings, trust: TrustList, plugins: Plugins) -> Iterator[Finding]:
    """Matters in the edition that this node offers now and that nobody can hand in for its places."""
    node = settings.node
    offered = ((matter.id, matter.edition) for matter in plugins.matters)
    lacking = [f"{matter} {edition}" for matter, edition in offered if edition not in trust.editions(node, matter)]
    if lacking and trust.node(node):
        what = f"the trust list does not name {', '.join(lacking)}, so nobody can apply for it to places of this node"
        remedy = "make a request with `tongban join --to request.jws` and have it listed"
        yield Finding("editions in the trust list", without=f"{what}; {remedy}")


async def _database(settings: Settings, plugins: Plugins) -> str:
    async with started(settings, "run `tongban migrate`") as database:
        apps = [CORE_APP, *plugins.piccolo_apps]
        waiting = await pending(database, apps)
        if waiting:
            raise Misconfigured(f"the database lacks {', '.join(waiting)}; run `tongban migrate`")
        await require_tables(database, apps, remedy=begin_anew(settings))
    return f"{database.dialect}, up to date"


def begin_anew(settings: Settings) -> str:
    """What the operator does about a database that no migration brings up to date."""
    if settings.demo:
        return "run `make demo-reset`, which forgets the demonstration's data, and start again"
    return "restore a backup made by a released version, or name an empty database and run `tongban migrate`"


@asynccontextmanager
async def started(settings: Settings, where_missing: str) -> AsyncIterator[Database]:
    """The node's database, started; raises `Misconfigured` rather than make a SQLite file that does not exist."""
    _require_file(settings.database, where_missing)
    database = open_database(settings.database)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


def _require_file(url: str, where_missing: str) -> None:
    address = urlsplit(url)
    path = Path(unquote(address.path.removeprefix("/")))
    if address.scheme == "sqlite" and not path.is_file():
        raise Misconfigured(f"database {path} does not exist; {where_missing}")
