"""An application for a township: from the form, whose choice goes down so far, to the office that decides."""

from __future__ import annotations

from pathlib import Path

import pytest
import township_plugin
from caller import Caller

from tongban.identity.people import Officer, OfficerRole
from tongban.testing.world import ALL, World
from tongban_web.testing.visitor import Page, Visitor, begin, filled

TABLE = "code,name\n510104020,示例街道\n510104021,样例街道\n510104020001,示例社区\n"
OFFICES = """- {code: 510104020-police, name: 示例街道派出所, division: "510104020", authorities: [police_station]}
"""
TOWNSHIP = "510104020"
MATTER = township_plugin.RESIDENCE.id


@pytest.fixture
def five_levels(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Three provinces that loaded two townships and a village, in one of which there is an office."""
    township_plugin.offer(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    (tmp_path / "townships.csv").write_text(TABLE, "utf-8")
    (tmp_path / "offices.yaml").write_text(OFFICES, "utf-8")
    loaded = {"divisions": (tmp_path / "townships.csv",), "offices": tmp_path / "offices.yaml"}
    world.settings = {node: dict(loaded) for node in ALL}
    world.enable_everywhere(township_plugin.NAME)
    return world


def typed(visitor: Visitor, place: str) -> Page:
    form = begin(visitor, MATTER, consent="yes")
    return visitor.submit(form, form.path, act="review", place=place, remark="本人说明")


def test_a_code_below_a_county_is_no_county_on_the_page_or_to_the_api(world: World):
    world.enable_everywhere("household")
    message = "“户籍地”只需选择到县（市、区），行政区划代码510104999999请改为6位"
    answers = {"cert_kind": "origin", "purpose": "公证", "hukou_place": "510104999999", "handed_by": "self"}
    visitor = Visitor.at(world, "440000")
    visitor.sign_in("张建国")
    assert message in said(filled(visitor, **answers))
    application = {"matter": "hh.cert.hukou", "office": "440106-hall", "answers": answers, "consent": True}
    refused = Caller.at(world, "440000").sign_in("张建国").post("/api/v1/cases", application)
    assert (refused.status_code, message in refused.text) == (422, True)


def said(page: Page) -> str:
    return page.document.xpath("string(//section[@id='objections'])")


def test_a_township_is_chosen_routed_to_and_decides(five_levels: World):
    visitor = Visitor.at(five_levels, "440000")
    visitor.sign_in("张建国")
    page = typed(visitor, "四川省成都市锦江区")
    assert "“居住地”应选择到乡镇（街道），请在四川省成都市锦江区之下继续选择" in said(page)
    offered = page.document.xpath("//input[@name='place'][@type='radio']/@value")
    assert offered == [TOWNSHIP, "510104021", ""]
    review = visitor.submit(page, page.path, act="review", place=TOWNSHIP)
    assert "四川省成都市锦江区示例街道" in review.text
    assert "示例街道派出所" in review.text
    case = visitor.submit(review, review.path.replace("review", "submit")).path.split("/")[2].partition("?")[0]
    five_levels.deliver()
    sichuan = five_levels.province("510000")
    assert sichuan.case(case).competent.office == f"{TOWNSHIP}-police"
    officer = Officer(
        id=f"{TOWNSHIP}-police-1", name="经办员", office=f"{TOWNSHIP}-police", roles=frozenset({OfficerRole.OFFICER})
    )
    five_levels.run(sichuan.node.accounts.enrol, officer)
    sichuan.officer(f"{TOWNSHIP}-police").accept(case)
    five_levels.deliver()
    assert five_levels.province("440000").case(case).state == sichuan.case(case).state


def test_whoever_chose_a_wrong_place_may_type_another(five_levels: World):
    visitor = Visitor.at(five_levels, "440000")
    visitor.sign_in("张建国")
    page = typed(visitor, "510104")
    page = visitor.submit(page, page.path, act="update", place="")
    assert page.document.xpath("//input[@name='place']/@type") == ["text"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("510104999", "本平台登记的四川省成都市锦江区之下没有行政区划代码510104999，请核对“居住地”，或从列表中选择"),
        ("510104020001", "“居住地”只需选择到乡镇（街道），请改选四川省成都市锦江区示例街道示例社区所属的乡镇（街道）"),
        ("510105", "“居住地”应选择到乡镇（街道），但本平台还没有登记四川省成都市青羊区之下的行政区划"),
    ],
)
def test_another_code_than_a_loaded_township_is_refused_on_the_page_and_by_the_api(
    five_levels: World, place: str, message: str
):
    visitor = Visitor.at(five_levels, "440000")
    visitor.sign_in("张建国")
    assert message in said(typed(visitor, place))
    person = Caller.at(five_levels, "440000").sign_in("张建国")
    answers = {"place": place, "remark": "本人说明"}
    application = {"matter": MATTER, "office": "440106-hall", "answers": answers, "delivery": "electronic"}
    refused = person.post("/api/v1/cases", {**application, "consent": True})
    assert refused.status_code == 422
    assert message in refused.text
