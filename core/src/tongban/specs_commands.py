"""`tongban specs`: the Chinese specifications of plugins, for operators and testers."""

from __future__ import annotations

import importlib.util
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
