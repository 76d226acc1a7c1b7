"""A plugin whose matter asks a register of another plugin is tried together with that one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from spoilt_plugins import Planted, asking, install


def test_it_gets_through_and_its_pages_are_looked_at_with_the_plugin_it_asks(generated: Path, tmp_path: Path):
    permit = Planted("", asking("household.population"), "")
    site = install(generated, tmp_path / "site", permit.spoil)
    command = [sys.executable, "-m", "pytest", str(site / "tests"), "-q", "-rA", "-m", "not postgresql"]
    done = subprocess.run(
        [*command, "-c", str(generated / "pyproject.toml"), "-k", "sqlite and not browser"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for check in ("round-trip", "uninstall", "pages"):
        assert f"::test_conformance[{check}-sqlite]" in done.stdout
    assert "skipped" not in done.stdout, done.stdout
