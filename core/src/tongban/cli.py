"""The command `tongban`, for operators."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from tongban.author_commands import new, verify
from tongban.errors import Misconfigured
from tongban.joining_commands import join
from tongban.officers_commands import officers
from tongban.roots_commands import new_roots, sign_roots
from tongban.settings import FILE_NAME, Settings, load_settings
from tongban.settings_page import settings_page
from tongban.specs_commands import specs
from tongban.template_commands import template
from tongban.told import FILE, PATH, told
from tongban.trust_commands import trust

NODE_CODE = re.compile("[0-9]{6}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tongban")
@click.option("--settings", "-s", type=PATH, default=FILE_NAME, envvar="TONGBAN_SETTINGS", help="The settings file.")
@click.pass_context
def main(context: click.Context, settings: Path) -> None:
    """Tongban (通办): government matters settled across provinces."""
    context.obj = settings


for command in (new, template, verify, specs):
    main.add_command(command)


@main.command()
@click.pass_obj
@told
def plugins(path: Path) -> None:
    """List the loaded plugins: name, version, matters, hooks."""
    from tongban.passports.admission import plugins_of

    for row in plugins_of(load_settings(path)).describe():
        click.echo(f"{row.name}  {row.version}")
        if row.refused:
            click.echo(f"  refused: {row.refused}")
            continue
        for title, items in (("matters", row.matters), ("hooks", row.hooks)):
            click.echo(f"  {title}: {', '.join(items) or 'none'}")


@main.command()
@click.pass_obj
@told
def check(path: Path) -> None:
    """Look at settings, plugins, trust list, keys, calendar and database; say every problem."""
    from tongban.checks import check_node

    findings = list(check_node(load_settings(path)))
    for finding in findings:
        sign = "no" if finding.problem else "--" if finding.without else "ok"
        click.echo(f"{sign}  {finding.subject}: {finding.problem or finding.without or finding.found}")
    problems = sum(bool(finding.problem) for finding in findings)
    if problems:
        raise click.ClickException(f"{problems} of {len(findings)} must be put right before the node can start")
    without = ", without what is missing" if any(finding.without for finding in findings) else ""
    click.echo(f"The node can start{without}: tongban run")


@main.command()
@click.pass_obj
@told
def migrate(path: Path) -> None:
    """Bring the database to the tables of this version, and encrypt files that an older one stored in clear."""
    settings = load_settings(path)
    done = asyncio.run(_migrate(settings))
    click.echo("\n".join(f"ran {name}" for name in done) or "Nothing to do: the database is up to date.")
    if sealed := _seal_files(settings):
        click.echo(f"encrypted {sealed} files in {settings.data}; a backup made before holds them in clear")


async def _migrate(settings: Settings) -> list[str]:
    from tongban.checks import CORE_APP
    from tongban.passports.admission import plugins_of
    from tongban.storage.migrate import migrate as run_migrations
    from tongban.storage.opening import open_without_limits

    apps = [CORE_APP, *plugins_of(settings).piccolo_apps]
    database = open_without_limits(settings.database)
    await database.start()
    try:
        return await run_migrations(database, apps)
    finally:
        await database.stop()


def _seal_files(settings: Settings) -> int:
    from tongban.checks import read_secret
    from tongban.clock import SystemClock
    from tongban.evidence import clear_files
    from tongban.evidence.files import FileStore

    clear = clear_files.clear_files(settings.data)
    if not clear:
        return 0
    return clear_files.seal(
        clear, FileStore(settings.data, secret=read_secret(settings.audit_secret), clock=SystemClock())
    )


@main.group()
def audit() -> None:
    """The audit log."""


@audit.command("verify")
@click.option("--since", metavar="POSITION:CHAIN", default="", help="A checkpoint that an earlier verify printed.")
@click.pass_obj
@told
def verify_audit(path: Path, since: str) -> None:
    """Recompute the chain and tell whether any row was changed, removed or added."""
    report, intact = asyncio.run(_verify(load_settings(path), since))
    click.echo(report)
    if not intact:
        raise click.ClickException("the audit log is not as it was sealed; keep the database and call the auditor")


async def _verify(settings: Settings, since: str) -> tuple[str, bool]:
    from tongban.audit import Checkpoint, verify
    from tongban.checks import read_secret, started

    try:
        position, _, chain = since.partition(":")
        checkpoint = Checkpoint(int(position), bytes.fromhex(chain)) if since else None
    except ValueError:
        raise Misconfigured(f"--since {since!r} is no checkpoint; give POSITION:CHAIN as verify printed it") from None
    secret = read_secret(settings.audit_secret)
    async with started(settings, "correct `database` in the settings") as database:
        report = await verify(database, secret=secret, since=checkpoint)
    return str(report), report.is_intact


@main.group()
def keys() -> None:
    """Signing keys and secrets."""


@keys.command("new")
@click.argument("name")
@click.argument("file", type=PATH)
@told
def new_key(name: str, file: Path) -> None:
    """Make the keys of a node (its 6-digit code) or of a root (any short name), and the public key file."""
    from tongban.exchange.keys import OwnKeys, fingerprint, generate, generate_pair, save
    from tongban.trust_files import save_public

    try:
        own = generate_pair(name) if NODE_CODE.fullmatch(name) else OwnKeys((generate(name),))
        save(own, file)
    except FileExistsError:
        raise click.ClickException(f"{file} exists already and stays as it is; name another file") from None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    public = file.with_name(f"{file.name}.public")
    save_public(own, public)
    click.echo(f"{file}: keep it secret\n{public}: its public half, for others")
    click.echo("fingerprints, to compare by telephone:")
    for key in own.all:
        click.echo(f"  {key.kid}  {fingerprint(key)}")


@keys.command("secret")
@click.argument("file", type=PATH)
@told
def new_secret(file: Path) -> None:
    """Make the secret that seals the audit log."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(secrets.token_bytes(32))
    except FileExistsError:
        raise click.ClickException(f"{file} exists already and stays as it is; name another file") from None
    click.echo(f"{file}: audit secret; without it the audit log cannot be verified")


