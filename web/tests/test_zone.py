"""The zone and the guides, written by the matters themselves."""

from __future__ import annotations

import pytest

from tongban_web.testing.visitor import Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])


def names(visitor: Visitor, address: str) -> list[str]:
    return [str(name) for name in visitor.get(address).document.xpath("//article//h3/a/text()")]


def test_matters_are_searched_by_what_people_call_them(sichuan: Visitor) -> None:
    assert names(sichuan, "/?q=领证") == ["结婚登记"]
    assert names(sichuan, "/?q=曾用名") == ["开具户籍类证明"]
    assert sichuan.get("/?q=%20").heading == sichuan.get("/").heading
    assert "全部事项" in sichuan.get("/?q=%20").text
    page = sichuan.get("/?q=登月")
    assert "没有找到这样的事项" in page.text


def test_matters_are_browsed_by_every_heading(sichuan: Visitor) -> None:
    page = sichuan.get("/")
    assert [str(heading) for heading in page.document.xpath("//nav[@class='browse']/h2/text()")] == [
        "按生活事项",
        "按主管部门",
        "按办理方式",
        "按办理地",
    ]
    for address in page.document.xpath("//nav[@class='browse']//a/@href"):
        assert names(sichuan, address), address


def test_every_guide_says_what_a_person_must_know(sichuan: Visitor) -> None:
    for address in sichuan.get("/").document.xpath("//article//a/@href"):
        page = sichuan.get(address)
        for section in ("基本信息", "申请条件", "申请材料", "办理步骤和时限", "哪里可以办", "办理依据"):
            assert section in page.text, (address, section)


def test_the_guide_says_why_a_material_is_waived(sichuan: Visitor) -> None:
    page = sichuan.get("/matters/hh.cert.hukou")
    [row] = [" ".join(row.text_content().split()) for row in page.document.xpath("//tr[th[.='居民户口簿']]")]
    assert "免提交" in row
    assert "户籍档案" in row


def test_the_guide_gives_the_promised_term_and_the_agreement(sichuan: Visitor) -> None:
    assert "3 个工作日" in sichuan.get("/matters/hh.cert.hukou").text
    page = sichuan.get("/matters/hf.transfer")
    assert "川渝通办" in page.text


def test_the_terms_of_the_steps_are_not_added_to_that_of_the_whole(sichuan: Visitor) -> None:
    guide = sichuan.get("/matters/hf.transfer").text
    assert guide.count("自受理之日起共 18 个工作日，各步的时限不另外相加") == 1


def test_the_guide_says_of_whom_a_paper_is_asked_for(sichuan: Visitor) -> None:
    page = sichuan.get("/matters/hf.repay")
    [row] = [
        " ".join(row.text_content().split()) for row in page.document.xpath("//tr[th[starts-with(., '商业贷款')]]")
    ]
    assert "只在这种情形：偿还的贷款——商业性住房贷款" in row
    assert "由贷款银行出具" in row


def test_what_waives_the_paper_of_an_agent_is_said(sichuan: Visitor) -> None:
    page = sichuan.get("/matters/hf.employer_open")
    [row] = [" ".join(row.text_content().split()) for row in page.document.xpath("//tr[th[.='经办人授权']]")]
    assert "免提交" in row
    assert "由平台核对单位在“授权管理”中给经办人的授权" in row


def test_a_step_that_has_the_whole_term_is_no_further_term(sichuan: Visitor) -> None:
    guide = sichuan.get("/matters/hf.loan_out").text
    assert guide.count("包括在 10 日的办结时限内") == 1
    assert "承诺办结时限 10 日" in guide


def test_where_the_term_runs_from_the_application_acceptance_has_none_of_its_own(sichuan: Visitor) -> None:
    guide = sichuan.get("/matters/hf.query").text
    assert "收件之日起 5 个工作日内" not in guide
    assert guide.count("包括在 5 日的办结时限内") == 2, "acceptance, and the one step"
    assert "收件之日起 5 个工作日内" in sichuan.get("/matters/hf.transfer").text


def test_a_place_out_of_reach_is_said_with_office_and_address(sichuan: Visitor) -> None:
    page = sichuan.get("/matters/hh.cert.hukou?place=杭州市西湖区")
    assert "浙江省杭州市西湖区尚未接入" in page.text
    assert "杭州市西湖区示例街1号" in page.text
    assert "可以通过本平台办理" in sichuan.get("/matters/hh.cert.hukou?place=440106").text
    assert "没有找到“亚特兰蒂斯”" in sichuan.get("/matters/hh.cert.hukou?place=亚特兰蒂斯").text


def test_a_province_is_answered_by_the_places_in_it_that_can_be_reached(sichuan: Visitor) -> None:
    told = sichuan.get("/matters/hh.cert.hukou?place=广东省").text
    assert "广东省有可以通过本平台办理的地方，请写全地名再查询，如“广东省" in told
    assert "没有登记办理" not in told
    assert "请拨打当地12345查询" in sichuan.get("/matters/hh.cert.hukou?place=510106").text


def test_what_lies_outside_is_not_sent_to_a_window(sichuan: Visitor) -> None:
    told = sichuan.get("/matters/hh.cert.hukou?place=香港特别行政区").text
    assert "香港特别行政区不在跨省通办范围内" in told
    assert "由窗口寄送" not in told


def test_an_unknown_matter_is_not_found(sichuan: Visitor) -> None:
    assert sichuan.get("/matters/no.such").status == 404
