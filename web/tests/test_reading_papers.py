"""Where a register cannot be asked, the officer reads the paper of the case, and the applicant is told so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from caller import Caller

from tongban.exchange.ids import mint_id
from tongban.matters.materials import Material, Upload
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

DEED = Material(key="deed", name="购房合同或不动产权证书", sources=(Upload(),))
CONTRACT = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
BOUGHT = {
    "city": "510100", "mobile": "13800000000", "bank": "示例银行成都分行", "card": "6200000000000000018",
    "card_holder": "孙静", "amount": "2000.00", "way": "buy", "contract_no": "HZWQ20260001",
    "house_id": "330106004001GB00001F00010001", "house_city": "330100", "price": "1200000.00", "loan_amount": "0.00",
    "paid_amount": "1200000.00", "spouse_join": "no",
}  # fmt: skip
READ = {
    "home": BOUGHT["house_id"], "city": "浙江省杭州市", "price": "1,200,000.00", "loan": "0", "signed_on": "2026-06-01",
    "confirmed": "yes",
}  # fmt: skip


async def _contract() -> AsyncIterator[bytes]:
    yield CONTRACT


@pytest.fixture
def bought(world: World) -> str:
    """孙静's home in 杭州, whose province is off the exchange; the contract is uploaded."""
    home, case = world.province("440000"), mint_id(world.clock.now())

    async def stored() -> object:
        return await home.node.uploads.store(
            _contract(), application=case, material=DEED, name="合同.pdf", by=home.node.accounts.key("")
        )

    file = world.run(stored)
    home.apply("hf.purchase", by="孙静", answers=BOUGHT, uploads=[file.evidence(DEED.name)], draft_id=case)  # type: ignore[attr-defined]
    world.deliver()
    world.province("510000").officer("510100-hf").accept(case)
    world.deliver()
    return case


@pytest.fixture
def centre(world: World) -> Visitor:
    visitor = Visitor.at(world, "510000")
    visitor.sign_in_staff("510100-hf-1")
    return visitor


def reading(centre: Visitor, case: str) -> Page:
    """The page on which the paper is read, opened from where the case says that something is open."""
    page = centre.get(f"/desk/cases/{case}")
    [link] = page.document.xpath(
        "//div[contains(@class, 'finding--open')]//a[contains(., '按纸质材料核对：房屋交易信息')]/@href"
    )
    return centre.get(link)


def test_the_form_has_a_field_for_everything_that_the_paper_says_and_the_paper_beside_it(
    bought: str, centre: Visitor
) -> None:
    page = reading(centre, bought)
    labels = [label.text_content().strip() for label in page.document.xpath("//form[@class='act-form']//label")]
    for label in ("不动产单元号", "购房城市", "总价", "贷款", "签订日期", "与出卖人的关系"):
        assert any(label in each for each in labels), labels
    assert not any("合同备案号" in each for each in labels)
    assert "合同备案号 HZWQ20260001" in page.text
    [file] = page.document.xpath("//a[contains(., '打开文件：购房合同或不动产权证书')]/@href")
    assert centre.get(file).response.content == CONTRACT


def test_what_is_wrong_is_said_of_every_field_at_once_and_what_was_typed_stays(bought: str, centre: Visitor) -> None:
    page = reading(centre, bought)
    action = f"/desk/cases/{bought}/acts/establish"
    page = centre.submit(page, action, **{**READ, "price": "很多", "home": "", "signed_on": "2026-13-01"})
    assert page.status == 422
    for message in ("请填写“不动产单元号”", "“总价”应填写金额", "“签订日期”不是有效的日期"):
        assert message in page.text
    assert page.form(action)["price"] == "很多"
    assert page.form(action)["city"] == "浙江省杭州市"
    assert centre.submit(page, action, **{**READ, "confirmed": ""}).status == 422