main.add_command(trust)
for command in (new_roots, sign_roots):
    trust.add_command(command)
for command in (join, officers):
    main.add_command(command)


@trust.command("make")
@click.option("--root", "-r", "roots", type=FILE, multiple=True, required=True, help="A root's key file; repeatable.")
@click.option("--to", type=PATH, required=True, help="Where to write the signed list.")
@click.option("--number", type=click.IntRange(1), default=1, help="The list's version; a newer list has a higher one.")
@click.option("--days", type=click.IntRange(1), default=30, help="Calendar days for which the list is valid.")
@click.argument("nodes", type=FILE, nargs=-1, required=True)
@told
def make_list(roots: Sequence[Path], to: Path, number: int, days: int, nodes: Sequence[Path]) -> None:
    """Sign a list of the nodes whose settings files are named: demonstrations and tests need no more."""
    from tongban.clock import SystemClock
    from tongban.exchange.keys import load
    from tongban.trust_files import make_trust_list, read_member

    members = [read_member(load_settings(path)) for path in nodes]
    signed = make_trust_list(
        members, roots=[load(root).signing[-1] for root in roots], now=SystemClock().now(), version=number, days=days
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(signed)
    click.echo(f"{to}: version {number}, {len(members)} nodes, valid for {days} days")


@main.group()
def parameters() -> None:
    """The values of law."""


@parameters.command("diff")
@click.argument("one")
@click.argument("other")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law counts; today by default.")
@click.pass_obj
@told
def diff_parameters(path: Path, one: str, other: str, on: datetime | None) -> None:
    """Put the values of two provinces (6-digit codes) beside each other and the nation's, by the settings' overlays."""
    from tongban.clock import SystemClock
    from tongban.parameters_diff import differences
    from tongban.parameters_in_force import load_overlays
    from tongban.passports.admission import plugins_of
    from tongban.routing.divisions import load_divisions

    settings = load_settings(path)
    divisions = load_divisions(settings.divisions)
    in_force = load_overlays(settings.overlays, plugins_of(settings), divisions)
    found = list(differences(in_force, one, other, on=on.date() if on else SystemClock().today()))
    if unknown := next((code for code in (one, other) if divisions.find(code) is None), ""):
        raise Misconfigured(f"{unknown!r} is no province; write its 6-digit code, such as 440000")
    click.echo("\n".join(map(str, found)) or "No difference: both provinces follow the nation's values.")


@main.command("settings")
def print_settings() -> None:
    """Print the page that explains every setting (docs/operators/settings.md)."""
    click.echo(settings_page(), nl=False)


@main.command()
@click.pass_obj
@told
def run(path: Path) -> None:
    """Start the node and its site."""
    settings = load_settings(path)
    if importlib.util.find_spec("tongban_web") is None:
        raise Misconfigured("the site is not installed: pip install tongban-web")
    import uvicorn

    from tongban.process_logs import write_logs

    write_logs()
    os.environ["TONGBAN_SETTINGS"] = str(path.absolute())
    site = "tongban_web.app:create_app_from_settings"
    http = "tongban_web.bounded_http:BoundedHttp"
    uvicorn.run(site, factory=True, host=settings.host, port=settings.port, access_log=False, http=http)
