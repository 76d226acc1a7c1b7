"""The plugin of examples/gas holds to everything as an installed wheel, and has the lines that its page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from installed_wheels import leave

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "examples" / "gas"
PAGE = ROOT / "docs" / "authors" / "proof.md"
ROW = re.compile(r"^\| `(\S+)` \| (\d+) \|$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the plugin as its wheel leaves it in `site`, and its tests; its source is not there."""
    return leave(SOURCE, tmp_path)


def test_its_tests_its_checks_and_its_specifications_between_two_provinces_pass(folder: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "site"), "PYTHONUTF8": "1", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "tests", "site/tongban_gas/features"],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


def written() -> dict[str, int]:
    """The lines that are not blank, by file."""
    found = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".py", ".yaml", ".feature"} and "__pycache__" not in path.parts:
            name = path.relative_to(SOURCE).as_posix().removeprefix("src/tongban_gas/")
            found[name] = sum(bool(line.strip()) for line in path.read_text("utf-8").splitlines())
    return {name: lines for name, lines in found.items() if lines > 1}


def test_its_page_says_how_many_lines_it_took() -> None:
    said = PAGE.read_text("utf-8")
    assert {name: int(lines) for name, lines in ROW.findall(said)} == written()
    assert f"{sum(written().values())} lines" in said
