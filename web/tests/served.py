"""What tests of pages in a real browser have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Serve = Callable[[str], str]
"""Serves the site of a province on this machine and tells its address."""

OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how many pixels a page is wider than its window."""
