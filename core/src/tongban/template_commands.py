"""`tongban template`: the template of `tongban new` as a repository of its own, which plugins follow."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import click

from tongban.told import told

KEPT: Final = ".git"
AUTHOR: Final = ("-c", "user.name=Tongban", "-c", "user.email=tongban@localhost", "-c", "commit.gpgsign=false")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@told
def template(folder: Path) -> None:
    """Put the installed template into FOLDER, a Git repository with a tag for each version, for plugins to follow.

    With a newer tongban, do it again: `copier update` then brings its changes to a plugin begun with --template FOLDER.
    """
    if shutil.which("git") is None:
        raise click.ClickException("this needs Git: install it, then try again")
    _require_ours(folder)
    _replace(folder)
    release = version("tongban")
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    if _git(folder, "status", "--porcelain"):
        _git(folder, *AUTHOR, "commit", "--quiet", "--message", f"The template of tongban {release}")
    if not _git(folder, "tag", "--list", release):
        _git(folder, "tag", release)
    click.echo(f"{folder}: the template of tongban {release}. To begin a plugin that follows it:")
    click.echo(f"  tongban new FOLDER --template {folder}")
    click.echo("To bring its changes to one that does, in the folder of that plugin, with everything committed:")
    click.echo("  copier update --defaults")


def _require_ours(folder: Path) -> None:
    """Refuse a folder that holds anything but a copy made before, with nothing in it that is not committed."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not all((folder / name).exists() for name in (KEPT, "copier.yml", "plugin")):
        raise click.ClickException(f"{folder} holds something else and stays as it is; name another folder")
    if _git(folder, "status", "--porcelain"):
        raise click.ClickException(
            f"{folder} was changed by hand and stays as it is: commit that in it, then try again"
        )


def _replace(folder: Path) -> None:
    """The files of the installed template instead of those there."""
    for old in folder.iterdir() if folder.exists() else ():
        if old.name != KEPT:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    with as_file(files("tongban") / "template") as own:
        shutil.copytree(own, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))


def _git(folder: Path, *words: str) -> str:
    command = (shutil.which("git") or "git", *words)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our words
    if done.returncode:
        raise click.ClickException(f"git {words[-1]} in {folder}: {done.stderr.strip()}")
    return done.stdout
