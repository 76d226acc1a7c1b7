"""The citizens' pages in a real browser: without anything that hinders people, at a telephone's and a desk's width."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tongban.testing.world import World
from tongban_web.testing.browser import AxeViolations
from tongban_web.testing.sites import site_of

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

SHOTS = os.environ.get("TONGBAN_SCREENSHOTS")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """The address of the site of 广东."""
    app = site_of(world.province("440000").node)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
    listening = socket.create_server(("127.0.0.1", 0))
    running = world.portal.start_task_soon(server.serve, [listening])
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    running.result()


class Walk:
    """A person going through the site, whose every page is judged."""

    def __init__(self, page: Page, axe: AxeViolations, name: str) -> None:
        self.page, self.axe, self.name, self.count = page, axe, name, 0

    def look(self) -> None:
        self.count += 1
        if SHOTS:
            target = Path(SHOTS) / f"{self.name}-{self.count:02}.png"
            self.page.screenshot(path=target, full_page=True)
        assert self.axe(self.page) == [], self.page.url
        assert self.page.evaluate(OVERFLOW) <= 0, f"{self.page.url} is wider than the window"

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()


@pytest.fixture
def walker(browser: Browser, viewport: dict[str, int], axe_violations: AxeViolations) -> Iterator[Walk]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield Walk(page, axe_violations, f"citizen-{viewport['width']}")
    # An answer of 422 is an error in the console's eyes only.
    assert [each for each in errors if not re.search(r"status of (404|422)", each)] == []
    context.close()


def sign_in(walker: Walk) -> None:
    walker.page.get_by_label("演示人员").select_option(label="张建国（510104********9997）")
    walker.page.get_by_label("登录等级").select_option("L3")
    walker.press("登录")


def fill_in(page: Page) -> None:
    page.get_by_label("用途").fill("办理继承公证")
    page.get_by_label("户籍地").fill("四川省成都市锦江区")
    page.get_by_label("本人递交").check()
    page.get_by_label("同意为办理本事项查询有关登记信息").check()


def test_an_application_is_walked_from_the_zone_to_its_case(site: str, walker: Walk, world: World) -> None:
    page = walker.page
    page.goto(site)
    walker.look()
    walker.follow("开具户籍类证明")
    walker.follow("网上申请")
    sign_in(walker)
    walker.press("开始填写")
    walker.press("检查并核对")
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("证明种类").select_option(label="亲属关系证明")
    page.get_by_label("亲属姓名").wait_for()
    walker.look()
    page.get_by_label("证明种类").select_option(label="曾用名证明")
    page.get_by_label("亲属姓名").wait_for(state="detached")
    fill_in(page)
    walker.press("检查并核对")
    walker.press("提交申请")
    world.deliver()
    page.reload()
    walker.look()
    assert page.get_by_text("对方已收到").is_visible()
    walker.follow("收件凭证")
    page.go_back()
    walker.follow("撤回申请")
    walker.follow("我的办件")
    page.goto(f"{site}/nowhere")
    walker.look()


def test_what_was_chosen_to_browse_by_is_in_the_address_and_there_again_on_the_way_back(
    site: str, walker: Walk
) -> None:
    page = walker.page
    page.goto(f"{site}/?q=公积金")
    walker.follow("户籍")
    assert page.get_by_role("link", name="户籍", exact=True).get_attribute("aria-current") == "true"
    assert page.get_by_label("想办什么事").input_value() == ""
    walker.follow("开具户籍类证明")
    page.go_back()
    assert page.get_by_role("heading", name="找到 1 个事项").is_visible()


def ask_for_the_post(page: Page, site: str) -> None:
    page.goto(f"{site}/matters/hh.cert.hukou/apply")
    page.get_by_label("演示人员").select_option(label="张建国（510104********9997）")
    page.get_by_label("登录等级").select_option("L3")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("邮寄").check()


def test_an_address_is_asked_for_once_the_post_is_chosen(site: str, walker: Walk) -> None:
    ask_for_the_post(walker.page, site)
    walker.page.get_by_label("收件地址").wait_for()
    walker.look()
    walker.page.get_by_label("窗口领取").check()
    walker.page.get_by_label("收件地址").wait_for(state="detached")


def test_of_two_tabs_with_one_form_the_later_is_told_and_keeps_what_it_holds(site: str, walker: Walk) -> None:
    ask_for_the_post(walker.page, site)
    page, late = walker.page, Walk(walker.page.context.new_page(), walker.axe, f"{walker.name}-overtaken")
    page.get_by_label("收件地址").wait_for()
    late.page.goto(page.url)
    page.get_by_label("窗口领取").check()
    page.get_by_label("收件地址").wait_for(state="detached")
    page.get_by_label("用途").fill("办理公证")
    walker.press("暂存")
    assert page.get_by_text("已暂存").is_visible()
    late.page.get_by_label("用途").fill("入学")
    late.press("暂存")
    assert "刚在另一处保存过" in late.page.get_by_role("alert").inner_text()
    assert late.page.get_by_label("用途").input_value() == "入学"
    with late.page.expect_popup() as opened:
        late.page.get_by_role("link", name="重新打开").click()
    assert opened.value.get_by_label("用途").input_value() == "办理公证"


def test_without_scripts_a_button_asks_for_the_address(site: str, browser: Browser, viewport: dict[str, int]) -> None:
    context = browser.new_context(locale="zh-CN", viewport=viewport, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    ask_for_the_post(page, site)
    assert page.get_by_label("收件地址").count() == 0
    page.get_by_role("button", name="结果怎样送达").click()
    page.get_by_label("收件地址").wait_for()
    context.close()


def test_a_choice_is_made_with_the_keyboard_alone(site: str, walker: Walk) -> None:
    page = walker.page
    page.goto(f"{site}/matters/hh.cert.hukou/apply")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    sign_in(walker)
    page.get_by_role("button", name="开始填写").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*")
    page.get_by_label("证明种类").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("亲属姓名").wait_for()
    assert page.evaluate("document.activeElement.id") == "field-cert_kind"


def test_at_twice_the_size_nothing_is_cut_off(site: str, browser: Browser, axe_violations: AxeViolations) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    walker = Walk(context.new_page(), axe_violations, "twice")
    for address in ("/", "/matters/hf.transfer", "/matters/mr.marry", "/sign-in"):
        walker.page.goto(site + address)
        walker.look()
    context.close()
