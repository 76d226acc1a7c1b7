"""The style guide in a real browser: accessible, nothing cut off, and quiet under the strict content policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tongban_web.styleguide import write_styleguide
from tongban_web.styleguide_content import context
from tongban_web.templating import build_environment, render_block, render_page, requested_block
from tongban_web.testing.browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LINES_OF_NUMBERS = """() => [...document.querySelectorAll('.paper__lines td')]
    .filter(cell => /^[0-9]{17}[0-9X]$/.test(cell.textContent))
    .map(cell => { const range = document.createRange(); range.selectNodeContents(cell); return range; })
    .map(range => range.getClientRects().length)"""
SMALL_TARGETS = """() => [...document.querySelectorAll('main button, main .button, main .input, main label.option')]
    .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""


class _StrictHandler(SimpleHTTPRequestHandler):
    """Serves one directory as a node would: under `default-src 'self'`; `/desk` is its page, whole or in part."""

    def do_GET(self) -> None:
        if not self.path.startswith("/desk"):
            super().do_GET()
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        block = requested_block(headers, ["queue"])
        environment = build_environment(None, ())
        page = (
            render_block(environment, "styleguide.html", block, context())
            if block
            else render_page(environment, "styleguide.html", context())
        )
        body = page.replace("待办（按期限先后）", "第二页").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Fragment", block or "")
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, text: str, *arguments: object) -> None:
        """Say nothing: the test's own output is what matters."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("styleguide")
    write_styleguide(folder)

    def handler(*arguments: object) -> _StrictHandler:
        return _StrictHandler(*arguments, directory=str(folder))  # type: ignore[arg-type]

    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 640, 833, 1024, 1280])
def test_no_width_needs_sideways_scrolling(page: Page, address: str, width: int) -> None:
    """1280 px at 200 % zoom is 640 px, at 400 % 320 px."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 360])
def test_the_number_of_an_identity_card_stands_in_one_line_of_a_paper(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate(LINES_OF_NUMBERS) == [1]


def test_every_control_is_large_enough_for_a_thumb(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(address)
    assert page.evaluate(SMALL_TARGETS) == []


def test_no_text_is_smaller_than_fifteen_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(address)
    sizes = page.evaluate("[...document.querySelectorAll('body *')].map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 15


def test_the_strict_policy_blocks_nothing_and_htmx_runs(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    assert page.evaluate("htmx.version") == "4.0.1"
    assert complaints == []


def test_an_objection_leads_to_its_field(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="公民身份号码校验位错误").click()
    assert page.evaluate("location.hash") == "#field-id_number"
    described = page.locator("#field-id_number").get_attribute("aria-describedby") or ""
    assert "公民身份号码校验位错误" in " ".join(page.locator(f"#{target}").inner_text() for target in described.split())


def test_printing_a_page_with_a_paper_prints_the_paper_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator(".paper").is_visible()
    assert not page.locator(".site-header").is_visible()
    assert not page.locator(".hops").is_visible()


def test_more_replaces_the_queue_alone_when_htmx_is_there(page: Page, address: str) -> None:
    page.goto(address)
    with page.expect_response("**/desk*") as answer:
        page.get_by_role("link", name="更多").click()
    assert answer.value.headers["x-fragment"] == "queue"
    page.locator("#queue caption", has_text="第二页").wait_for()
    assert page.locator("#queue").count() == 1
    assert page.url == address


def test_more_is_an_ordinary_link_without_javascript(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="更多").click()
    assert page.url.endswith("/desk?after=2026-12-07")
    assert page.locator("#queue caption").inner_text() == "第二页"
    page.close()
