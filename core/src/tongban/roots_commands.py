"""The commands with which keepers replace the roots of the trust list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tongban.errors import Misconfigured
from tongban.told import FILE, PATH, told
from tongban.trust_commands import now, suites_of

PLUGIN = click.option("--plugin", "plugins", multiple=True, help="A plugin that brings the crypto suite, such as gm.")


@click.command("new-roots")
@click.argument("public", type=FILE, nargs=-1, required=True)
@click.option("--threshold", type=click.IntRange(1), default=2, show_default=True, help="How many of them must sign.")
@click.option("--to", type=PATH, required=True, help="Where to write what the old and the new roots sign.")
@told
def new_roots(public: Sequence[Path], threshold: int, to: Path) -> None:
    """Write the next set of roots, from all their public key files: those that stay and those that are new."""
    import msgspec

    from tongban.clock import milliseconds
    from tongban.exchange import trust_successions
    from tongban.trust_files import PublicKeys
    from tongban.trust_pages import roots_described

    roots = tuple(msgspec.json.decode(path.read_bytes(), type=PublicKeys).keys[-1] for path in public)
    newer = trust_successions.RootSet(roots=roots, threshold=threshold, issued=milliseconds(now()))
    to.write_bytes(trust_successions.draft(newer))
    click.echo("\n".join(roots_described(to.read_bytes())))


@click.command("sign-roots")
@click.argument("file", type=FILE)
@click.option("--root", type=FILE, required=True, help="Your root's key file, an old one or a new one.")
@click.option("--compared", multiple=True, help="A fingerprint that you were told by telephone; repeatable.")
@PLUGIN
@told
def sign_roots(file: Path, root: Path, compared: Sequence[str], plugins: Sequence[str]) -> None:
    """Agree to the next set of roots, once every other root in it has been compared."""
    from tongban.exchange import keys, trust_successions
    from tongban.exchange.suites import thumbprint

    (key,) = keys.load(root, suites_of(plugins)).signing[-1:]
    told_of = (*compared, keys.fingerprint(key))
    named = {each.kid: thumbprint(each.jwk) for each in trust_successions.read_unverified(file.read_bytes()).roots}
    unseen = [kid for kid, fingerprint in named.items() if fingerprint not in told_of]
    if unseen:
        raise Misconfigured(
            f"roots that you have not compared yet: {', '.join(unseen)}; have their fingerprints told to you by "
            f"telephone, and give what you heard: --compared FINGERPRINT"
        )
    file.write_bytes(trust_successions.endorse(file.read_bytes(), key))
    click.echo(f"{file}: signed by {key.kid}")
