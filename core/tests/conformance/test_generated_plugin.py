"""What `tongban new` makes is green at once as a wheel away from here, earns its passport, and is admitted with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from installed_wheels import leave

from tongban.passports.needed import NEEDED
from tongban.settings_page import EXAMPLE

Run = Callable[..., str]

SETTINGS = 'plugins = ["permit"]\nrequire_passports = true\npassport_signers = ["testers.key.public"]'


@pytest.fixture
def folder(generated: Path, tmp_path: Path) -> Path:
    """A folder with the plugin as its wheel leaves it in `site`, and its tests; its source is gone."""
    return leave(generated, tmp_path)


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs Python in the folder and gives back what it printed."""
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "site"), "PYTHONUTF8": "1"}

    def run(*words: str, options: str = "") -> str:
        given = {**surroundings, "PYTEST_ADDOPTS": options, "PYTEST_PLUGINS": "no_such_plugin" if options else ""}
        done = subprocess.run(
            [sys.executable, *words], cwd=folder, env=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def tongban(run: Run) -> Run:
    """The command, in the folder."""
    return lambda *words, options="": run("-c", "from tongban.cli import main; main()", *words, options=options)


def passport(file: Path) -> dict[str, object]:
    """What a passport says, whoever signed it."""
    payload = file.read_bytes().split(b".")[1]
    said: dict[str, object] = json.loads(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    return said


def test_its_own_tests_pass(run: Run):
    """On PostgreSQL; on SQLite `tongban verify` runs the same below."""
    printed = run("-m", "pytest", "-q", "-m", "not sqlite", "tests", "site/tongban_permit/features")
    assert "passed" in printed
    assert "failed" not in printed


def test_it_is_signed_and_admitted_until_a_file_of_it_is_changed(folder: Path, tongban: Run):
    tongban("keys", "new", "testers", "testers.key")
    signing = ("--sign", "testers.key", "--to", "passports/permit.passport")
    printed = tongban("verify", "permit", "--without", "postgresql", *signing, options="-k loads")
    assert "permit holds to everything" in printed
    assert "ok    pages " in printed
    assert "left out: nothing was tried on postgresql" in printed
    told = passport(folder / "passports" / "permit.passport")
    assert told["databases"] == ["sqlite"]
    assert isinstance(told["checks"], dict)
    assert told["checks"].keys() >= NEEDED
    assert "passports/permit.passport: its passport" in printed

    named = 'plugins = ["housing_fund", "household", "marriage"]'
    assert named in EXAMPLE
    text = EXAMPLE.replace(named, SETTINGS).partition("[[overlays]]")[0]
    (folder / "tongban.toml").write_text(text, "utf-8")
    assert "permit  0.1.0\n  matters: permit.apply（" in tongban("plugins")

    with (folder / "site" / "tongban_permit" / "rules.py").open("a", encoding="utf-8") as rules:
        rules.write("RULES = ()\n")
    admitted = tongban("plugins")
    assert "permit  0.1.0\n  refused: " in admitted
    assert "rules.py was changed since it was installed: install its wheel anew" in admitted
