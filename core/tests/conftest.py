"""What the tests of core share."""

from __future__ import annotations

import pytest

from tongban.routing.divisions import Divisions, load_divisions


@pytest.fixture(scope="session")
def divisions() -> Divisions:
    """All built-in divisions, read once."""
    return load_divisions()
