"""`tongban new` and `tongban verify`: for the authors of matters."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import click

from tongban.told import told

PATH = click.Path(path_type=Path)


def _require(*modules: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException("this needs the kit for authors: pip install 'tongban[testing]'")


@click.command()
@click.argument("folder", type=PATH)
@click.option("--answer", "-a", "answers", multiple=True, metavar="NAME=VALUE", help="Answer a question beforehand.")
@click.option("--defaults", is_flag=True, help="Ask nothing; take the default of each question not answered.")
@click.option("--template", metavar="SOURCE", help="A template in Git instead of the one that comes with tongban.")
@told
def new(folder: Path, answers: Sequence[str], defaults: bool, template: str | None) -> None:  # noqa: FBT001 - a flag
    """Begin a plugin with one matter in a new FOLDER, green at once."""
    _require("copier")
    from copier import run_copy
    from copier.errors import CopierError

    given = {}
    for answer in answers:
        name, equals, value = answer.partition("=")
        if not equals:
            raise click.ClickException(f"--answer {answer!r}: write NAME=VALUE, such as name=heating")
        given[name] = value
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty and stays as it is; name another folder")
    try:
        with as_file(files("tongban") / "template") as own:
            made = run_copy(template or str(own), folder, data=given, defaults=defaults, quiet=True)
    except (CopierError, ValueError) as error:
        raise click.ClickException(f"{error}; `tongban new --help` says how to answer") from error
    name = made.answers.combined["name"]
    click.echo(f"{folder}: the plugin {name}. Next:")
    click.echo(f"  cd {folder}\n  pip install -e '.[testing]'\n  pytest\n  tongban verify {name}")


@click.command()
@click.argument("plugin")
@told
def verify(plugin: str) -> None:
    """Say what an installed PLUGIN must hold to and does not, with place and remedy; run its specifications."""
    _require("pytest", "pytest_bdd", "anyio")
    from tongban.testing.conformance.running import tell
    from tongban.testing.conformance.running import verify as run

    verification = run(plugin)
    tell(verification, click.echo)
    if not verification.holds:
        raise click.exceptions.Exit(1)
    click.echo(f"{plugin} holds to everything")
