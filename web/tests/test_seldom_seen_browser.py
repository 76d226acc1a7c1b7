"""Pages that few people come to, in a real browser: as legible and as accessible as the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import township_plugin
from served import OVERFLOW, Serve

from tongban.cases.acts import Answer, Ask
from tongban.cases.state import Case
from tongban.desk.drafts import PAGE
from tongban.testing.world import ALL, World
from tongban_marriage.testing import SAMPLES
from tongban_web.testing.browser import AxeViolations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SQLITE = pytest.param("sqlite", marks=pytest.mark.sqlite)
pytestmark = pytest.mark.parametrize("database_dialect", [SQLITE], indirect=True)

POLICE, HALL = "510104-police", "440106-hall"
ANSWERS = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"}
TOWNSHIPS = "code,name\n510104020,示例街道\n510104021,样例街道\n"

Look = Callable[[str], None]


@pytest.fixture
def tab(browser: Browser, viewport: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def look(tab: Page, viewport: dict[str, int], axe_violations: AxeViolations) -> Look:
    """Judge the page that is open; photographed where a folder is named."""

    def judge(name: str) -> None:
        if folder := os.environ.get("TONGBAN_SCREENSHOTS"):
            tab.screenshot(path=Path(folder) / f"{name}-{viewport['width']}.png", full_page=True)
        assert axe_violations(tab) == [], name
        assert tab.evaluate(OVERFLOW) <= 0, f"{name} is wider than the window"

    return judge


def _staff(tab: Page, address: str, officer: str) -> None:
    tab.goto(f"{address}/sign-in/staff")
    tab.select_option("#field-officer", officer)
    tab.click("main button[type=submit]")


def _citizen(tab: Page, world: World, address: str, name: str = "张建国") -> None:
    tab.goto(f"{address}/sign-in")
    tab.select_option("#field-person", world.person(name).number)
    tab.select_option("#field-level", "L3")
    tab.click("main button[type=submit]")


def _applied(world: World, *, channel: str = "online", received_in: str = "440000") -> Case:
    shown = ("identity_card",) if channel == "window" else ()
    hall = world.province(received_in)
    handed = hall.apply("hh.cert.hukou", by="张建国", answers=ANSWERS, channel=channel, window_checks=shown)
    world.deliver()
    return handed.case


def test_an_original_that_the_office_has_lost(world: World, serve: Serve, tab: Page, look: Look) -> None:
    world.enable_everywhere("household")
    case, desk = _applied(world, channel="window"), world.province("440000").officer(HALL)
    world.run(partial(desk.node.custody.take, name="出生医学证明", condition="完好，共1页"), case.id, desk.actor)
    desk.receive(case.id)
    world.deliver()
    [lost], address = world.province("440000").case(case.id).originals, serve("440000")
    _staff(tab, address, f"{HALL}-1")
    tab.goto(f"{address}/desk/cases/{case.id}/acts/report_lost?about={lost}")
    look("lost-act")
    tab.fill("textarea[name=note]", "2026年11月23日清点时发现，查找三日无着")
    tab.check("input[name=confirmed]")
    tab.click("main form button[type=submit]")
    assert "“登记保管中遗失”已于" in tab.inner_text("#sent")
    look("lost-desk")
    world.deliver()
    tab.context.clear_cookies()
    _citizen(tab, world, address)
    tab.goto(f"{address}/cases/{case.id}")
    look("lost-case")
    tab.click("text=原件遗失告知书")
    assert "保管期间遗失" in tab.inner_text("main")
    look("lost-paper")


def test_the_shelf_of_a_busy_window(world: World, serve: Serve, tab: Page, look: Look) -> None:
    world.enable_everywhere("household")
    node, address = world.province("440000").node, serve("440000")
    _staff(tab, address, f"{HALL}-1")
    tab.goto(f"{address}/window/apply")
    tab.select_option("#field-matter", "hh.cert.hukou")
    tab.fill("#field-name", "张建国")
    tab.fill("#field-number", world.person("张建国").number)
    tab.check("#field-identity")
    tab.click("text=打开申请表")
    first = world.run(node.drafts.load, tab.url.rpartition("/")[2], f"office:{HALL}")
    for _ in range(PAGE):
        world.run(node.drafts.add, node.drafts.new(first.key, first.application))
    tab.goto(f"{address}/window")
    look("shelf")
    tab.click("text=更多")
    assert tab.locator(".paper-list li").count() == 1
    look("shelf-further-on")
    tab.click("text=返回最近暂存的")
    assert tab.locator(".paper-list li").count() == PAGE


def test_an_answer_that_came_too_late(world: World, serve: Serve, tab: Page, look: Look) -> None:
    world.enable_everywhere("household")
    _answer_too_late(world, serve("510000"), tab, "510000")
    assert "您写的内容没有发出" in tab.inner_text("main")
    look("answer-too-late")


def test_an_answer_that_the_other_province_took_no_more(world: World, serve: Serve, tab: Page, look: Look) -> None:
    world.enable_everywhere("household")
    _answer_too_late(world, serve("440000"), tab, "440000")
    look("answer-sent")
    world.deliver()
    tab.reload()
    assert "答复的内容没有送达" in tab.inner_text("main")
    look("answer-refused")


def _answer_too_late(world: World, address: str, tab: Page, received_in: str) -> None:
    """Somebody answers in one window what they have answered in another."""
    case = _applied(world, received_in=received_in)
    world.province("510000").officer(POLICE).act(case.id, Ask(question="q1", text="公证在哪一家公证机构办理？"))
    world.deliver()
    _citizen(tab, world, address)
    tab.goto(f"{address}/cases/{case.id}")
    told = Answer(question="q1", text="四川省成都市锦江公证处")
    world.province(received_in).party(case.id, by="张建国", act=told)
    world.deliver()
    tab.fill("textarea[name=text]", "锦江公证处，另附该处出具的材料清单。")
    tab.click("text=发送答复")


def test_what_a_supervisor_reads_for_a_complaint(world: World, serve: Serve, tab: Page, look: Look) -> None:
    world.enable_everywhere("household")
    case, address = _applied(world), serve("510000")
    world.province("510000").officer(POLICE).accept(case.id)
    world.deliver()
    _staff(tab, address, "510000-supervisor")
    tab.goto(f"{address}/supervision/cases/{case.id}")
    look("overseen")
    tab.goto(f"{address}/supervision/cases/{case.id}/for/complaint")
    assert "办理公证" in tab.inner_text("main")
    look("overseen-contents")


def test_what_cannot_be_corrected(world: World, serve: Serve, tab: Page, look: Look) -> None:
    [sample] = SAMPLES
    chongqing = world.province("500000")
    case = chongqing.apply(sample.matter, by=sample.by, answers=sample.answers).case
    chongqing.confirm(case.id, by=sample.co_applicant)
    address = serve("500000")
    _staff(tab, address, "500103-marriage-1")
    tab.goto(f"{address}/desk/cases/{case.id}/acts/ask_correction")
    assert "不能补正" in tab.inner_text("main")
    look("correction-without-parties")


def test_the_choice_of_a_township(
    world: World, serve: Serve, tab: Page, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    township_plugin.offer(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    (tmp_path / "townships.csv").write_text(TOWNSHIPS, "utf-8")
    world.settings = {node: {"divisions": (tmp_path / "townships.csv",)} for node in ALL}
    world.enable_everywhere(township_plugin.NAME)
    address = serve("440000")
    _citizen(tab, world, address)
    tab.goto(f"{address}/matters/{township_plugin.RESIDENCE.id}/apply")
    tab.click("main form button[type=submit]")
    look("township-empty")
    tab.fill("#field-place", "四川省成都市锦江区")
    tab.fill("#field-remark", "本人说明")
    tab.click("text=检查并核对")
    assert tab.locator("input[name=place][type=radio]").count() == 3
    look("township-choice")


def _form(world: World, serve: Serve, tab: Page) -> None:
    """The applicant's form, with what decides the rest of it."""
    world.enable_everywhere("household")
    address = serve("440000")
    _citizen(tab, world, address)
    tab.goto(f"{address}/matters/hh.cert.hukou/apply")
    tab.check("input[name=consent]")
    tab.click("text=开始填写")
    with tab.expect_response("**/drafts/*?act=update"):
        tab.select_option("#field-cert_kind", "origin")
    tab.fill("#field-hukou_place", "510104")


