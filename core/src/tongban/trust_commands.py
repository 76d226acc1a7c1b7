"""The commands `tongban trust` for the keepers of the trust list: draft, change, compare, sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tongban.errors import Misconfigured
from tongban.told import FILE, PATH, told

if TYPE_CHECKING:
    from tongban.exchange.suites import Suites
    from tongban.exchange.trust_documents import TrustDocument

KINDS = ("letters", "questions", "files")
DATE = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
DRAFT = click.argument("draft", type=FILE)


@click.group()
def trust() -> None:
    """The trust list: looked at, changed, signed and handed on."""


@trust.command()
@click.argument("file", type=FILE)
@click.option("--since", type=FILE, help="The list in use: print only what is changed in it, in Chinese.")
@told
def show(file: Path, since: Path | None) -> None:
    """Print what a list or a draft says, with the fingerprints of its keys and all offices."""
    from tongban.exchange.trust_signing import read_unverified
    from tongban.trust_differences import differences
    from tongban.trust_pages import described

    document = read_unverified(file.read_bytes())
    lines = differences(read_unverified(since.read_bytes()), document) if since else described(document)
    click.echo("\n".join(lines))


@trust.command("new-root")
@click.argument("name")
@click.argument("file", type=PATH)
@click.option("--suite", default="INTL-1", show_default=True, help="The crypto suite; another needs --plugin.")
@click.option("--plugin", "plugins", multiple=True, help="A plugin that brings the suite, such as gm.")
@told
def new_root(name: str, file: Path, suite: str, plugins: Sequence[str]) -> None:
    """Make the key of a root and its public key file; keep the key off every machine that is in a network."""
    from tongban.exchange.keys import OwnKeys, fingerprint, generate, save
    from tongban.trust_files import save_public

    own = OwnKeys((generate(name, suites_of(plugins).require(suite)),))
    try:
        save(own, file)
    except FileExistsError:
        raise click.ClickException(f"{file} exists already and stays as it is; name another file") from None
    public = file.with_name(f"{file.name}.public")
    save_public(own, public)
    click.echo(f"{file}: keep it secret and off the network\n{public}: for every node's trust_roots")
    click.echo(f"fingerprint: {own.signing[0].kid}  {fingerprint(own.signing[0])}")


@trust.command()
@click.option("--after", type=FILE, help="The list in use; left out for the very first one.")
@click.option("--add", "requests", type=FILE, multiple=True, help="A request made by `tongban join`; repeatable.")
@click.option("--compared", multiple=True, help="A fingerprint that you were told by telephone; repeatable.")
@click.option("--suspend", multiple=True, metavar="NODE", help="Take nothing of a node until it is resumed.")
@click.option("--resume", multiple=True, metavar="NODE", help="End a suspension.")
@click.option("--remove", multiple=True, metavar="NODE", help="Take a node off the list.")
@click.option("--roots", type=FILE, help="A change of roots made by `tongban trust new-roots`, signed by both sides.")
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="Calendar days of validity.")
@click.option("--plugin", "plugins", multiple=True, help="A plugin that brings a crypto suite, such as gm.")
@click.option("--to", type=PATH, required=True, help="Where to write the draft.")
@told
def draft(
    *,
    after: Path | None,
    requests: Sequence[Path],
    compared: Sequence[str],
    suspend: Sequence[str],
    resume: Sequence[str],
    remove: Sequence[str],
    roots: Path | None,
    days: int,
    plugins: Sequence[str],
    to: Path,
) -> None:
    """Write the next version of the list, for the roots to sign."""
    from tongban import trust_drafts, trust_requests
    from tongban.exchange.trust_signing import read_unverified

    moment, suites = now(), suites_of(plugins)
    document = (
        trust_drafts.following(read_unverified(after.read_bytes()), moment, days)
        if after
        else trust_drafts.first(moment, days)
    )
    for request in requests:
        checked = trust_requests.read(request.read_bytes().strip(), suites)
        document = trust_drafts.admit(document, checked, now=moment, compared=compared)
    for nodes, change in (
        (suspend, trust_drafts.suspend),
        (resume, trust_drafts.resume),
        (remove, trust_drafts.remove),
    ):
        for node in nodes:
            document = change(document, node)
    if roots:
        document = trust_drafts.succeed(document, roots.read_bytes(), suites=suites)
    _write_draft(document, to)


@trust.command()
@DRAFT
@click.argument("sender")
@click.argument("receiver")
@click.option(
    "--matter", "matters", multiple=True, required=True, help="A matter's id, such as hf.transfer; repeatable."
)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, default=KINDS, help="What; all by default.")
@click.option("--until", type=DATE, required=True, help="The first day on which it counts no more.")
@told
def grant(
    *, draft: Path, sender: str, receiver: str, matters: Sequence[str], kinds: Sequence[str], until: datetime
) -> None:
    """Let one node send another letters, questions or requests for files about some matters."""
    import msgspec

    from tongban import trust_drafts
    from tongban.clock import milliseconds
    from tongban.exchange.trust_documents import Grant

    fields = {"sender": sender, "receiver": receiver, "matters": sorted(matters), "kinds": kinds}
    granted = msgspec.convert({**fields, "until": milliseconds(_utc(until))}, Grant)
    _change(draft, lambda document: trust_drafts.grant(document, granted))


@trust.command("revoke-grants")
@DRAFT
@click.argument("sender")
@click.argument("receiver")
@told
def revoke_grants(draft: Path, sender: str, receiver: str) -> None:
    """Take back all that one node may send another; cases that began go on."""
    from tongban import trust_drafts

    _change(draft, lambda document: trust_drafts.withdraw_grants(document, sender=sender, receiver=receiver))


@trust.command("revoke-key")
@DRAFT
@click.argument("named", metavar="NODE|KID")
@click.option("--compromised-at", type=MOMENT, required=True, help="Since when others may have known it (UTC).")
@told
def revoke_key(draft: Path, named: str, compromised_at: datetime) -> None:
    """Revoke a key that others may know, or all keys of a node; every node stops believing them when it has the list.

    Whoever read a node's key file knows all keys in it: name the node.
    """
    from tongban import trust_drafts

    _change(draft, lambda document: trust_drafts.revoke(document, named, compromised_at=_utc(compromised_at)))


@trust.command()
@DRAFT
@click.option("--root", type=FILE, required=True, help="Your root's key file.")
@click.option("--since", type=FILE, help="The list in use; left out for the very first one.")
@click.option("--compared", multiple=True, help="A fingerprint that you were told by telephone; repeatable.")
@click.option("--plugin", "plugins", multiple=True, help="A plugin that brings a crypto suite, such as gm.")
@told
def sign(draft: Path, root: Path, since: Path | None, compared: Sequence[str], plugins: Sequence[str]) -> None:
    """Add a root's signature to a draft, once its new keys have been compared; print in Chinese what it changes."""
    from tongban import trust_drafts
    from tongban.exchange.keys import load
    from tongban.exchange.suites import thumbprint
    from tongban.exchange.trust_signing import endorse, read_unverified
    from tongban.trust_differences import differences

    signed = draft.read_bytes()
    before, after = read_unverified(since.read_bytes()) if since else None, read_unverified(signed)
    click.echo("\n".join(differences(before, after)))
    unseen = [key for key in trust_drafts.keys_added(before, after) if thumbprint(key.jwk) not in compared]
    if unseen:
        named = "\n".join(f"  {key.use} {key.kid}" for key in unseen)
        raise Misconfigured(
            f"new keys whose fingerprints are not among those given:\n{named}\nhave them told to you by telephone, and "
            f"give what you heard: --compared FINGERPRINT for each; if that is what you gave, sign nothing"
        )
    (key,) = load(root, suites_of(plugins)).signing[-1:]
    draft.write_bytes(endorse(signed, key))
    click.echo(f"{draft}: signed by {key.kid}")


def _change(draft: Path, change: Callable[[TrustDocument], TrustDocument]) -> None:
    import msgspec

    from tongban.exchange.trust_signing import SignedDocument, read_unverified

    signed = draft.read_bytes()
    if msgspec.json.decode(signed, type=SignedDocument).signatures:
        raise Misconfigured(f"{draft} is signed already and cannot be changed; write a new draft")
    _write_draft(change(read_unverified(signed)), draft)


def _write_draft(document: TrustDocument, to: Path) -> None:
    from tongban.exchange import trust_signing

    to.write_bytes(trust_signing.draft(document))
    click.echo(f"{to}: draft of version {document.version}; look at it: tongban trust show {to}")


def suites_of(plugins: Sequence[str]) -> Suites:
    """The crypto suites of core and some plugins."""
    from tongban.plugins import load_plugins

    return load_plugins(plugins).suites()


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def now() -> datetime:
    """This moment."""
    from tongban.clock import SystemClock

    return SystemClock().now()
