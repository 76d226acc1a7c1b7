"""A real browser for tests of what is shown, and axe for tests of who can use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from visitor import Visitor

from tongban.process_logs import write_logs
from tongban.testing.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
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
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

AxeViolations = Callable[["Page"], list[str]]


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Errors are logged as in production, without the values of variables."""
    write_logs()


def find_chromium() -> str | None:
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


def pytest_report_header() -> str:
    return f"chromium: {find_chromium() or 'none found, browser tests are skipped: install chromium'}"


# A browser for each module, not for the whole run: while Playwright's sync interface is open, no other
# event loop can run in this thread. A module that uses a browser therefore has no async tests; others may.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, which reaches 127.0.0.1 only."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium found: install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    """The two window sizes that every page must bear."""
    size: dict[str, int] = request.param
    return size


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser: own cookies, Chinese, at desk size; call `browser.new_context` for a second person."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of that person; a script that fails on it fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture(scope="session")
def axe_violations() -> AxeViolations:
    """Name what axe objects to on a page: rule, and the elements concerned."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        # Evaluated, not added as a script element, which the site's content security policy would refuse.
        page.evaluate(source)
        found = page.evaluate("axe.run()")["violations"]
        return [f"{one['id']}: {', '.join(node['html'] for node in one['nodes'])}" for one in found]

    return violations


@pytest.fixture
def sichuan(world: World) -> Visitor:
    """Somebody at the site of 四川."""
    return Visitor.at(world, "510000")


@pytest.fixture
def guangdong(world: World) -> Visitor:
    """Somebody at the site of 广东."""
    return Visitor.at(world, "440000")
