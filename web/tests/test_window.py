"""The window: a clerk acts for whoever stands there, from the form to the result in their hands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tongban.cases.paper_contents import receipt_code
from tongban.cases.state import Case, State
from tongban.desk.drafts import PAGE
from tongban.testing.world import World
from tongban_marriage.testing import SAMPLES as MARRIAGES
from tongban_marriage.testing.builders import NUMBERS, couple, typed_for
from tongban_marriage.testing.scene import CHECKS
from tongban_web.testing.visitor import Page, Visitor, filled

PERSON = {"name": "张建国", "number": "510104198503109997", "mobile": "13800000000"}
ELSEWHERE = {"name": "赵敏", "number": "33010619881201996X"}
START = {**PERSON, "matter": "hh.cert.hukou", "identity": "yes", "consent": "yes"}
THERE = {"standing_name": "张建国", "standing_number": PERSON["number"], "standing_checked": "yes"}
TODAY = "2026-11-23"
POSTAL = {"postal_recipient": "张建国", "postal_phone": "13900000000", "postal_address": "广东省广州市天河区示例路2号"}
FORM = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104", "consent": "yes"}


def _fill_in(clerk: Visitor, *, person: dict[str, str] = PERSON, **typed: str) -> Page:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, **person})
    assert page.path.startswith("/window/drafts/"), page.text
    return clerk.submit(page, page.path, act="review", **{**FORM, "check-identity_card": "yes", **typed})


def _hand_in(clerk: Visitor, world: World, *, person: dict[str, str] = PERSON, **typed: str) -> Case:
    page = _fill_in(clerk, person=person, **typed)
    assert page.path.endswith("/review"), page.text
    page = clerk.submit(page, page.path.replace("/review", "/submit"))
    assert page.path.startswith("/desk/cases/"), page.text
    return world.province("440000").case(page.path.split("/")[3].partition("?")[0])


def _act(visitor: Visitor, case: Case, name: str, /, *, about: str = "", **typed: object) -> Page:
    action = f"/desk/cases/{case.id}/acts/{name}"
    page = visitor.get(f"/desk/cases/{case.id}")
    if action not in {form.action for form in page.document.forms}:
        page = visitor.get(f"{action}?about={about}")
    return visitor.post(action, {**page.form(action), **typed})  # type: ignore[dict-item]


def test_an_identity_that_was_not_checked_opens_no_form(clerk: Visitor) -> None:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", name="张", number="510104198503109990")
    assert page.status == 422
    for sentence in ("请选择要办理的事项", "公民身份号码校验位错误", "尚未核验到场人的身份"):
        assert sentence in page.text


def test_a_name_that_is_not_the_numbers_is_told_beside_all_else_that_is_wrong(clerk: Visitor) -> None:
    typed = {**START, "name": "张三", "mobile": "1"}
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **typed)
    assert page.status == 422
    for sentence in ("姓名与公民身份号码不一致", "手机号码格式不正确"):
        assert sentence in page.text
    node = clerk.world.province("440000").node
    looks = "SELECT purpose FROM tongban_audit WHERE act = 'check_identity'"
    assert [row["purpose"] for row in clerk.world.run(node.database.fetch, looks)] == ["440106-hall"]


def test_whose_a_number_is_cannot_be_tried_out_at_a_window_either(clerk: Visitor, world: World) -> None:
    start = clerk.get("/window/apply")
    for at in range(10):
        told = clerk.submit(start, "/window/apply", **{**START, "name": f"张{'一' * (at + 1)}"})
        assert "姓名与公民身份号码不一致" in told.text
    form = clerk.submit(start, "/window/apply", **START)
    named = {**FORM, "handed_by": "agent", "agent_number": AGENT["number"]}
    form = clerk.submit(form, form.path, act="update", **{**named, "agent_name": "张一"})
    for at in range(10):
        form = clerk.submit(form, form.path, act="update", **{**named, "agent_name": f"张{'二' * (at + 1)}"})
    for_others = clerk.submit(start, "/window/apply", **{**START, "name": "张三", "mobile": "1"})
    for told in ("填写的姓名与公民身份号码多次不一致", "请对照到场人出示的居民身份证填写", "手机号码格式不正确"):
        assert told in for_others.text
    colleague = Visitor.at(world, "440000")
    colleague.sign_in_staff("440106-police-1")
    assert "多次不一致" not in colleague.submit(colleague.get("/window/apply"), "/window/apply", **START).text


def test_both_identities_are_recorded(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    assert case.channel == "window"
    assert "林晓燕（窗口人员，代申请人张建国操作）" in clerk.get(f"/desk/cases/{case.id}").text


AGENT = {"name": "张德福", "number": "51010419580206991X", "mobile": "", "capacity": "agent",
         "principal_name": PERSON["name"], "principal_number": PERSON["number"]}  # fmt: skip


def test_an_agent_who_stands_there_is_a_party_and_recorded_not_the_absent_principal(
    clerk: Visitor, world: World
) -> None:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, **AGENT})
    assert "张建国（经办人 张德福）" in page.text
    assert "51010419580206991X" in page.response.text
    case = _hand_in(clerk, world, person=AGENT, **{"check-mandate": "yes"})
    assert set(case.roles) == {"applicant", "agent"}
    assert "林晓燕（窗口人员，代经办人张德福操作）" in clerk.get(f"/desk/cases/{case.id}").text
    for name in ("张建国", "张德福"):
        person = Visitor.at(world, "440000")
        person.sign_in(name, "L2")
        assert case.number in person.get("/cases").text


def test_who_is_absent_is_not_said_to_stand_there(clerk: Visitor) -> None:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **START)
    named = {"handed_by": "agent", "agent_name": "张德福", "agent_number": AGENT["number"], "check-mandate": "yes"}
    page = clerk.submit(page, page.path, act="update", **FORM, handed_by="agent")
    page = clerk.submit(page, page.path, act="review", **{**FORM, "check-identity_card": "yes", **named})
    assert (page.status, "到场人与申请表所填的递交人不一致" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"principal_name": "", "principal_number": ""}, "请填写申请人姓名"),
        ({"principal_number": AGENT["number"]}, "申请人应为到场人以外的人"),
        ({"matter": "mr.marry"}, "请选择要办理的事项"),
        ({"capacity": "mayor", "name": ""}, "请填写到场人姓名"),
    ],
)
def test_a_representative_who_cannot_be_is_told_at_once(clerk: Visitor, changed: dict[str, str], told: str) -> None:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, **AGENT, **changed})
    assert (page.status, told in page.text) == (422, True)


@pytest.mark.parametrize(
    ("number", "body", "status", "told"),
    [
        ("9151010400000012", "", 422, "统一社会信用代码应为18位"),
        ("91510104000000123S", "", 422, "统一社会信用代码含有非法字符（I、O、S、V、Z）"),
        ("915101040000001230", "", 422, "统一社会信用代码校验位错误"),
        ("915101040000001239", "事业单位", 422, "机构类别与主体类型不一致"),
        ("915101040000001239", "企业", 200, "成都锦江示例科技有限公司"),
    ],
)
def test_the_code_of_an_organisation_is_checked_against_what_its_licence_says(
    world: World, number: str, body: str, status: int, told: str
) -> None:
    clerk = Visitor.at(world, "440000")
    clerk.sign_in_staff("440106-hall-1")
    named = {"organisation": number, "body": body, "matter": "hf.employer_open"}
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, **PERSON, **named})
    assert (page.status, told in page.text) == (status, True)


def test_the_case_appears_in_the_persons_space(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    person = Visitor.at(world, "440000")
    person.sign_in("张建国", "L2")
    assert case.number in person.get("/cases").text


def test_a_draft_is_gone_on_with_by_a_colleague_and_by_nobody_else(clerk: Visitor, world: World) -> None:
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **START)
    other = Visitor.at(world, "440000")
    other.sign_in_staff("440106-police-1")
    assert other.get(page.path).status == 404
    assert page.path in clerk.get("/window").response.text


def test_drafts_that_the_page_has_no_room_for_are_a_page_further_on(clerk: Visitor, world: World) -> None:
    address = clerk.submit(clerk.get("/window/apply"), "/window/apply", **START).path
    drafts = world.province("440000").node.drafts
    oldest = world.run(drafts.load, address.rpartition("/")[2], "office:440106-hall")
    world.clock.advance(timedelta(minutes=1))
    for _ in range(PAGE):
        world.run(drafts.add, drafts.new(oldest.key, oldest.application))
    first = clerk.get("/window").response.text
    assert address not in first
    [further] = re.findall(r'href="(/window[?]drafts=[^"]+)"', first)
    further_on = clerk.get(further).response.text
    assert address in further_on
    assert "/window?drafts=" not in further_on


def test_receiving_needs_every_item_and_prints_a_receipt(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    page = _act(clerk, case, "receive", checks=["form"])
    assert page.status == 422
    assert "尚未核对" in page.text
    page = _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    assert page.status == 200, page.text
    receipt = clerk.get(page.document.xpath("//a[text()='收件凭证']/@href")[0])
    assert receipt_code(case.id) in receipt.text
    assert clerk.get(f"/desk/find?number={receipt_code(case.id)}").path == f"/desk/cases/{case.id}"


def test_originals_go_into_custody_travel_and_come_back(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    _act(clerk, case, "take_original", original="mandate", condition="完好，共1页")
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    world.deliver()
    police = Visitor.at(world, "510000")
    police.sign_in_staff("510104-police-1")
    page = _act(clerk, case, "send_original", about="mandate", to="competent", waybill="SF1234567890")
    assert "已发出，等待对方确认" in page.text
    world.deliver()
    papers = {paper.title: dict(paper.lines) for _, paper in world.province("440000").view(case.id).dossier.papers()}
    assert papers["寄送凭证"]["寄送内容"] == papers["原件收存凭证"]["原件"] == "授权委托书"
    assert "途中" in clerk.get(f"/desk/cases/{case.id}").text
    assert _act(police, case, "receive_original", about="mandate", condition=" ").status == 422
    page = _act(police, case, "receive_original", about="mandate", condition="完好")
    assert "由成都市公安局锦江区分局示例派出所保管" in page.text
    for nobody in ({"name": "张建国"}, {"name": "李秋萍", "number": NUMBERS["李秋萍"]}, {}):
        assert _act(police, case, "return_original", about="mandate", **nobody).status == 422
    page = _act(police, case, "return_original", about="mandate", name="张建国", number=PERSON["number"])
    assert page.status == 200
    assert world.province("510000").case(case.id).originals == {}


def test_of_an_original_that_the_post_lost_the_applicant_is_told_who_bears_it(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    _act(clerk, case, "take_original", original="mandate", condition="完好，共1页")
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    world.deliver()
    _act(clerk, case, "send_original", about="mandate", to="competent", waybill="SF1234567890")
    world.deliver()
    lost = {"mishap": "lost", "note": "邮政企业确认遗失"}
    assert _act(clerk, case, "report_original", about="mandate", **lost).status == 422
    page = _act(clerk, case, "report_original", about="mandate", **lost, confirmed="yes")
    assert page.status == 200, page.text
    world.deliver()
    assert world.province("440000").case(case.id).originals == {}
    person = Visitor.at(world, "440000")
    person.sign_in("张建国")
    page = person.get(f"/cases/{case.id}")
    assert "原件遗失" in page.text
    paper = person.get(page.document.xpath("//a[contains(., '原件遗失告知书')]/@href")[0]).text
    for told in ("授权委托书", "SF1234567890", "邮政企业确认遗失", "补办的费用由", "本办件不因原件遗失而停止办理"):
        assert told in paper


def test_of_an_original_lost_in_custody_the_office_that_had_it_says_so_and_the_case_goes_on(
    clerk: Visitor, world: World
) -> None:
    case = _hand_in(clerk, world)
    _act(clerk, case, "take_original", original="mandate", condition="完好，共1页")
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    world.deliver()
    police = Visitor.at(world, "510000")
    police.sign_in_staff("510104-police-1")
    lost = {"note": "11月23日清点时发现，查找无着", "confirmed": "yes"}
    assert "/acts/report_" not in police.get(f"/desk/cases/{case.id}").response.text
    assert "/acts/report_original" not in clerk.get(f"/desk/cases/{case.id}").response.text
    assert _act(clerk, case, "report_lost", about="mandate", note=" ", confirmed="yes").status == 422
    assert _act(clerk, case, "report_lost", about="mandate", **lost).status == 200
    world.deliver()
    assert world.province("440000").case(case.id).originals == {}
    person = Visitor.at(world, "440000")
    person.sign_in("张建国")
    page = person.get(f"/cases/{case.id}")
    paper = person.get(page.document.xpath("//a[contains(., '原件遗失告知书')]/@href")[0]).text
    for told in ("授权委托书", "查找无着", "保管期间遗失", "补办的费用由广州市天河区政务服务中心承担"):
        assert told in paper


def _granted(clerk: Visitor, world: World, **typed: str) -> Case:
    """A case of 张建国 whose result waits to be delivered."""
    case = _hand_in(clerk, world, **typed)
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    world.deliver()
    desk = world.province("510000").officer("510104-police")
    desk.accept(case.id)
    desk.grant(case.id)
    world.deliver()
    return case


def _told_of(page: Page, term: str) -> str:
    [told] = page.document.xpath("//dt[normalize-space()=$term]/following-sibling::dd[1]", term=term)
    return " ".join(told.text_content().split())


def test_a_result_is_handed_over_to_an_identified_person(clerk: Visitor, world: World) -> None:
    case = _granted(clerk, world, delivery="window")
    person = Visitor.at(world, "440000")
    person.sign_in("张建国")
    where = "窗口领取：广州市天河区政务服务中心"
    assert _told_of(person.get(f"/cases/{case.id}"), "结果怎样送达") == where
    assert _told_of(clerk.get(f"/desk/cases/{case.id}"), "结果怎样送达") == where
    assert "请持居民身份证到广州市天河区政务服务中心领取" in person.get(f"/cases/{case.id}").text
    assert "结果已作出，请到窗口领取" in person.get("/cases").text
    page = _act(clerk, case, "hand_over")
    assert ("请填写领取人姓名" in page.text, "请填写领取人公民身份号码" in page.text) == (True, True)
    page = _act(clerk, case, "hand_over", name="张建国", number="510104198503109990")
    assert "校验位错误" in page.text
    _act(clerk, case, "hand_over", name="张建国", number=PERSON["number"])
    world.deliver()
    assert world.province("440000").case(case.id).state is State.CLOSED
    assert "领取" not in person.get("/cases").text


def test_what_goes_by_post_is_confirmed_by_the_signed_waybill(clerk: Visitor, world: World) -> None:
    page = _fill_in(clerk, delivery="post")
    assert (page.status, "请填写收件地址" in page.text) == (422, True)
    case = _granted(clerk, world, delivery="post", **POSTAL)
    page = clerk.get(f"/desk/cases/{case.id}/acts/dispatch?about=")
    for text in POSTAL.values():
        assert text in page.text
    assert _act(clerk, case, "dispatch", way="post", waybill="SF001").status == 200
    world.deliver()
    _act(clerk, case, "signed", waybill="SF001")
    world.deliver()
    assert world.province("440000").case(case.id).state is State.CLOSED


def _posted(clerk: Visitor, world: World) -> Case:
    """A case of 张建国 whose result went by post as SF001."""
    case = _granted(clerk, world, delivery="post", **POSTAL)
    _act(clerk, case, "dispatch", way="post", waybill="SF001")
    world.deliver()
    return case


def test_a_result_that_the_post_brought_back_is_sent_anew_and_the_last_waybill_counts(
    clerk: Visitor, world: World
) -> None:
    case = _posted(clerk, world)
    page = clerk.get(f"/desk/cases/{case.id}/acts/dispatch_again?about=")
    assert POSTAL["postal_address"] in page.text
    assert _act(clerk, case, "dispatch_again", way="post", waybill="SF002").status == 200
    world.deliver()
    page = _act(clerk, case, "signed", waybill="SF001")
    assert (page.status, "与寄出时登记的物流单号不一致" in page.text) == (422, True)
    assert _act(clerk, case, "signed", waybill="SF002").status == 200
    world.deliver()
    assert world.province("440000").case(case.id).state is State.CLOSED
    ledger = clerk.get(f"/desk/cases/{case.id}").text
    assert ("SF001" in ledger, "SF002" in ledger) == (True, True)


def test_a_result_that_the_post_brought_back_is_handed_over_at_the_window(clerk: Visitor, world: World) -> None:
    case = _posted(clerk, world)
    assert _act(clerk, case, "hand_over", name="张建国", number=PERSON["number"]).status == 200
    world.deliver()
    assert world.province("440000").case(case.id).state is State.CLOSED


def test_a_correction_is_taken_in_at_the_window(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    _act(clerk, case, "ask_correction", point="purpose", **{"reason-purpose": "请写明用途"})
    refused = _act(clerk, case, "correct", purpose="办理继承公证", **{**THERE, "standing_name": "李秋萍"})
    assert (refused.status, "与本办件的当事人不一致" in refused.text) == (422, True)
    page = _act(clerk, case, "correct", purpose="办理继承公证", **{**THERE, "standing_name": "张 建国"})
    assert page.status == 200, page.text
    assert world.province("440000").case(case.id).state is State.CORRECTED
    assert "办理继承公证" in page.text


def test_all_that_is_missing_of_whoever_stands_there_is_told_at_once(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    page = _act(clerk, case, "withdraw")
    assert page.status == 422
    for told in ("请填写到场人姓名", "请填写到场人公民身份号码", "尚未核验到场人的身份", "请先勾选确认"):
        assert told in page.text
    form = clerk.get(f"/desk/cases/{case.id}/acts/take_original?about=")
    assert (len(form.document.xpath("//input[@name='original']")), form.document.xpath("//input[@checked]")) == (2, [])
    for original, told, untold in (
        ("", "请选择材料", "请填写原件名称"),
        ("other_original", "请填写原件名称", "请选择材料"),
    ):
        page = _act(clerk, case, "take_original", original=original, name="", condition="")
        assert (told in page.text, untold in page.text, "请填写收存时的状态" in page.text) == (True, False, True)
    page = clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, "name": "", "capacity": "guardian"})
    assert ("请填写到场人姓名" in page.text, "请填写申请人公民身份号码" in page.text) == (True, True)


def test_at_the_window_too_a_point_without_a_field_is_answered_in_words(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    page = clerk.get(f"/desk/cases/{case.id}/acts/ask_correction?about=")
    assert "15个工作日" in page.text
    asked = {"reason-other": "请说明关系", "remedy-other": "请写明与被继承人是什么关系"}
    _act(clerk, case, "ask_correction", point="other", **asked)
    page = clerk.get(f"/desk/cases/{case.id}/acts/correct?about=")
    assert "1. 其他 请说明关系；请写明与被继承人是什么关系" in " ".join(page.text.split())
    refused = _act(clerk, case, "correct", **THERE)
    assert (refused.status, "请填写补正说明" in refused.text) == (422, True)
    page = _act(clerk, case, "correct", said="被继承人是申请人的父亲", **THERE)
    assert page.status == 200, page.text
    person = Visitor.at(world, "440000")
    person.sign_in("张建国", "L3")
    assert "被继承人是申请人的父亲" in person.get(f"/cases/{case.id}").text


def test_who_hands_in_for_themselves_shows_no_mandate(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world)
    assert "授权委托书和受托人" not in clerk.get(f"/desk/cases/{case.id}/acts/receive?about=").text
    assert _act(clerk, case, "receive", checks=["form", "identity", "originals"]).status == 200
    assert world.province("440000").case(case.id).received_on


def test_a_material_seen_at_the_window_is_not_said_to_be_missing_from_a_register(clerk: Visitor) -> None:
    page = _fill_in(clerk, person=AGENT, **{"check-mandate": "yes"})
    assert page.path.endswith("/review"), page.text
    assert "登记库中没有查到记录" not in page.text
    assert "已当面核验" in page.text


def test_what_is_looked_at_and_given_back_is_not_said_to_be_handed_in(world: World) -> None:
    [sample] = MARRIAGES
    registrar = Visitor.at(world, "500000")
    registrar.sign_in_staff("500103-marriage-1")
    there = {"name": sample.by, "number": NUMBERS[sample.by], "matter": sample.matter, "mobile": ""}
    form = registrar.submit(registrar.get("/window/apply"), "/window/apply", **{**START, **there})
    form = registrar.submit(form, form.path, act="update", other_id_type="resident")
    checked = {f"check-{key}": "yes" for key in ("identity_cards", "declarations", "joint_photo")}
    review = registrar.submit(form, form.path, act="review", **{**sample.answers, "slot": "walk_in", **checked})
    assert review.path.endswith("/review"), review.text
    rows = [[cell.text_content().strip() for cell in row] for row in review.document.xpath("//tbody/tr")]
    assert ["双方居民身份证", "现场核验", "已当面核验"] in rows


def test_who_hands_in_for_another_shows_the_mandate(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world, person=AGENT, **{"check-mandate": "yes"})
    page = _act(clerk, case, "receive", checks=["form", "identity", "originals"])
    assert (page.status, "尚未核对：已核对授权委托书和受托人的居民身份证" in page.text) == (422, True)


def test_of_a_place_off_the_exchange_is_said_who_holds_the_archive_against_what(clerk: Visitor, world: World) -> None:
    page = _fill_in(clerk, person=ELSEWHERE, hukou_place="330106")
    rows = [[cell.text_content().strip() for cell in row] for row in page.document.xpath("//tbody/tr")]
    police = "由杭州市公安局西湖区分局示例派出所收到窗口寄送的申请后核对"
    by_post = f"登记机关尚未接入通办平台，不能查询，{police}，现在不用提交；该机关要看原件的，由窗口收存后寄送"
    assert ["居民户口簿", "待核验", by_post] in rows
    form = clerk.get(page.path.removesuffix("/review"))
    assert by_post in form.text
    assert f"“户籍档案”的登记机关尚未接入通办平台，不能查询，{police}，不影响提交" in form.text
    online = Visitor.at(world, "440000")
    online.sign_in("赵敏")
    form = filled(online, cert_kind="origin", purpose="办理公证", hukou_place="330106", handed_by="self")
    assert "不能通过平台转办" in form.text
    [told] = form.document.xpath("//h3[.='居民户口簿']/following-sibling::p[1]")
    assert told.text_content() == "登记机关尚未接入通办平台，不能查询", "nothing goes there from here"


def test_a_place_off_the_exchange_decides_on_paper(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world, person=ELSEWHERE, hukou_place="330106")
    assert case.off_exchange
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    page = clerk.get(f"/desk/cases/{case.id}")
    assert "请先登记“转寄业务属地”" in page.text
    police = "由杭州市公安局西湖区分局示例派出所收到窗口寄送的申请后核对"
    assert f"居民户口簿 待核验 户籍档案：登记机关尚未接入通办平台，不能查询，{police}" in page.text
    assert "办理机关窗口核对" not in page.text
    page = _act(clerk, case, "forward", waybill="SF1")
    assert "以纸质作出决定" in page.text
    page = _act(clerk, case, "record_decision", decision="granted", paper="杭公〔2026〕1号", decided_on=TODAY)
    assert page.status == 200, page.text
    assert world.province("440000").case(case.id).state in {State.GRANTED, State.DELIVERY}


def _forwarded(clerk: Visitor, world: World, **typed: str) -> Case:
    """A case of 赵敏 that was posted to a place off the exchange."""
    case = _hand_in(clerk, world, person=ELSEWHERE, hukou_place="330106", **typed)
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    _act(clerk, case, "forward", waybill="SF1")
    return case


def _seen_by_the_applicant(world: World, case: Case) -> Page:
    person = Visitor.at(world, "440000")
    person.sign_in(ELSEWHERE["name"])
    assert "不予受理（纸质决定）" in person.get("/cases").text
    return person.get(f"/cases/{case.id}")


def test_what_a_place_does_not_accept_on_paper_is_called_so_and_told_with_its_reasons(
    clerk: Visitor, world: World
) -> None:
    case = _forwarded(clerk, world, delivery="post", **POSTAL)
    entered = {"decision": "declined", "paper": "杭公〔2026〕2号", "decided_on": TODAY}
    page = _act(clerk, case, "record_decision", **{**entered, "decided_on": "2026-11-22"}, note="户籍已迁往宁波")
    assert (page.status, "决定日期应在收件的" in page.text) == (422, True)
    page = _act(clerk, case, "record_decision", **entered, note=" ")
    assert (page.status, "登记不予受理须写明理由" in page.text) == (422, True)
    form = clerk.get(f"/desk/cases/{case.id}/acts/record_decision?about=")
    action = f"/desk/cases/{case.id}/acts/record_decision"
    typed = {**form.form(action), **entered, "note": "户籍已迁往宁波"}
    for _ in range(2):  # a second click finds what the first one did
        page = clerk.post(action, typed)
        assert page.status == 200, page.text
    assert "不予受理（纸质决定）" in page.text
    assert world.province("440000").case(case.id).delivery_days == 10
    page = _seen_by_the_applicant(world, case)
    [reasons] = page.document.xpath("//section[@aria-labelledby='reasons-heading']")
    assert "杭公〔2026〕2号" in reasons.text_content()
    assert "户籍已迁往宁波" in reasons.text_content()
    _act(clerk, case, "dispatch", way="post", waybill="SF2")
    _act(clerk, case, "signed", waybill="SF2")
    assert world.province("440000").case(case.id).state is State.CLOSED


def test_the_reasons_of_a_paper_decision_are_not_those_of_the_correction_before(clerk: Visitor, world: World) -> None:
    case = _hand_in(clerk, world, person=ELSEWHERE, hukou_place="330106", delivery="post", **POSTAL)
    _act(clerk, case, "receive", checks=["form", "identity", "mandate", "originals"])
    _act(clerk, case, "ask_correction", point="purpose", **{"reason-purpose": "请写明公证机构"})
    there = {**THERE, "standing_name": ELSEWHERE["name"], "standing_number": ELSEWHERE["number"]}
    assert _act(clerk, case, "correct", purpose="办理继承公证", **there).status == 200
    _act(clerk, case, "forward", waybill="SF1")
    entered = {"decision": "declined", "paper": "杭公〔2026〕3号", "decided_on": TODAY, "note": "户籍已迁往宁波"}
    _act(clerk, case, "record_decision", **entered)
    [reasons] = _seen_by_the_applicant(world, case).document.xpath("//section[@aria-labelledby='reasons-heading']")
    assert "户籍已迁往宁波" in reasons.text_content()
    assert "请写明公证机构" not in reasons.text_content()


def test_a_double_click_on_handing_in_makes_one_case(clerk: Visitor, world: World) -> None:
    page = _fill_in(clerk)
    action = page.path.replace("/review", "/submit")
    form = page.form(action)
    first, second = clerk.post(action, form), clerk.post(action, form)
    assert first.path.partition("?")[0] == second.path.partition("?")[0]


def test_the_other_party_confirms_at_the_window_with_own_identity_and_consent(world: World) -> None:
    for code in ("440000", "500000", "510000"):
        world.enable(code, "marriage")
    registry = world.province("500000")
    case = registry.apply("mr.marry", by="吴浩", answers=typed_for(couple()[1])).case
    registrar = Visitor.at(world, "500000")
    registrar.sign_in_staff("500103-marriage-1")
    other = {"standing_name": "梁晓雯", "standing_number": NUMBERS["梁晓雯"], "standing_checked": "yes"}
    shown = registrar.get(f"/desk/cases/{case.id}/acts/confirm?about=").document.xpath("//dl//dd/text()")
    assert {"结婚登记", "吴浩", "梁晓雯"} <= set(shown)
    assert "不得调用个人信息" in _act(registrar, case, "confirm", **other).text
    assert registry.case(case.id).awaits
    applicant = {**other, "standing_name": "吴浩", "standing_number": NUMBERS["吴浩"]}
    for somebody_else in (THERE, applicant):
        assert _act(registrar, case, "confirm", **somebody_else, consent="yes").status == 422
        assert registry.case(case.id).awaits
    page = _act(registrar, case, "confirm", **other, consent="yes")
    assert page.status == 200, page.text
    assert not registry.case(case.id).awaits
    assert "代共同申请人梁晓雯操作" in registrar.get(f"/desk/cases/{case.id}").text


def test_a_couple_that_has_confirmed_reads_when_and_where_to_come_and_with_what(world: World) -> None:
    for code in ("440000", "500000", "510000"):
        world.enable(code, "marriage")
    registry = world.province("500000")
    case = registry.apply("mr.marry", by="吴浩", answers=typed_for(couple()[1])).case
    people = [Visitor.at(world, "500000"), Visitor.at(world, "500000")]
    for person, name in zip(people, ("吴浩", "梁晓雯"), strict=True):
        person.sign_in(name)
        assert "请按预约到场办理" not in person.get(f"/cases/{case.id}").text
    registry.confirm(case.id, by="梁晓雯")
    told = ("2026年11月23日", "10:00–11:00", registry.case(case.id).receiving.name, "双方在这一天亲自到场。",
            "双方居民身份证", "可以在登记机关现场拍摄")  # fmt: skip
    for person in people:
        [notice] = [each for each in person.get(f"/cases/{case.id}").document.find_class("notice")
                    if "请按预约到场办理" in each.text_content()]  # fmt: skip
        assert [each for each in told if each not in notice.text_content()] == []
    registry.officer("500103-marriage").receive(case.id, list(CHECKS))
    assert "请按预约到场办理" not in people[0].get(f"/cases/{case.id}").text
