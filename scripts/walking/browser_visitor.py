"""A person of the journey with a real browser: fills in controls and presses buttons, and photographs what comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from scripts.walking.album import DESK, Album
from tongban_web.journey.pages import Form, Page, read_page
from tongban_web.journey.visitors import Entry, Visitor, WrongTurn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Locator, Response
    from playwright.sync_api import Page as Tab

PAPER: Final[FilePayload] = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
SWAPS = "xpath=ancestor-or-self::*[@hx-post]"
"""An element that htmx renews when a control in it changes."""
UNDER_WAY: Final = ".htmx-request, .htmx-swapping, .htmx-settling"


@dataclass(slots=True, eq=False, kw_only=True)
class BrowserVisitor(Visitor):
    """One person's browser; `album` keeps what was seen."""

    tab: Tab
    album: Album
    _page: Page | None = None

    def submit(self, form: Form, entered: Mapping[str, Entry]) -> Page:
        """Fill a form of the page in, as a person would, and press its button."""
        if self._page is None or form not in self._page.forms:
            raise WrongTurn(f"{self.name} fills in a form that is not on the page")
        form.filled(dict(entered))
        scope = self.tab.locator("form").nth(self._page.forms.index(form))
        buttons = {name for name, _ in form.buttons}
        for name, value in entered.items():
            if name not in buttons:
                self._enter(scope, name, value)
        self.album.take(self.tab, self.name)
        return self._press(scope, [f'[name="{name}"][value="{entered[name]}"]' for name in buttons & set(entered)])

    def _press(self, scope: Locator, named: list[str]) -> Page:
        button = scope.locator("".join(["button[type=submit]", *named])).first
        if not button.count():  # nothing to renew: the check says what is missing
            button = scope.locator("button[type=submit]").first
        elif not button.is_visible():  # with scripts, the page renews itself as soon as something is chosen
            return self._looked_at(200)
        with self.tab.expect_navigation() as arrival:
            button.click()
        return self._looked_at(_status(arrival.value))

    def _enter(self, scope: Locator, name: str, value: Entry) -> None:
        control = scope.locator(f'[name="{name}"]')
        kind = control.first.get_attribute("type") or control.first.evaluate("element => element.tagName")
        for each in (value,) if isinstance(value, str) else value:
            match kind:
                case "radio" | "checkbox":
                    self._choose(scope.locator(f'[name="{name}"][value="{each}"]'))
                case "file":
                    control.set_input_files([PAPER])
                case "SELECT":
                    control.select_option(each)
                case "hidden":
                    control.evaluate("(element, value) => { element.value = value }", each)
                case _:
                    control.fill(each)

    def _choose(self, option: Locator) -> None:
        if option.is_checked():
            return
        if self._has_scripts and option.locator(SWAPS).count():
            with self.tab.expect_response(lambda answer: "act=update" in answer.url):
                option.check()
            self.tab.locator(UNDER_WAY).first.wait_for(state="detached")
        else:
            option.check()

    @property
    def _has_scripts(self) -> bool:
        return bool(self.tab.evaluate("Boolean(window.htmx)"))

    def _send(self, method: str, path: str, **content: Any) -> Page:
        return self._looked_at(_status(self.tab.goto(urljoin(self.url, path))))

    def _looked_at(self, status: int) -> Page:
        self.tab.set_viewport_size(DESK)
        self._page = read_page(status, self.tab.url, self.tab.content())
        if status >= 500:
            raise WrongTurn(f"{self.name}: {self.tab.url}: {status}\n{self.supervisor.log_of(self.url)}")
        self.album.take(self.tab, self.name)
        return self._page


def new_tab(browser: Browser, *, scripts: bool) -> Tab:
    """A window of one's own, without what others have left in theirs."""
    return browser.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=scripts).new_page()


def _status(response: Response | None) -> int:
    return response.status if response else 200
