"""A plugin whose matter asks a register of another plugin is tried together with that one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from spoilt_plugins import Planted, asking, install


def verdicts(generated: Path, site: Path, register: str, *, chosen: str) -> dict[str, str]:
    """What comes on SQLite of checks that need nodes, for the generated plugin asking a register of another plugin."""
    install(generated, site, Planted("", asking(register), "").spoil)
    command = [sys.executable, "-m", "pytest", str(site / "tests"), "-q", "-rA", "-m", "not postgresql", "-k", chosen]
    done = subprocess.run(
        [*command, "-c", str(generated / "pyproject.toml")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    told = re.findall(r"^([A-Z]+) \S*::test_conformance\[(\S+)-sqlite\]", done.stdout, re.MULTILINE)
    assert told, done.stdout + done.stderr
    return {check: verdict for verdict, check in told}


def test_it_gets_through_and_its_pages_are_looked_at_with_the_plugin_it_asks(generated: Path, tmp_path: Path):
    found = verdicts(generated, tmp_path / "site", "household.population", chosen="sqlite and not browser")
    assert found.keys() >= {"round-trip", "uninstall", "pages"}
    assert set(found.values()) == {"PASSED"}


def test_where_the_plugin_it_asks_is_not_installed_one_check_says_so(generated: Path, tmp_path: Path):
    found = verdicts(generated, tmp_path / "site", "city.population", chosen="sqlite")
    assert [check for check, verdict in found.items() if verdict in {"FAILED", "ERROR"}] == ["round-trip"]
