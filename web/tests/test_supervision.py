"""The supervisor sees every case of the node, acts on none, and watches the exchange."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.state import Case
from tongban.testing.world import World
from tongban_housing_fund.testing import SAMPLES
from tongban_web.testing.visitor import Visitor

RENT = next(sample for sample in SAMPLES if sample.matter == "hf.rent")


@pytest.fixture
def supervisor(world: World, case: Case) -> Visitor:
    visitor = Visitor.at(world, "510000")
    visitor.sign_in_staff("510000-supervisor")
    return visitor


def test_the_overview_counts_and_lists(supervisor: Visitor, case: Case) -> None:
    page = supervisor.get("/supervision")
    assert page.status == 200
    assert case.number in page.text
    cell = page.document.xpath("//table[@class='matrix']//td/a")[0]
    assert cell.text == "1"
    assert case.number in supervisor.get(cell.get("href")).text


@pytest.mark.parametrize("chosen", ["state=received", "state=x&urgency=y"])
def test_the_list_keeps_what_the_filters_choose(supervisor: Visitor, case: Case, chosen: str) -> None:
    assert case.number in supervisor.get(f"/supervision?{chosen}").text


@pytest.mark.parametrize("chosen", ["state=closed", "urgency=overdue"])
def test_the_list_leaves_out_what_they_do_not(supervisor: Visitor, case: Case, chosen: str) -> None:
    assert case.number not in supervisor.get(f"/supervision?{chosen}").text


def test_a_case_that_has_ended_is_not_said_to_have_no_time_limit(supervisor: Visitor, case: Case) -> None:
    supervisor.world.province("510000").officer(case.competent.office).decline(case.id, "不属于本机关管辖")
    supervisor.world.deliver()
    [table] = supervisor.get("/supervision?state=declined").document.xpath("//div[@id='cases']//table/tbody")
    assert ("已结束" in table.text_content(), "无期限" in table.text_content()) == (True, False)


def test_the_list_alone_answers_a_fragment_request(supervisor: Visitor, case: Case) -> None:
    headers = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#cases"}
    page = supervisor.get("/supervision?state=received", headers)
    assert page.response.text.lstrip().startswith('<div id="cases">')
    assert case.number in page.text


def test_a_list_that_names_nobody_has_no_column_for_names(supervisor: Visitor, case: Case) -> None:
    page = supervisor.get("/supervision")
    heads = page.document.xpath("//div[@id='cases']//thead//th/text()")
    assert ("办件" in heads, "申请人" in heads) == (True, False)


@pytest.mark.parametrize(("chosen", "told"), [("", "目前没有在办件"), ("?urgency=overdue", "请放宽筛选条件")])
def test_whoever_has_not_narrowed_the_list_is_not_told_to_widen_it(world: World, chosen: str, told: str) -> None:
    visitor = Visitor.at(world, "510000")
    visitor.sign_in_staff("510000-supervisor")
    [empty] = visitor.get(f"/supervision{chosen}").document.xpath("//div[@id='cases']")
    assert told in empty.text_content()


def test_a_case_is_read_and_not_acted_on(supervisor: Visitor, case: Case) -> None:
    page = supervisor.get(f"/supervision/cases/{case.id}")
    assert page.status == 200
    assert "收件" in page.text
    assert not [form.action for form in page.document.forms if "/acts/" in (form.action or "")]
    assert supervisor.get(f"/desk/cases/{case.id}").status == 404


def test_a_case_is_followed_without_personal_data(supervisor: Visitor, case: Case) -> None:
    for address in ("/supervision", f"/supervision/cases/{case.id}"):
        text = supervisor.get(address).text
        assert case.number in text
        for personal in ("张建国", "510104********9997", "办理公证"):
            assert personal not in text


def test_questions_are_not_denied_where_they_are_not_shown(world: World, supervisor: Visitor, case: Case) -> None:
    question = a.Ask(question="q", text="请问用途")
    world.province("510000").officer("510104-police").act(case.id, question)
    page = supervisor.get(f"/supervision/cases/{case.id}")
    assert ("选择查阅事由后显示" in page.text, "还没有询问" in page.text) == (True, False)
    assert "请问用途" in supervisor.get(f"/supervision/cases/{case.id}/for/complaint").text


def test_its_contents_are_read_for_a_purpose_that_is_audited(world: World, supervisor: Visitor, case: Case) -> None:
    page = supervisor.get(f"/supervision/cases/{case.id}/for/complaint")
    for personal in ("张建国", "办理公证", "您为“投诉举报核查”查阅"):
        assert personal in page.text
    paper = next(url for url in page.document.xpath("//a/@href") if "/papers/" in url)
    assert "张建国" in supervisor.get(paper).text
    database = world.province("510000").node.database
    read = world.run(database.fetch, "SELECT purpose FROM tongban_audit WHERE act = $1", "read_contents")
    assert [row["purpose"] for row in read] == ["supervision:complaint"] * 2


def test_an_accepted_case_is_read_with_what_its_rules_and_its_sums_come_to(world: World) -> None:
    world.enable_everywhere("housing_fund")
    handed = world.province("440000").apply(RENT.matter, by=RENT.by, answers=RENT.answers, pledges=RENT.pledges)
    world.deliver()
    world.province("510000").officer("510100-hf").accept(handed.case.id)
    visitor = Visitor.at(world, "510000")
    visitor.sign_in_staff("510000-supervisor")
    page = visitor.get(f"/supervision/cases/{handed.case.id}/for/complaint")
    heads = page.document.xpath("//h2/text()")
    assert "规则核对（按现有证据、受理时的规定）" in heads
    assert "怎么算的" in heads


@pytest.mark.parametrize("purpose", ["curiosity", "投诉举报核查", "complaint%20"])
def test_without_a_purpose_nothing_is_read(supervisor: Visitor, case: Case, purpose: str) -> None:
    page = supervisor.get(f"/supervision/cases/{case.id}/for/{purpose}")
    assert page.status == 404
    assert "张建国" not in page.text


def test_a_peer_that_is_down_is_shown(world: World, supervisor: Visitor, case: Case) -> None:
    world.cut("440000")
    world.province("510000").officer("510104-police").accept(case.id)
    world.deliver()
    page = supervisor.get("/supervision")
    assert "不通" in page.text


def test_plugins_are_listed_with_their_matters(supervisor: Visitor) -> None:
    assert "hh.cert.hukou" in supervisor.get("/supervision/plugins").text


def test_the_values_in_force_are_listed_with_their_texts(supervisor: Visitor) -> None:
    page = supervisor.get("/supervision/parameters")
    rows = [[cell.text_content() for cell in row.xpath("*")] for row in page.document.xpath("//tbody/tr")]
    correction = next(row for row in rows if row[0] == "申请人补正的期限")
    assert correction[1:3] == ["15工作日", "2004年7月1日"]
    assert "行政许可法" in correction[3]
    assert correction[4] == "平台设定"
