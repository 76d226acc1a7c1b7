"""A real browser for tests of what is shown, and axe for tests of who can use it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn
from served import Serve

from tongban.cases.state import Case
from tongban.testing.world import World
from tongban_web.testing.browser import MISSING, AxeViolations, find_chromium, open_browser, violations
from tongban_web.testing.sites import site_of
from tongban_web.testing.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_report_header() -> str:
    return f"chromium: {find_chromium() or f'browser tests are skipped: {MISSING}'}"


# A browser for each module, not for the whole run: while Playwright's sync interface is open, no other
# event loop can run in this thread. A module that uses a browser therefore has no async tests; others may.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, which reaches 127.0.0.1 only."""
    if find_chromium() is None:
        pytest.skip(MISSING)
    with open_browser() as browser:
        yield browser


@pytest.fixture
def serve(world: World) -> Iterator[Serve]:
    """The address of a province's site on this machine."""
    servers: list[uvicorn.Server] = []

    def start(province: str) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        app = site_of(world.province(province).node)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
        servers.append(server)
        world.portal.start_task_soon(lambda: server.serve([listening]))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for server in servers:
        server.should_exit = True


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
    return violations


@pytest.fixture
def case(world: World) -> Case:
    """An application of 广东 for the police of 四川, handed in online and arrived; there is no other plugin."""
    world.enable_everywhere("household")
    answers = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"}
    made = world.province("440000").apply("hh.cert.hukou", by="张建国", answers=answers).case
    world.deliver()
    return made


@pytest.fixture
def clerk(world: World) -> Visitor:
    """The clerk of a hall of 广东, signed in; there is no other plugin than that of household."""
    world.enable_everywhere("household")
    visitor = Visitor.at(world, "440000")
    visitor.sign_in_staff("440106-hall-1")
    return visitor


@pytest.fixture
def sichuan(world: World) -> Visitor:
    """Somebody at the site of 四川."""
    return Visitor.at(world, "510000")


@pytest.fixture
def guangdong(world: World) -> Visitor:
    """Somebody at the site of 广东."""
    return Visitor.at(world, "440000")
