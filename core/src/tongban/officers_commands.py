"""The commands with which an operator ends an officer's service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tongban.settings import Settings, load_settings
from tongban.told import told

if TYPE_CHECKING:
    from tongban.audit import Audit
    from tongban.identity.accounts import Accounts
    from tongban.identity.people import Officer
    from tongban.identity.sessions import Sessions
    from tongban.identity.tokens import Tokens


@click.group()
def officers() -> None:
    """Members of staff: who is in service, and who no longer."""


@officers.command("list")
@click.pass_obj
@told
def list_officers(path: Path) -> None:
    """List officers by office, those dismissed last."""
    serving, gone = asyncio.run(_list(load_settings(path)))
    for officer in serving:
        click.echo(_line(officer))
    for officer in gone:
        click.echo(f"{_line(officer)}  dismissed")


@officers.command("dismiss")
@click.argument("officer")
@click.pass_obj
@told
def dismiss(path: Path, officer: str) -> None:
    """End an officer's service: no sign-in any more, and every open session and token ends within seconds."""
    sessions, tokens = asyncio.run(_dismiss(load_settings(path), officer))
    click.echo(f"{officer}: dismissed; {sessions} sessions and {tokens} tokens ended")


@officers.command("reinstate")
@click.argument("officer")
@click.pass_obj
@told
def reinstate(path: Path, officer: str) -> None:
    """Let a dismissed officer sign in again."""
    asyncio.run(_reinstate(load_settings(path), officer))
    click.echo(f"{officer}: in service")


@dataclass(frozen=True, slots=True)
class _Staff:
    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    audit: Audit


@asynccontextmanager
async def _staff(settings: Settings) -> AsyncIterator[_Staff]:
    from tongban.audit import Audit
    from tongban.checks import read_secret, started
    from tongban.clock import SystemClock
    from tongban.identity.accounts import Accounts
    from tongban.identity.sessions import Sessions
    from tongban.identity.tokens import Tokens

    secret, clock = read_secret(settings.audit_secret), SystemClock()
    async with started(settings, "run `tongban migrate`") as database, database.transaction("identity.officers"):
        yield _Staff(
            Accounts(database, secret=secret, clock=clock),
            Sessions(database, secret=secret, clock=clock),
            Tokens(database, clock=clock),
            Audit(database, secret=secret, node=settings.node, clock=clock),
        )


async def _list(settings: Settings) -> tuple[list[Officer], list[Officer]]:
    async with _staff(settings) as staff:
        return await staff.accounts.officers(), await staff.accounts.dismissed()


async def _dismiss(settings: Settings, officer: str) -> tuple[int, int]:
    async with _staff(settings) as staff:
        await staff.accounts.dismiss(officer)
        ended = await staff.sessions.end_all(officer), await staff.tokens.revoke_all(officer)
        await staff.audit.record(actor=officer, role="operator", act="dismiss_officer", purpose="tongban officers")
        return ended


async def _reinstate(settings: Settings, officer: str) -> None:
    async with _staff(settings) as staff:
        await staff.accounts.reinstate(officer)
        await staff.audit.record(actor=officer, role="operator", act="reinstate_officer", purpose="tongban officers")


def _line(officer: Officer) -> str:
    return f"{officer.id}  {officer.office}  {officer.name}  {', '.join(sorted(officer.roles))}"
