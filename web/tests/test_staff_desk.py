"""Officers at the desk: what is due, what may be done now, and one effect for each act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tongban.cases import acts as a
from tongban.cases.paper_contents import RELIEF
from tongban.cases.state import Case, State
from tongban.cases.wording import LONGEST_TEXT
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import LOAN_PROOF
from tongban_web.testing.visitor import Page, Visitor

THERE = {"standing_name": "张建国", "standing_number": "510104198503109997", "standing_checked": "yes"}
POLICE = "510104-police"


@pytest.fixture
def officer(world: World, case: Case) -> Visitor:
    visitor = Visitor.at(world, "510000")
    visitor.sign_in_staff(f"{POLICE}-1")
    return visitor


@pytest.fixture
def desk(case: Case, officer: Visitor) -> Callable[..., Page]:
    """Take an act through its form."""

    def take(name: str, *, about: str = "", by: Visitor = officer, **typed: str) -> Page:
        address = f"/desk/cases/{case.id}"
        page = by.get(address)
        action = f"{address}/acts/{name}"
        if action not in {form.action for form in page.document.forms}:
            page = by.get(f"{action}?about={about}" if about else action)
        return by.submit(page, action, **typed)

    return take


def _state(world: World, case: Case, province: str = "510000") -> State:
    return world.province(province).case(case.id).state


def test_what_a_register_lists_is_read_line_by_line_with_its_units(world: World) -> None:
    made = world.province("440000").apply("hf.loan_proof", by="张建国", answers=LOAN_PROOF.answers).case
    world.deliver()
    world.province("510000").officer("510100-hf").accept(made.id)
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = chengdu.get(f"/desk/cases/{made.id}")
    assert "缴存年月：2026年10月；月缴存基数：8,650.00元；个人缴存额：1,038.00元" in page.text
    assert "累计缴存月数" in page.text
    assert "6个月" in page.text


def test_the_queue_leads_to_the_case(officer: Visitor, case: Case) -> None:
    page = officer.get("/desk")
    assert case.number in page.text
    assert "剩" in page.text
    page = officer.get(page.document.xpath("//a[@class='queue__link']/@href")[0])
    assert page.status == 200
    assert "现在可以办理" in page.text
    assert "张建国" in page.text


def test_a_case_is_found_by_its_number_alone(officer: Visitor, case: Case) -> None:
    assert officer.get(f"/desk/find?number={case.number}").path == f"/desk/cases/{case.id}"
    assert "应为KS加26位数字和1位校验码，请核对收件凭证" in officer.get("/desk/find?number=KS000").text
    mistyped = f"{case.number[:-2]}{'12'[case.number[-2] == '1']}{case.number[-1]}"
    assert "办件编号校验位错误，请核对收件凭证" in officer.get(f"/desk/find?number={mistyped}").text
    assert "没有找到“12345678”" in officer.get("/desk/find?number=12345678").text


def test_an_officer_accepts_and_grants(world: World, case: Case, desk: Callable[..., Page]) -> None:
    assert "已办理：受理" in desk("accept").text
    assert _state(world, case) is State.REVIEW
    page = desk("grant", note="同意")
    assert page.status == 200, page.text
    assert _state(world, case) in {State.GRANTED, State.DELIVERY}
    assert "准予决定书" in page.text


def test_a_correction_notice_names_every_ticked_point(world: World, case: Case, desk: Callable[..., Page]) -> None:
    page = desk("ask_correction", **{"point": "purpose", "reason-purpose": ""})
    assert page.status == 422
    assert "请写明“用途”的理由" in page.text
    page = desk(
        "ask_correction", **{"point": "purpose", "reason-purpose": "写明公证机构", "reason-other": "请留联系电话"}
    )
    assert page.status == 200
    stands = world.province("510000").case(case.id)
    assert stands.correction is not None
    assert stands.correction.fields == ("purpose", "other")


def test_a_second_officer_sees_what_happened_meanwhile(
    world: World, case: Case, officer: Visitor, desk: Callable[..., Page]
) -> None:
    second = Visitor.at(world, "510000")
    second.sign_in_staff(f"{POLICE}-2")
    address = f"/desk/cases/{case.id}"
    form = second.get(f"{address}/acts/decline").form(f"{address}/acts/decline")
    desk("accept")
    page = second.post(f"{address}/acts/decline", {**form, "point": "other", "reason-other": "不属于本所"})
    assert page.status == 409
    assert "受理" in page.text
    assert page.document.xpath("//section[@aria-labelledby='kept']//li/text()") == ["不属于本所"]
    assert _state(world, case) is State.REVIEW


def test_a_double_click_has_one_effect(world: World, case: Case, officer: Visitor) -> None:
    action = f"/desk/cases/{case.id}/acts/accept"
    form = officer.get(f"/desk/cases/{case.id}").form(action)
    officer.post(action, form)
    page = officer.post(action, form)
    assert page.status == 200
    assert "已办理：受理" in page.text
    heads = world.province("510000").view(case.id).dossier.heads
    assert sum(type(head.event).__name__ == "Accepted" for head in heads) == 1


def test_a_question_from_a_place_that_does_not_own_the_case_waits_for_its_answer(world: World, case: Case) -> None:
    clerk = Visitor.at(world, "440000")
    clerk.sign_in_staff("440106-hall-1")
    address = f"/desk/cases/{case.id}"
    form = clerk.get(f"{address}/acts/ask")
    typed = {**form.form(f"{address}/acts/ask"), "text": "何时办结？"}
    page = clerk.post(f"{address}/acts/ask", typed)
    assert "已发出，等待对方确认" in page.text
    assert clerk.post(f"{address}/acts/ask", typed).text.count("已发出，等待对方确认") == 1
    world.deliver()
    page = clerk.get(address)
    assert "已发出，等待对方确认" not in page.text
    assert "何时办结？" in page.text


def test_an_intent_that_was_refused_is_shown_with_its_sentence(world: World, case: Case) -> None:
    clerk = Visitor.at(world, "440000")
    clerk.sign_in_staff("440106-hall-1")
    police = world.province("510000").officer(POLICE)
    address = f"/desk/cases/{case.id}"
    clerk.submit(clerk.get(f"{address}/acts/withdraw"), f"{address}/acts/withdraw", confirmed="yes", **THERE)
    police.act(case.id, a.Decline(reasons=(a.Point(field="x", label="x", reason="不属于本所"),)))
    world.deliver()
    page = clerk.get(address)
    assert "对方没有接受" in page.text
    assert "不能进行此操作" in page.text


def test_a_form_without_the_fact_it_was_made_on_is_refused(case: Case, officer: Visitor) -> None:
    action = f"/desk/cases/{case.id}/acts/accept"
    form = officer.get(f"/desk/cases/{case.id}").form(action)
    for seen in ("", "999", "abc", "-1"):
        assert officer.post(action, {**form, "seen": seen}).status == 409


@pytest.mark.parametrize("name", ["nothing", "extend", "receive", "dispatch"])
def test_an_act_that_is_not_offered_is_not_found(case: Case, officer: Visitor, name: str) -> None:
    assert officer.get(f"/desk/cases/{case.id}/acts/{name}").status == 404


def test_papers_are_printed(case: Case, officer: Visitor, desk: Callable[..., Page]) -> None:
    desk("accept")
    page = officer.get(f"/desk/cases/{case.id}")
    link = page.document.xpath("//ul[@class='paper-list']//a/@href")[-1]
    page = officer.get(link)
    assert "受理通知书" in page.text
    assert officer.get(f"/desk/cases/{case.id}/papers/99").status == 404


def test_the_officer_names_the_law_by_which_an_application_is_declined(
    world: World, case: Case, desk: Callable[..., Page]
) -> None:
    ticked = {"point": "false_material", "reason-false_material": "公证书系伪造"}
    page = desk("decline", **ticked)
    assert page.status == 422
    assert "以“提供虚假材料”为理由的，须写明依据" in page.text
    assert page.document.xpath("//section[@id='objections']//a[@href='#field-basis-false_material']")
    assert page.document.xpath("//input[@id='field-basis-false_material']")
    law = {"basis-false_material": "《户口登记条例》第二十条", "remedy-false_material": "请到窗口陈述、申辩"}
    assert desk("decline", **ticked, **law).status == 200
    [told] = _paragraphs(world, case, "declination")
    assert "公证书系伪造" in told
    assert "（依据：《户口登记条例》第二十条）" in told
    assert "办法：请到窗口陈述、申辩" in told


def test_whoever_is_not_competent_names_law_and_authority_on_the_page(
    world: World, case: Case, desk: Callable[..., Page]
) -> None:
    ticked = {"point": "authority", "reason-authority": "户籍已迁出", "basis-authority": "《户口登记条例》第三条"}
    page = desk("decline", **ticked)
    assert page.status == 422
    assert "须告知向哪个机关申请" in page.text
    assert page.document.xpath("//input[@id='field-basis-authority']/@value") == ["《户口登记条例》第三条"]
    assert desk("decline", **ticked, authority="成都市公安局武侯区分局").status == 200
    [told] = _paragraphs(world, case, "declination")
    assert "请向成都市公安局武侯区分局申请" in told
    assert "（依据：《户口登记条例》第三条）" in told


def test_a_refusal_for_false_materials_names_the_law_too(world: World, case: Case, desk: Callable[..., Page]) -> None:
    desk("accept")
    ticked = {"point": "false_material", "reason-false_material": "公证书系伪造"}
    page = desk("refuse", **ticked)
    assert "须写明依据" in page.text
    assert page.document.xpath("//section[@id='objections']//a[@href='#field-basis-false_material']")
    assert desk("refuse", **ticked, **{"basis-false_material": "《户口登记条例》第二十条"}).status == 200
    [told] = _paragraphs(world, case, "refusal")
    assert "不予办理并记入信用记录（公证书系伪造）（依据：《户口登记条例》第二十条）" in told


def test_a_reason_is_told_whole_or_comes_back_whole(world: World, case: Case, desk: Callable[..., Page]) -> None:
    long = "由" * (LONGEST_TEXT + 1)
    page = desk("decline", **{"point": "other", "reason-other": long, "basis-other": "《户口登记条例》第三条"})
    assert page.status == 422
    assert f"“其他理由：理由”有{len(long)}字，不得超过{LONGEST_TEXT}字" in page.text
    [area] = page.document.xpath("//textarea[@name='reason-other']")
    assert area.text == long
    assert _state(world, case) is not State.DECLINED


@pytest.mark.parametrize("column", ["basis", "remedy"])
def test_a_row_where_only_the_law_or_the_remedy_is_written_asks_for_the_reason(
    world: World, case: Case, desk: Callable[..., Page], column: str
) -> None:
    page = desk("decline", **{f"{column}-false_material": "《户口登记条例》第二十条"})
    assert (page.status, "请写明“提供虚假材料”的理由" in page.text) == (422, True)
    both = {"point": "other", "reason-other": "材料不全", "basis-other": "《户口登记条例》第三条"}
    assert desk("decline", **both, **{f"{column}-false_material": "第二十条"}).status == 422
    assert _state(world, case) is not State.DECLINED


def _paragraphs(world: World, case: Case, kind: str) -> list[str]:
    """What a decision says to its points: all but what is decided, which stands first, and how to seek relief."""
    papers = world.province("510000").view(case.id).dossier.papers()
    return [text for _, paper in papers if paper.kind == kind for text in paper.paragraphs[1:] if text != RELIEF]


def test_a_waybill_in_small_letters_is_kept_and_written_down_in_capitals(world: World, case: Case) -> None:
    hall, clerk = world.province("440000").officer("440106-hall"), Visitor.at(world, "440000")
    clerk.sign_in_staff("440106-hall-1")
    hall.take_original(case.id, "mandate", "完好")
    world.deliver()
    address = f"/desk/cases/{case.id}"
    [link] = clerk.get(address).document.xpath(f"//a[starts-with(@href, '{address}/acts/send_original')]/@href")
    form = clerk.get(link)
    world.province("510000").officer(POLICE).accept(case.id)
    world.deliver()
    late = clerk.submit(form, f"{address}/acts/send_original", waybill="sf1234567890")
    assert (late.status, late.document.xpath("//section[@aria-labelledby='kept']//li/text()")) == (
        409,
        ["sf1234567890"],
    )
    sent = clerk.submit(clerk.get(link), f"{address}/acts/send_original", waybill="sf 1234567890")
    assert sent.status == 200, sent.text
    world.deliver()
    assert "SF1234567890" in clerk.get(address).text


def test_a_refusal_without_reasons_leads_to_where_they_are_written(desk: Callable[..., Page]) -> None:
    page = desk("decline")
    assert page.status == 422
    assert page.document.xpath("//section[@id='objections']//a[@href='#field-points']")
    assert page.document.xpath("//table[@id='field-points']")


def test_what_people_have_a_right_to_is_turned_down_only_where_a_rule_objects(world: World) -> None:
    answers = {"city": "510100", "mobile": "13800000000", "kind": "detail"}
    asked = world.province("440000").apply("hf.query", by="张建国", answers=answers).case.id
    world.deliver()
    centre = Visitor.at(world, "510000")
    centre.sign_in_staff("510100-hf-1")
    declining = f"/desk/cases/{asked}/acts/decline"
    page = centre.get(f"/desk/cases/{asked}")
    links = page.document.xpath("//a/@href")
    assert (f"/desk/cases/{asked}/acts/ask_correction" in links, declining in links) == (True, False)
    assert centre.get(declining).status == 404
    gone = "DELETE FROM housing_fund_account WHERE holder_number = $1 AND city = '510100'"
    database = world.province("510000").node.database
    kept = world.run(database.execute, gone, THERE["standing_number"])
    assert kept == 1
    refreshing = f"/desk/cases/{asked}/acts/add_evidence"
    centre.submit(centre.get(f"/desk/cases/{asked}"), refreshing)
    page = centre.get(declining)
    offered = page.document.xpath("//input[@name='point']/@value")
    assert offered == ["rule-HF-CM-01"], "who was told that the card is waived is not refused for want of it"
    assert centre.submit(page, declining, confirmed="yes").status == 200
    assert world.province("510000").case(asked).state is State.DECLINED
