"""The tutorial's plugin works as its page says: built, installed away from the repository, and run there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from installed_wheels import leave
from scripts.newcomer import follow

from tongban.passports.needed import NEEDED
from tongban.settings_page import EXAMPLE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "authors" / "tutorial.md"
INCLUDED = re.compile(r"<!-- code: (\S+) -->\n`\1`\n\n```.*?^```\n<!-- end -->", re.MULTILINE | re.DOTALL)
MANIFESTS = (
    *(ROOT / "examples" / name / "pyproject.toml" for name in ("gas", "tutorial")),
    ROOT / "core" / "src" / "tongban" / "template" / "plugin" / "pyproject.toml.jinja",
)
BLOCK = re.compile(r"^```(\w+)$", re.MULTILINE)


def test_a_newcomer_is_given_every_file_with_its_path_in_sight(tmp_path: Path):
    page = PAGE.read_text("utf-8")
    follow("".join(part[0] + "\n" for part in INCLUDED.finditer(page)), tmp_path, {})
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {path.removeprefix("examples/tutorial/") for path in INCLUDED.findall(page)}
    assert "src/tongban_senior_card/plugin.py" in written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plugin installed from its wheel in `site`, and its tests; its source is gone."""
    return leave(ROOT / "examples" / "tutorial", tmp_path_factory.mktemp("tutorial"))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "site"), "PYTHONUTF8": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )


def test_its_tests_and_its_specification_pass(folder: Path):
    done = run(folder, "-m", "pytest", "-q", "-m", "not postgresql", "tests", "site/tongban_senior_card/features")
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_its_specification_runs_as_a_node_is_set_up(folder: Path):
    text = EXAMPLE.replace('"housing_fund", "household", "marriage"', '"senior_card"').partition("[[overlays]]")[0]
    (folder / "tongban.toml").write_text(text, "utf-8")
    done = run(folder, "-c", "from tongban.cli import main; main()", "specs", "run", "senior_card")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "共 2 个场景：一致 2" in done.stdout


@pytest.mark.parametrize("text", ["docs/authors/tutorial.md", "docs/authors/testing.md"])
def test_what_a_passport_must_tell_of_can_be_tried_with_what_the_page_installs(text: str):
    assert "pages" in NEEDED
    begun = re.findall(r"^`?pip install (.*) hatchling", (ROOT / text).read_text("utf-8"), re.MULTILINE)
    assert begun
    assert {line.removeprefix("--find-links build/wheels ") for line in begun} == {
        "'tongban[testing]' 'tongban-web[testing]'"
    }


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_so_it_can_with_what_a_plugin_names_for_its_tests(manifest: Path):
    assert 'testing = ["tongban[testing]", "tongban-web[testing]"]\n' in manifest.read_text("utf-8")


def test_every_block_of_code_on_the_page_is_a_file_of_the_plugin():
    said = PAGE.read_text("utf-8")
    shown = INCLUDED.findall(said)
    assert set(BLOCK.findall(INCLUDED.sub("", said))) <= {"sh"}
    assert all(path.startswith("examples/tutorial/") for path in shown)


def test_every_file_of_the_plugin_that_says_something_is_on_the_page():
    shown = set(INCLUDED.findall(PAGE.read_text("utf-8")))
    files = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "examples" / "tutorial").rglob("*")
        if path.suffix in {".py", ".yaml", ".toml", ".feature"} and path.name != "__init__.py"
    }
    assert files == shown
