"""A plugin follows the template as its page says, offline and from what is installed, and keeps what was written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import tongban
from tongban.cli import main

Type = Callable[..., str]
ROOT = Path(__file__).parents[3]
IDENTITY = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def blocks() -> tuple[str, str]:
    """What an author types at first, and with a newer tongban."""
    page = (ROOT / "docs" / "authors" / "testing.md").read_text("utf-8")
    chapter = page.partition("### Following the template\n")[2].partition("\n## ")[0]
    first, later = re.findall(r"^```sh\n(.*?)^```$", chapter, re.MULTILINE | re.DOTALL)
    return first, later


@pytest.fixture
def type_in(tmp_path: Path) -> Type:
    """Types commands in a folder where nothing but this machine can be reached; `site` holds another tongban."""
    home = tmp_path / "home"
    home.mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, **IDENTITY, "HOME": str(home), "PATH": path, "https_proxy": "http://127.0.0.1:9"}

    def type_in(folder: Path, text: str, *, site: Path | None = None) -> str:
        given = {**surroundings, "PYTHONPATH": str(site)} if site else surroundings
        command = ["bash", "-e", "-c", text]
        done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return type_in


def newer(site: Path) -> Path:
    """A tongban 9.1 whose template has another README and another first migration; the path of its package."""
    package = shutil.copytree(Path(tongban.__file__).parent, site / "tongban", ignore=lambda *_: {"__pycache__"})
    about = site / "tongban-9.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tongban\nVersion: 9.1.0\n")
    (migration,) = package.glob("template/plugin/src/*/piccolo_migrations/*_20*.py.jinja")
    migration.write_text(migration.read_text("utf-8") + "\nLATER = True\n", "utf-8")
    with (package / "template" / "plugin" / "README.md.jinja").open("a", encoding="utf-8") as readme:
        readme.write("\nSince 9.1.0: {{ name }} is followed.\n")
    return package


def test_copier_update_brings_what_has_changed_and_keeps_what_was_written(type_in: Type, tmp_path: Path) -> None:
    first, later = blocks()
    type_in(tmp_path, first)
    plugin = tmp_path / "followed"
    rules = plugin / "src" / "tongban_followed" / "rules.py"
    rules.write_text(rules.read_text("utf-8").replace("请先到登记机关", "请先到供热企业"), "utf-8")
    type_in(plugin, "git commit --quiet --all --message mine")
    (migration,) = (plugin / "src" / "tongban_followed" / "piccolo_migrations").glob("followed_*.py")
    released = migration.read_bytes()

    newer(tmp_path / "site")
    assert "the template of tongban 9.1.0" in type_in(tmp_path, later, site=tmp_path / "site")

    assert (plugin / "README.md").read_text("utf-8").endswith("Since 9.1.0: followed is followed.\n")
    assert "请先到供热企业" in rules.read_text("utf-8")
    assert migration.read_bytes() == released
    assert "_commit: 9.1.0" in (plugin / ".copier-answers.yml").read_text("utf-8")


def test_a_copy_made_again_has_nothing_new(type_in: Type, tmp_path: Path) -> None:
    for _ in range(2):
        type_in(tmp_path, "tongban template template")
    assert type_in(tmp_path / "template", "git rev-list --count HEAD; git status --porcelain") == "1\n"


def test_a_folder_that_holds_something_else_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(main, ["template", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds something else and stays as it is" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_copy_that_was_changed_by_hand_stays_as_it_is(type_in: Type, tmp_path: Path) -> None:
    type_in(tmp_path, "tongban template template")
    (tmp_path / "template" / "copier.yml").write_text("mine")
    result = CliRunner().invoke(main, ["template", str(tmp_path / "template")])
    assert "was changed by hand and stays as it is: commit that in it" in result.output
    assert (tmp_path / "template" / "copier.yml").read_text() == "mine"
