"""文书查验: anybody learns whether a paper is genuine, and nothing of what it says."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from tongban.cases.papers import Paper
from tongban.cases.verifying import paper_code
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

HUKOU = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104"}


@pytest.fixture
def papers(world: World) -> dict[str, Paper]:
    world.enable_everywhere("household")
    home = world.province("510000")
    case = home.apply("hh.cert.hukou", by="张建国", answers=HUKOU).case
    police = home.officer("510104-police")
    police.accept(case.id)
    police.grant(case.id)
    return {paper.title: paper for _, paper in home.view(case.id).dossier.papers()}


@pytest.fixture
def anybody(papers: dict[str, Paper], world: World) -> Visitor:
    return Visitor.at(world, "510000")


def _verify(visitor: Visitor, number: str, code: str) -> Page:
    return visitor.get(f"/verify?{urlencode({'number': number, 'code': code})}")


def test_every_paper_is_found_by_number_and_code_and_tells_nothing_of_its_content(
    anybody: Visitor, papers: dict[str, Paper]
) -> None:
    assert {"收件凭证", "受理通知书", "准予决定书", "户籍类证明"} <= set(papers)
    for paper in papers.values():
        page = _verify(anybody, paper.number, paper_code(paper).lower().replace("-", " "))
        assert (page.status, "这份文书由本平台出具" in page.text) == (200, True)
        assert paper.issuer in page.text
        assert not any(secret in page.text for secret in ("张建国", "510104198503109997", "曾用名"))
        assert "张**" in page.text


def test_a_code_may_be_misread_where_letters_look_like_digits(anybody: Visitor, papers: dict[str, Paper]) -> None:
    for paper in papers.values():
        misread = paper_code(paper).translate(str.maketrans("OIB", "018"))
        assert "这份文书由本平台出具" in _verify(anybody, paper.number, misread).text


def test_who_knows_all_that_a_paper_says_does_not_know_its_code(anybody: Visitor, papers: dict[str, Paper]) -> None:
    for paper in papers.values():
        worked_out = paper_code(replace(paper, code=""))
        assert "不能确认这份文书真实" in _verify(anybody, paper.number, worked_out).text


def test_who_types_the_code_in_the_body_of_an_early_certificate_is_sent_to_the_one_in_the_footer(
    anybody: Visitor, papers: dict[str, Paper]
) -> None:
    number = papers["户籍类证明"].number
    for typed in ("A1B2C3D4", ""):
        told = _verify(anybody, number, typed).text
        assert "早期证明正文中的“校验码”不能用于查验" in told
        assert "页脚" in told


def test_the_hukou_place_keeps_the_code_printed_on_a_certificate(world: World, papers: dict[str, Paper]) -> None:
    database = world.province("510000").node.database
    (row,) = world.run(database.fetch, "SELECT code, kind FROM household_certificate")
    assert (row["code"], row["kind"]) == (paper_code(papers["户籍类证明"]), "former_name")


def test_a_wrong_code_a_foreign_number_and_no_number_are_told_apart_with_what_to_do(
    anybody: Visitor, papers: dict[str, Paper]
) -> None:
    grant, acceptance = papers["准予决定书"], papers["受理通知书"]
    for number, code, told in (
        (grant.number, paper_code(acceptance), "不能确认这份文书真实"),
        (grant.number.replace("准", "受"), paper_code(grant), "不能确认这份文书真实"),
        ("通办准〔2026〕1号", "ABCD", "文书编号格式不正确"),
        (grant.number, "", "请填写查验码"),
    ):
        page = _verify(anybody, number, code)
        assert (page.status, told in page.text) == (422, True)
        assert ("没有通过查验" in page.text) == (told == "不能确认这份文书真实"), "what was not asked has not failed"
        assert "提交" not in page.text, "nothing is handed in here"


def test_another_provinces_paper_is_sent_to_its_platform(papers: dict[str, Paper], world: World) -> None:
    guangdong = Visitor.at(world, "440000")
    page = _verify(guangdong, papers["准予决定书"].number, paper_code(papers["准予决定书"]))
    assert "四川省" in page.text


def test_whoever_guesses_is_stopped(anybody: Visitor, papers: dict[str, Paper]) -> None:
    for _ in range(50):
        _verify(anybody, papers["准予决定书"].number, "0000-0000-0000")
    page = _verify(anybody, papers["准予决定书"].number, paper_code(papers["准予决定书"]))
    assert (page.status, "查验失败次数过多" in page.text) == (422, True)


def test_the_zone_and_the_printed_paper_lead_to_it(anybody: Visitor, papers: dict[str, Paper]) -> None:
    assert anybody.get("/").document.xpath("//a[@href='/verify']")
    anybody.sign_in("张建国")
    case = anybody.get("/cases").document.xpath("//a[starts-with(@href, '/cases/')]/@href")[0]
    printed = anybody.get(anybody.get(case).document.xpath("//a[contains(@href, '/papers/')]/@href")[0])
    assert "查验文书真伪" in printed.text
