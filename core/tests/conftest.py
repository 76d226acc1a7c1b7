"""What the tests of core share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongban.routing.divisions import Divisions, load_divisions

Install = Callable[..., Path]


@pytest.fixture(scope="session")
def divisions() -> Divisions:
    """All built-in divisions, read once."""
    return load_divisions()


@pytest.fixture
def install_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution `tongban-<name>` with a plugin of that name; further files go by their path."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def install(name: str, source: str, *, version: str = "1.0", **files: str) -> Path:
        package = site / f"tongban_{name}"
        for path, text in {"__init__.py": "", "plugin.py": source, **files}.items():
            (package / path).parent.mkdir(parents=True, exist_ok=True)
            (package / path).write_text(text, "utf-8")
        about = site / f"tongban_{name}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tongban-{name}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(f"[tongban]\n{name} = tongban_{name}.plugin\n")
        return package

    before = set(sys.modules)
    yield install
    for module in set(sys.modules) - before:
        if str(site) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]
