"""Staff pages in a real browser: accessible on a phone and at a desk, and usable without a mouse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import OVERFLOW, Serve

from tongban.cases.acts import Ask, Dispatch
from tongban.cases.state import Case, State
from tongban.testing.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POLICE, HALL = "510104-police", "440106-hall"
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
pytestmark = pytest.mark.parametrize(
    "database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tab(browser: Browser, size: str) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZES[size])  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def _sign_in(tab: Page, address: str, officer: str) -> None:
    tab.goto(f"{address}/sign-in/staff")
    tab.select_option("#field-officer", officer)
    tab.click("main button[type=submit]")


def _picture(tab: Page, name: str) -> None:
    folder = os.environ.get("TONGBAN_SCREENSHOTS")
    if folder:
        tab.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _is_sound(tab: Page, axe_violations: Callable[[Page], list[str]], name: str) -> None:
    _picture(tab, name)
    assert axe_violations(tab) == []
    wide = tab.evaluate(OVERFLOW)
    assert wide <= 0, f"{name} is {wide} px too wide"


def test_the_desk_is_sound(
    world: World, case: Case, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    address = serve("510000")
    _sign_in(tab, address, f"{POLICE}-1")
    tab.goto(f"{address}/desk")
    _is_sound(tab, axe_violations, f"desk-queue-{size}")
    tab.goto(f"{address}/desk/cases/{case.id}")
    _is_sound(tab, axe_violations, f"desk-case-{size}")
    for act in ("ask_correction", "decline", "ask"):
        tab.goto(f"{address}/desk/cases/{case.id}/acts/{act}")
        _is_sound(tab, axe_violations, f"desk-{act}-{size}")
    tab.goto(f"{address}/desk/cases/{case.id}")
    world.province("510000").officer(POLICE, number=2).accept(case.id)
    tab.click("text=受理 A")
    assert "办件已有新的进展" in tab.inner_text("h1")
    _is_sound(tab, axe_violations, f"desk-too-late-{size}")
    tab.goto(f"{address}/desk/cases/{case.id}")
    _is_sound(tab, axe_violations, f"desk-case-accepted-{size}")
    for act in ("grant", "suspend", "refuse"):
        tab.goto(f"{address}/desk/cases/{case.id}/acts/{act}")
        _is_sound(tab, axe_violations, f"desk-{act}-{size}")


def _at_the_window(world: World) -> Case:
    """An application that a window of 广东 has received for the police of 四川, its result to go by post."""
    world.enable_everywhere("household")
    case = (
        world.province("440000")
        .apply(
            "hh.cert.hukou",
            by="张建国",
            answers={"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"},
            channel="window",
            window_checks=("identity_card",),
            delivery="post",
        )
        .case
    )
    desk = world.province("440000").officer(HALL)
    for name in ("授权委托书", "出生医学证明"):
        world.run(partial(desk.node.custody.take, name=name, condition="完好，共1页"), case.id, desk.actor)
    desk.receive(case.id)
    world.deliver()
    return world.province("510000").case(case.id)


def test_an_original_that_the_post_lost_is_sound(
    world: World, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    case, desk = _at_the_window(world), world.province("440000").officer(HALL)
    lost, kept = case.originals
    world.run(partial(desk.node.custody.send, original=lost, to="competent", waybill="SF1"), case.id, desk.actor)
    world.deliver()
    sound, address = partial(_is_sound, tab, axe_violations), serve("440000")
    _sign_in(tab, address, f"{HALL}-1")
    tab.goto(f"{address}/desk/cases/{case.id}/acts/return_original?about={kept}")
    sound(f"desk-return-original-{size}")
    tab.goto(f"{address}/desk/cases/{case.id}/acts/report_original?about={lost}")
    sound(f"desk-report-original-{size}")
    tab.check("input[value=lost]")
    tab.fill("textarea[name=note]", "邮政企业2026年11月23日确认遗失")
    tab.check("input[name=confirmed]")
    tab.click("main form button[type=submit]")
    world.deliver()
    tab.goto(f"{address}/desk/cases/{case.id}")
    sound(f"desk-case-lost-{size}")
    tab.click("text=原件遗失告知书")
    sound(f"desk-paper-lost-{size}")


def test_a_result_in_the_post_may_be_sent_anew_or_handed_over(
    world: World, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    case, police = _at_the_window(world), world.province("510000").officer(POLICE)
    police.accept(case.id)
    police.grant(case.id)
    world.deliver()
    world.province("440000").officer(HALL).act(case.id, Dispatch(way="post", waybill="EMS1"))
    world.deliver()
    sound, address = partial(_is_sound, tab, axe_violations), serve("440000")
    _sign_in(tab, address, f"{HALL}-1")
    tab.goto(f"{address}/desk/cases/{case.id}")
    offered = tab.inner_text("main")
    assert all(act in offered for act in ("重新寄送结果", "窗口交付结果", "登记邮件签收"))
    sound(f"desk-case-posted-{size}")
    tab.goto(f"{address}/desk/cases/{case.id}/acts/dispatch_again")
    sound(f"desk-dispatch-again-{size}")


def test_operation_is_sound(
    world: World, case: Case, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    node = world.province("510000").node
    world.cut("440000")
    for officer in (1, 2):
        world.province("510000").officer(POLICE, number=officer).act(
            case.id, Ask(question=f"问题{officer}", text="请补充说明")
        )
    world.deliver()
    refused = "UPDATE tongban_outbox SET state = 'rejected', problem = 'no_grant', settled_at = queued_at WHERE seq = 2"
    world.run(node.database.execute, refused)
    world.run(partial(node.operation.incidents.open, "totals_differ", peer="440000", details="2026-11-22：对方发出2封"))
    world.run(node.exchange.take, [b"rubbish"])
    world.clock.advance(timedelta(hours=2))
    address = serve("510000")
    _sign_in(tab, address, "510000-operator")
    sound = partial(_is_sound, tab, axe_violations)
    sound(f"operation-peers-{size}")
    tab.click("text=广东省 >> nth=-1")
    tab.click("text=测试与广东省的连接")
    assert "有问题需要处理" in tab.inner_text("main")
    sound(f"operation-peer-{size}")
    tab.goto(f"{address}/operation/letters")
    sound(f"operation-letters-{size}")
    tab.click("main >> text=搁置 >> nth=0")
    tab.click("main button[type=submit]")
    assert "请写明理由" in tab.inner_text("main")
    sound(f"operation-aside-{size}")
    tab.goto(f"{address}/operation/incidents")
    sound(f"operation-incidents-{size}")


def test_the_window_is_sound(
    world: World, case: Case, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    address = serve("440000")
    _sign_in(tab, address, "440106-hall-1")
    sound = partial(_is_sound, tab, axe_violations)
    _apply_at_the_window(tab, address, size, sound)
    mine = tab.url.partition("?")[0]
    for act in ("receive", "take_original", "withdraw"):
        tab.goto(f"{mine}/acts/{act}")
        sound(f"window-{act}-{size}")
    tab.goto(f"{address}/window")
    sound(f"window-{size}")
    tab.goto(f"{mine}/acts/receive")
    for box in tab.locator("input[name=checks]").all():
        box.check()
    tab.click("main button[type=submit]")
    tab.click("text=收件凭证")
    sound(f"window-receipt-{size}")
    tab.goto(f"{mine}/acts/ask")
    tab.fill("#field-text", "需要补充公证机构名称吗？")
    tab.click("main button[type=submit]")
    sound(f"window-pending-{size}")


def _apply_at_the_window(tab: Page, address: str, size: str, sound: Callable[[str], None]) -> None:
    tab.goto(f"{address}/window/apply")
    tab.select_option("#field-matter", "hh.cert.hukou")
    tab.fill("#field-name", "张建国")
    tab.fill("#field-number", "510104198503109990")
    tab.click("text=打开申请表")
    sound(f"window-start-refused-{size}")
    tab.fill("#field-number", "510104198503109997")
    tab.check("#field-identity")
    tab.check("#field-consent")
    tab.click("text=打开申请表")
    sound(f"window-form-{size}")
    tab.select_option("#field-cert_kind", "origin")
    tab.wait_for_timeout(500)
    tab.fill("#field-purpose", "办理公证")
    tab.fill("#field-hukou_place", "510104")
    tab.click("text=检查并核对")
    sound(f"window-review-{size}")
    tab.click("text=提交申请")
    sound(f"window-case-{size}")


def test_the_overview_is_sound(
    world: World, case: Case, serve: Serve, tab: Page, size: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    world.cut("440000")
    world.province("510000").officer(POLICE).accept(case.id)
    world.deliver()
    address = serve("510000")
    _sign_in(tab, address, "510000-supervisor")
    for path in ("/supervision", "/supervision/plugins", "/supervision/parameters", f"/supervision/cases/{case.id}"):
        tab.goto(f"{address}{path}")
        _is_sound(tab, axe_violations, f"supervision{path.replace('/', '-')[:22]}-{size}")
    tab.goto(f"{address}/supervision")
    tab.select_option("#field-state", "closed")
    tab.wait_for_selector("#cases >> text=没有符合条件的办件")


@pytest.mark.parametrize("size", ["desk"], indirect=True)
def test_a_clerk_needs_no_mouse(world: World, case: Case, serve: Serve, tab: Page, size: str) -> None:
    address = serve("510000")
    _sign_in(tab, address, f"{POLICE}-1")
    tab.goto(f"{address}/desk")
    tab.focus("#jump-number")
    tab.keyboard.type(case.number)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}/desk/cases/{case.id}")
    _press(tab, "受理")
    tab.wait_for_selector("text=已办理：受理")
    assert world.province("510000").case(case.id).state is State.REVIEW
    _press(tab, "准予")
    tab.wait_for_url("**/acts/grant")
    _press(tab, "准予")
    tab.wait_for_selector("text=已办理：")
    assert world.province("510000").case(case.id).decision == "granted"


def _press(tab: Page, label: str) -> None:
    """Tab to a button or link and press it; it must be among the first that are reached."""
    tab.focus("#main")
    for _ in range(6):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.textContent.trim()").startswith(label):
            return tab.keyboard.press("Enter")
    raise AssertionError(f"{label} is not reached within six tab stops")
