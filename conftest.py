"""A whole run: what takes longest begins first, lest a worker be alone with it at the end; its options are its own."""

from __future__ import annotations

import os
from typing import Final

import pytest

LONGEST: Final = (
    "web/tests/test_crashes.py",
    "plugins/housing_fund/tests/test_conformance.py",
    "core/tests/conformance",
    "web/tests/test_staff_browser.py",
    "web/tests/test_site_in_browser.py",
    "core/tests/simulation",
    "scripts/tests",
    "chaos/tests/test_storm.py",
    "web/tests/test_demo.py",
)


def pytest_configure() -> None:
    """What tests start of pytest themselves says what it says whatever was asked of this run."""
    os.environ.pop("PYTEST_ADDOPTS", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest to the front; the others keep their order."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))