def test_an_answer_that_is_too_long_to_be_kept(world: World, serve: Serve, tab: Page, look: Look) -> None:
    _form(world, serve, tab)
    put = "(each, text) => { each.value = text }"  # past the length that the control takes, as what fills in forms does
    tab.eval_on_selector("#field-purpose", put, "办理继承公证，" * 600)
    with tab.expect_navigation():
        tab.click("button[value=save]")
    told = tab.inner_text("main")
    assert ("“用途”有4200字，不得超过100字" in told, "没有暂存" in told, "都已保留" in told) == (True, True, False)
    look("answer-too-long")


def test_names_typed_for_another_that_were_wrong_too_often(world: World, serve: Serve, tab: Page, look: Look) -> None:
    _form(world, serve, tab)
    tab.fill("#field-purpose", "办理公证")
    tab.check("input[name=handed_by][value=agent]")
    tab.fill("#field-agent_number", world.person("李秋萍").number)
    for name in ("李一", "李二", "李三", "李四", "李五", "李秋萍"):
        tab.fill("#field-agent_name", name)
        with tab.expect_navigation():
            tab.click("button[value=review]")
    assert "多次不一致，请在15分钟后再试" in tab.inner_text(".field:has(#field-agent_name)")
    assert "未答复" not in tab.inner_text("main")
    look("names-too-often")