def test_what_was_read_is_shown_with_its_paper_to_office_and_applicant(
    bought: str, centre: Visitor, world: World
) -> None:
    done = centre.submit(reading(centre, bought), f"/desk/cases/{bought}/acts/establish", **READ)
    assert done.status == 200, done.text
    assert "已办理：按纸质材料核对认定" in done.text
    said = "依据申请人提交的《购房合同或不动产权证书》，由成都住房公积金管理中心"
    for text in (said, "照材料核对认定", "总价 1,200,000.00元", "购房城市 浙江省杭州市", "各项规则均已通过"):
        assert text in done.text, text
    assert "总价（分）" not in done.text
    world.deliver()
    applicant = Visitor.at(world, "440000")
    applicant.sign_in("孙静")
    own = applicant.get(f"/cases/{bought}").text
    assert "已照提交或出示的材料核对认定" in own
    assert said in own
    assert "房屋交易信息" in own
    at_the_centre = Visitor.at(world, "510000")
    at_the_centre.sign_in("孙静")
    lookups = at_the_centre.get("/lookups").text
    assert "房屋交易信息（登记库没有答复，由工作人员照材料核对）" in lookups
    assert "按《购房合同或不动产权证书》核对购房合同、房价和贷款" in lookups


def test_that_the_paper_shows_no_such_record_is_an_act_of_its_own(bought: str, centre: Visitor) -> None:
    action = f"/desk/cases/{bought}/acts/establish_absence"
    page = centre.get(f"{action}?about=trade")
    assert "只有《购房合同或不动产权证书》本身表明没有这项登记的，才能这样认定" in page.text
    done = centre.submit(page, action, confirmed="yes")
    assert "照材料认定没有登记" in done.text
    assert "未查询到房屋交易信息" in done.text


def test_what_the_paper_does_not_show_can_be_turned_down_as_the_page_offers_it(bought: str, centre: Visitor) -> None:
    centre.submit(centre.get(f"/desk/cases/{bought}/acts/establish_absence?about=trade"),
                  f"/desk/cases/{bought}/acts/establish_absence", confirmed="yes")  # fmt: skip
    action = f"/desk/cases/{bought}/acts/refuse"
    page = centre.get(action)
    assert "rule-MATERIAL:deed" in page.response.text
    done = centre.submit(page, action, confirmed="yes")
    assert (done.status, "已办理：作出不予决定" in done.text) == (200, True), done.text


def test_a_program_reads_what_there_is_to_type_and_types_it(bought: str, world: World) -> None:
    program = Caller.at(world, "510000").sign_in_staff("510100-hf-1")
    records = program.get("/api/v1/matters/hf.purchase").json()["records"]
    trade = next(each for each in records if each["need"] == "trade")
    assert trade["materials"] == ["deed"]
    assert {"price", "city", "signed_on"} <= {each["name"] for each in trade["fields"]}
    values = {"home": READ["home"], "city": "330100", "price": "1200000.00", "loan": "0", "signed_on": "2026-06-01"}
    refused = program.act(bought, act="establish", need="trade", values={**values, "price": ""})
    assert (refused.status_code, refused.json()["objections"][0]["field"]) == (422, "price")
    unknown = program.act(bought, act="establish", need="trade", values={**values, "prize": "1"})
    assert (unknown.status_code, unknown.json()["objections"][0]["field"]) == (422, "prize")
    assert program.act(bought, act="establish", need="past", values={}).status_code == 422
    done = program.act(bought, act="establish", need="trade", values=values)
    assert (done.status_code, done.json()["outcome"]) == (200, "done")
    assert program.act(bought, act="establish", need="trade", outcome="none").status_code == 200


def test_the_guide_says_that_the_paper_is_read_where_the_register_cannot_be_asked(world: World) -> None:
    guide = Visitor.at(world, "440000").get("/matters/hf.purchase").text
    assert "查不到时可上传照片或扫描件，登记库不能答复的，由办理机关工作人员照材料核对" in guide
