"""`tongban new` and `tongban verify`: for the authors of matters."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Collection, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from tongban.told import told

if TYPE_CHECKING:
    from tongban.testing.conformance.running import Verification

PATH = click.Path(path_type=Path)
QUESTIONS: Final = "copier.yml"


def _require(*modules: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException("this needs the kit for authors: pip install 'tongban[testing]'")


def _questions() -> dict[str, dict[str, object]]:
    """What the template that comes with tongban asks, by the names under which it may be answered."""
    from tongban.yaml_files import read_yaml

    asked = read_yaml((files("tongban") / "template" / QUESTIONS).read_text("utf-8"))
    return {
        name: each
        for name, each in cast("dict[str, dict[str, object]]", asked).items()
        if not name.startswith("_") and each.get("when") is not False
    }


class Asking(click.Command):
    """A command whose help lists the questions that may be answered beforehand."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What `--answer` may name."""
        with formatter.section("Questions"):
            told = [(name, f"{each['help']} [default: {each['default']}]") for name, each in _questions().items()]
            formatter.write_dl(told)


@click.command(cls=Asking)
@click.argument("folder", type=PATH)
@click.option("--answer", "-a", "answers", multiple=True, metavar="NAME=VALUE", help="Answer a question beforehand.")
@click.option("--defaults", is_flag=True, help="Ask nothing; take the default of each question not answered.")
@click.option("--template", metavar="SOURCE", help="A template in Git, to be followed; see `tongban template`.")
@told
def new(folder: Path, answers: Sequence[str], defaults: bool, template: str | None) -> None:  # noqa: FBT001 - a flag
    """Begin a plugin with one matter in a new FOLDER, green at once."""
    _require("copier")
    from copier import run_copy
    from copier.errors import CopierError, InteractiveSessionError

    given = dict(_answer(answer, known=None if template else _questions()) for answer in answers)
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty and stays as it is; name another folder")
    within = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not (within.is_dir() and os.access(within, os.W_OK)):
        raise click.ClickException(f"nothing can be written into {within}: name another folder")
    try:
        with as_file(files("tongban") / "template") as own:
            made = run_copy(_source(template) or str(own), folder, data=given, defaults=defaults, quiet=True)
    except InteractiveSessionError as error:
        how = "--defaults, and --answer NAME=VALUE for what is not to be so"
        raise click.ClickException(f"there is no terminal to ask at: give {how}") from error
    except (CopierError, ValueError) as error:
        raise click.ClickException(f"{error}; `tongban new --help` says how to answer") from error
    name = made.answers.combined["name"]
    click.echo(f"{folder}: the plugin {name}. Next:")
    click.echo(f"  cd {folder}\n  pip install -e '.[testing]'\n  pytest\n  tongban verify {name}")


def _source(template: str | None) -> str | None:
    """Where the template lies, such that it is found from the new plugin too."""
    return str(Path(template).resolve()) if template and Path(template).is_dir() else template


def _answer(text: str, *, known: Collection[str] | None) -> tuple[str, str]:
    """A question's name and its answer; `known` are the names there are, where they are known."""
    name, equals, value = text.partition("=")
    if not equals:
        raise click.ClickException(f"--answer {text!r}: write NAME=VALUE, such as name=heating")
    if known is not None and name not in known:
        raise click.ClickException(f"--answer {text!r}: there is no question {name!r}; there are {', '.join(known)}")
    return name, value


@click.command()
@click.argument("plugin")
@click.option("--sign", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Your key file.")
@click.option("--to", type=PATH, help="Where to write the passport; PLUGIN.passport here by default.")
@click.option(
    "--without",
    type=click.Choice(["postgresql"]),
    multiple=True,
    help="Try nothing on this database; the result and the passport say so.",
)
@told
def verify(plugin: str, sign: Path | None, to: Path | None, without: Sequence[str]) -> None:
    """Say what an installed PLUGIN must hold to and does not, with place and remedy; run its specifications.

    With --sign, write the passport of a plugin that holds to everything.
    """
    _require("pytest", "pytest_bdd", "anyio")
    from tongban.testing.conformance.running import tell
    from tongban.testing.conformance.running import verify as run

    verification = run(plugin, without=without)
    tell(verification, click.echo)
    if not verification.holds:
        raise click.exceptions.Exit(1)
    click.echo(f"{plugin} holds to everything{_but(verification.skipped)}")
    if sign is not None:
        path = to or Path(f"{plugin}.passport")
        _write_passport(plugin, verification, key=sign, to=path)
        click.echo(f"{path}: its passport")


def _but(skipped: Sequence[str]) -> str:
    """What the passport does not vouch for."""
    if not skipped:
        return ""
    return f" but {', '.join(skipped)}, not tried here: a node takes that only if its passports_may_skip names them"


def _write_passport(plugin: str, verification: Verification, *, key: Path, to: Path) -> None:
    from tongban.clock import SystemClock
    from tongban.exchange import keys
    from tongban.passports.passport import passport_of, signed
    from tongban.plugin_sources import enabled, installed

    (point,) = enabled([plugin], installed())
    if point.dist is None:
        raise click.ClickException(f"{plugin} belongs to no installed distribution: install its wheel")
    passport = passport_of(
        plugin,
        point.dist,
        matters=verification.matters,
        checks={name: verdict.summary for name, verdict in verification.checks.items()},
        specifications=verification.counted(),
        databases=verification.databases,
        now=SystemClock().now(),
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(signed(passport, keys.load(key).signing[-1]) + b"\n")
