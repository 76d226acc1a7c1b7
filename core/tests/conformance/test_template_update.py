"""A plugin that was made from a clone of the template follows it, offline, and keeps what its author has written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tongban

Run = Callable[..., str]
IDENTITY = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program in a folder, with no Git settings but these and nothing to reach but this machine."""
    surroundings = {**os.environ, **IDENTITY, "HOME": str(tmp_path), "https_proxy": "http://127.0.0.1:9"}

    def run(folder: Path, *words: str) -> str:
        done = subprocess.run(words, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def release(run: Run, folder: Path, version: str) -> None:
    """Commit everything in a folder and name it."""
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message", version)
    run(folder, "git", "tag", version)


def test_copier_update_brings_what_has_changed_and_keeps_what_was_written(run: Run, tmp_path: Path) -> None:
    clone = shutil.copytree(Path(tongban.__file__).with_name("template"), tmp_path / "clone")
    release(run, clone, "1.0.0")
    new = ("-c", "from tongban.cli import main; main()", "new", "heating", "--template", str(clone), "--defaults")
    run(tmp_path, sys.executable, *new, "--answer", "name=heating")
    plugin = tmp_path / "heating"
    rules = plugin / "src" / "tongban_heating" / "rules.py"
    rules.write_text(rules.read_text("utf-8").replace("请先到登记机关", "请先到供热企业"), "utf-8")
    release(run, plugin, "mine")

    (migration,) = (plugin / "src" / "tongban_heating" / "piccolo_migrations").glob("heating_*.py")
    released = migration.read_bytes()
    (template,) = clone.glob("plugin/src/*/piccolo_migrations/*_20*.py.jinja")
    template.write_text(template.read_text("utf-8") + "\nLATER = True\n", "utf-8")
    with (clone / "plugin" / "README.md.jinja").open("a", encoding="utf-8") as readme:
        readme.write("\nSince 1.1.0: {{ name }} is followed.\n")
    release(run, clone, "1.1.0")
    run(plugin, sys.executable, "-m", "copier", "update", "--defaults", "--quiet")

    assert (plugin / "README.md").read_text("utf-8").endswith("Since 1.1.0: heating is followed.\n")
    assert "请先到供热企业" in rules.read_text("utf-8")
    assert migration.read_bytes() == released
    assert "_commit: 1.1.0" in (plugin / ".copier-answers.yml").read_text("utf-8")
