"""The browser that shows the site to tests is real, careful and confined to this machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

BUTTON_WITHOUT_NAME = "<!doctype html><html lang=zh><title>页</title><main><h1>页</h1><button></button></main></html>"


def test_chinese_is_the_language_of_the_browser(page: Page) -> None:
    assert page.evaluate("navigator.language") == "zh-CN"


def test_axe_names_what_hinders_people(page: Page, axe_violations: Callable[[Page], list[str]]) -> None:
    page.set_content(BUTTON_WITHOUT_NAME)
    assert axe_violations(page) == ["button-name: <button></button>"]
    page.set_content(BUTTON_WITHOUT_NAME.replace("<button>", "<button>提交"))
    assert axe_violations(page) == []


def test_no_page_loads_anything_from_elsewhere(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_a_window_has_the_size_of_a_phone_or_a_desk(page: Page, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)
    assert page.evaluate("[innerWidth, innerHeight]") == list(viewport.values())
