"""The machine's own Chromium, and axe in it: what a page is to somebody who cannot see, point or wait."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AxeViolations = Callable[["Page"], list[str]]
"""Names what axe objects to on a page."""

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
MISSING: Final = "no Chromium found: install chromium"
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

AXE: Final = """async () => (await axe.run({resultTypes: ["violations"]})).violations
    .map(one => `${one.id}: ${one.nodes.map(node => node.html).join(", ")}`)"""


def find_chromium() -> str | None:
    """The program of the machine's Chromium, or None."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser that reaches this machine only; while it is open, no other event loop runs in this thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    """What axe objects to on a page: each rule with the elements concerned."""
    # Evaluated, not added as a script element, which the site's content security policy would refuse.
    page.evaluate(_axe())
    found: list[str] = page.evaluate(AXE)
    return found


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
