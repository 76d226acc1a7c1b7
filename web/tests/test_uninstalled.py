"""A plugin may go: what was decided while it was there stays readable for applicant, office and supervision."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import msgspec
import pytest

from tongban.node import Node, open_node
from tongban.testing.acts import ConfirmDelivery
from tongban.testing.world import World
from tongban_web.testing.sites import site_of
from tongban_web.testing.visitor import Page, Visitor

PLUGIN = "housing_fund"
RETIRED = {
    "city": "510100",
    "mobile": "13800000000",
    "bank": "示例银行成都分行",
    "card": "6200000000000000018",
    "card_holder": "钱国庆",
}
PAID = {"amount": "86420.55", "paid_on": "2026-11-23", "voucher": "P20261123"}


@pytest.fixture
def closed(world: World) -> str:
    """A withdrawal from hand-in at 广东 to its close, decided and paid at 四川."""
    home = world.province("440000")
    case = home.apply("hf.retire", by="钱国庆", answers=RETIRED).case.id
    world.deliver()
    desk = world.province("510000").officer("510100-hf")
    desk.accept(case)
    desk.report(case, "calculate", typed={"amount": "86420.55"})
    desk.clear(case, "pay")
    desk.report(case, "pay", typed=PAID)
    desk.report(case, "arrive", typed={"amount": "86420.55", "arrived_on": "2026-11-23"})
    desk.grant(case)
    world.deliver()
    home.party(case, by="钱国庆", act=ConfirmDelivery(how="opened"))
    world.deliver()
    assert home.case(case).state.label == "办结"
    return case


@pytest.fixture
def without(world: World, closed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Visitor]]:
    """Both nodes opened again with settings that do not name the plugin, and without its code."""
    settings = [world.province(code).node.settings for code in ("440000", "510000")]
    for name in [each for each in sys.modules if each.split(".")[0] == f"tongban_{PLUGIN}"]:
        monkeypatch.setitem(sys.modules, name, None)
    nodes: list[Node] = []
    for each in settings:
        left = tuple(name for name in each.plugins if name != PLUGIN)
        node = open_node(
            msgspec.structs.replace(each, plugins=left), clock=world.clock, transport=lambda _: world.loopback
        )
        world.run(node.database.start)
        nodes.append(node)
    yield {node.settings.node: Visitor(world, node.settings.node, site_of(node)) for node in nodes}
    for node in nodes:
        world.run(node.stop)


def papers_of(visitor: Visitor, page: Page) -> dict[str, Page]:
    links = page.document.xpath("//a[contains(@href, '/papers/')]/@href")
    return {link: visitor.get(link) for link in dict.fromkeys(map(str, links))}


def test_the_applicant_reads_case_papers_and_every_hop(without: dict[str, Visitor], closed: str) -> None:
    visitor = without["440000"]
    visitor.sign_in("钱国庆")
    page = visitor.get(f"/cases/{closed}")
    assert page.status == 200
    for said in ("正常（离）退休提取住房公积金", "办结", "开户银行", "示例银行成都分行"):
        assert said in page.text, said
    hops = [" ".join(each.text_content().split()) for each in page.document.xpath("//ol[contains(@class, 'hops')]/li")]
    assert len(hops) > 5, page.text
    papers = papers_of(visitor, page)
    assert len(papers) >= 3, page.text
    assert all(each.status == 200 for each in papers.values())
    assert any("86,420.55元" in each.text and "P20261123" in each.text for each in papers.values())


def test_the_centre_and_the_supervisor_read_it_too(without: dict[str, Visitor], closed: str) -> None:
    officer = without["510000"]
    officer.sign_in_staff("510100-hf-1")
    page = officer.get(f"/desk/cases/{closed}")
    assert page.status == 200
    assert "86,420.55元" in page.text
    supervisor = officer.another()
    supervisor.sign_in_staff("510000-supervisor")
    assert "办结" in supervisor.get(f"/supervision/cases/{closed}").text


def test_the_matter_is_offered_no_more(without: dict[str, Visitor]) -> None:
    visitor = without["440000"]
    assert not re.search(r"/matters/hf\.", visitor.get("/").response.text)
    assert visitor.get("/matters/hf.retire").status == 404
