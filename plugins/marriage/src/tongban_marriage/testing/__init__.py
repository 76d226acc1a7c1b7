"""Builders and Gherkin steps of the matters of 婚姻登记, loaded by pytest."""

from __future__ import annotations

from typing import Final

CHAPTER: Final = "婚姻登记"

pytest_plugins = (
    "tongban_marriage.testing.conditions",
    "tongban_marriage.testing.registry",
    "tongban_marriage.testing.outcomes",
)
