"""`tongban specs`: the Chinese specifications of plugins, for operators and testers."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import click

from tongban.errors import Misconfigured
from tongban.settings import load_settings
from tongban.told import told


@click.group()
def specs() -> None:
    """The Chinese specifications that plugins bring: run them, search their steps."""
    missing = [name for name in ("pytest", "pytest_bdd") if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException("specifications need the test kit: pip install 'tongban[testing]'")


@specs.command("run")
@click.argument("plugin")
@click.pass_obj
@told
def run_plugin(path: Path, plugin: str) -> None:
    """Run a plugin's own specifications as this node is set up: its plugins and values, on new databases."""
    from tongban.testing.specs.at_a_node import require_usable
    from tongban.testing.specs.running import run_specs
    from tongban.testing.specs.shipped import features_of

    settings = load_settings(path)
    if plugin not in settings.plugins:
        named = ", ".join(settings.plugins) or "none"
        raise Misconfigured(f"{path}: plugin {plugin!r} is not enabled; add it to plugins (now: {named})")
    require_usable(settings)
    if not run_specs(plugin, features_of(plugin), settings=settings, file=path, say=click.echo):
        raise click.exceptions.Exit(1)


@specs.command("steps")
@click.argument("words", nargs=-1)
def search_steps(words: Sequence[str]) -> None:
    """List the steps of core and of all installed plugins in which every word appears; all of them without a word."""
    from tongban.testing.specs.step_index import load_steps, searched, step_index

    load_steps()
    chapter = ""
    for entry in searched(step_index(), words):
        if entry.chapter != chapter:
            chapter = entry.chapter
            click.echo(f"\n{chapter}")
        note = f"    {entry.note}" if entry.note else ""
        click.echo(f"  {entry.keyword} {entry.text}{note}")
    if not chapter:
        raise click.ClickException(f"没有含“{' '.join(words)}”的步骤；换一个字，或者不加字列出全部")
