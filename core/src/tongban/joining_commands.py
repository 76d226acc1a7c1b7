"""The commands with which a node's operator joins, changes keys, renews the trust list and checks other nodes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tongban.errors import Misconfigured
from tongban.settings import Settings, load_settings
from tongban.told import FILE, PATH, told
from tongban.trust_commands import now, trust

if TYPE_CHECKING:
    from tongban.conformance.run import Result

SIGN: Final = "have enough keepers sign a draft of the list in use (`tongban trust sign`), and publish that"
FETCH_ELSEWHERE: Final = "this node keeps the list that it has; fetch from another node"


@trust.command()
@click.argument("signed", type=FILE)
@click.pass_obj
@told
def publish(path: Path, signed: Path) -> None:
    """Put a signed list into use at this node, from which the others fetch it; no restart is needed."""
    _take(path, signed.read_bytes(), mend=SIGN)


@trust.command()
@click.argument("url")
@click.pass_obj
@told
def fetch(path: Path, url: str) -> None:
    """Get the list from any node that has a newer one; it is signed, so it does not matter which."""
    signed = asyncio.run(_fetched(url))
    if signed is None:
        raise Misconfigured(f"{url} has no trust list, or cannot be reached; name another node's address")
    _take(path, signed, mend=FETCH_ELSEWHERE)


@trust.command("rotate-key")
@click.option("--to", type=PATH, required=True, help="Where to write the request for the keepers.")
@click.option("--suite", help="The crypto suite of the new keys; that of the old ones by default.")
@click.option("--compromised", is_flag=True, help="The old key may be known to others: sign with the new one.")
@click.pass_obj
@told
def rotate_key(path: Path, to: Path, suite: str | None, compromised: bool) -> None:  # noqa: FBT001 - a flag of click
    """Make the successors of this node's keys and a request to list them; the node changes over by itself."""
    from tongban.exchange import keys
    from tongban.passports.admission import plugins_of

    settings = load_settings(path)
    suites = plugins_of(settings).suites()
    before = keys.load(settings.key, suites)
    chosen = suites.require(suite or before.signing[-1].suite.id)
    newer = keys.generate_pair(settings.node, chosen)
    keys.add(newer, settings.key, suites)
    signer = newer.signing[0].kid if compromised else before.signing[-1].kid
    _write_request(path, to, signer=signer, made=frozenset(key.kid for key in newer.all))


@trust.command()
@click.argument("peer")
@click.option("--quiet", "-q", is_flag=True, help="Print only what is not as it should be.")
@click.pass_obj
@told
def check(path: Path, peer: str, quiet: bool) -> None:  # noqa: FBT001 - a flag of click
    """Check a listed node over the network in this node's name: what it must do, and what it must not let be done.

    Leaves about 150 letters of no effect among those that the other node took and refused.
    """
    say = _say_failed if quiet else _say
    shown, failed = asyncio.run(_tell(_checked(load_settings(path), peer), say))
    if failed:
        named = "".join(f"\n  {result}" for result in failed)
        raise click.ClickException(f"{len(failed)} of {shown} checks of node {peer} are not as they should be{named}")
    click.echo(f"all {shown} checks of node {peer} are as they should be")


@click.command()
@click.option("--to", type=PATH, help="Where to write the request for the keepers.")
@click.option("--check", "peer", metavar="PEER", help="Once listed: check a node, as `tongban trust check` does.")
@click.pass_context
@told
def join(context: click.Context, to: Path | None, peer: str | None) -> None:
    """Make the request to be listed: this node's address, matters, offices and keys, signed with them."""
    if peer:
        context.invoke(check, peer=peer, quiet=False)
    elif to:
        _write_request(context.obj, to, signer=None)
    else:
        raise click.UsageError("give --to FILE to make the request, or --check PEER once the node is listed")


def _write_request(path: Path, to: Path, *, signer: str | None, made: Collection[str] = ()) -> None:
    from tongban import trust_requests
    from tongban.exchange import keys
    from tongban.passports.admission import plugins_of
    from tongban.trust_files import read_member

    settings = load_settings(path)
    own = keys.load(settings.key, plugins_of(settings).suites())
    by = next((key for key in own.signing if key.kid == signer), own.signing[-1])
    to.write_bytes(trust_requests.make(read_member(settings), own=own, signer=by, now=now()) + b"\n")
    click.echo(f"{to}: request of node {settings.node}, for the keepers of the trust list")
    click.echo("fingerprints, to tell the keepers by telephone:")
    for key in own.all:
        new = "  new" if key.kid in made else ""
        click.echo(f"  {keys.public(key).use} {key.kid}  {keys.fingerprint(key)}{new}")


def _take(path: Path, signed: bytes, *, mend: str) -> None:
    from tongban.exchange.trust_signing import TrustError
    from tongban.passports.admission import plugins_of
    from tongban.trust_files import place, verifier_of

    settings = load_settings(path)
    verify = verifier_of(settings, plugins_of(settings).suites())
    try:
        in_use = verify(settings.trust_list.read_bytes(), now(), 1).document.version
    except (OSError, TrustError):
        in_use = 1
    try:
        document = verify(signed, now(), in_use).document
    except TrustError as problem:
        raise Misconfigured(f"{problem}; {mend}") from None
    place(signed, settings.trust_list)
    click.echo(f"{settings.trust_list}: version {document.version}; a running node takes it up within a minute")
    if all(node.id != settings.node for node in document.nodes):
        click.echo(f"it does not name node {settings.node}: fetch again once the keepers have published one that does")


async def _fetched(url: str) -> bytes | None:
    import httpx

    from tongban.exchange.trust_mirrors import HttpTrustMirrors

    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
        return await HttpTrustMirrors(client).newer(url, than=0)


async def _tell(results: AsyncIterator[Result], say: Callable[[Result], None]) -> tuple[int, list[Result]]:
    """Says each result as it comes; how many there were, and those that are not as they should be."""
    shown, failed = 0, []
    async for result in results:
        shown += 1
        failed += [] if result.passed else [result]
        say(result)
    return shown, failed


def _say(result: Result) -> None:
    click.echo(str(result))


def _say_failed(result: Result) -> None:
    if not result.passed:
        _say(result)


async def _checked(settings: Settings, peer: str) -> AsyncIterator[Result]:
    import httpx

    from tongban.clock import SystemClock
    from tongban.conformance.probe import Probe
    from tongban.conformance.run import run
    from tongban.exchange import keys
    from tongban.exchange.http_transport import HttpTransport
    from tongban.exchange.keyring import Keyring
    from tongban.exchange.trust import Trust
    from tongban.passports.admission import plugins_of
    from tongban.trust_files import load_trust_list

    suites = plugins_of(settings).suites()
    listed = load_trust_list(settings, now(), suites=suites)
    node = listed.node(peer)
    if node is None:
        raise Misconfigured(
            f"node {peer} is not in the trust list; `tongban trust show {settings.trust_list}` names those"
        )
    if HttpTransport.name not in node.transports:
        raise Misconfigured(
            f"node {peer} is reached by {', '.join(node.transports)}, and the checks go over https only, for they wait "
            f"for each answer; have its operator check this node instead (`tongban trust check {settings.node}`), and "
            f"test the way to it with a letter: /operation/peers/{peer}"
        )
    keyring = Keyring(settings.node, keys.load(settings.key, suites), Trust(listed))
    async with httpx.AsyncClient(timeout=30.0, trust_env=False) as client:
        probe = Probe(client=client, url=node.url, peer=peer, keyring=keyring, clock=SystemClock())
        async for result in run(probe):
            yield result
