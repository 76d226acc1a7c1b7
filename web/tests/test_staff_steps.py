"""Steps of a procedure at the desks of two provinces, one of them not to be undone."""

from __future__ import annotations

import pytest

from tongban.cases.state import Case, State, StepStatus
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import SETTLE_FULL
from tongban_web.testing.visitor import Page, Visitor

ANSWERS = {"out_city": "500000", "in_city": "510100", "mobile": "13800000000"}
LETTER = "5101002026112301"
PAID = {
    "letter": LETTER,
    "principal": "18125.50",
    "interest": "103.25",
    "opened": "2015-07-01",
    "paid_through": "2026-04",
    "six_months": "1",
    "loan": "2",
    "fraud": "2",
}


BASIS = "《住房公积金管理条例》第十三条、第十五条、《全国住房公积金异地转移接续业务操作规程》"


@pytest.fixture
def case(world: World) -> Case:
    """A transfer from 重庆 to 成都, accepted in 成都, its letter sent."""
    made = world.province("440000").apply("hf.transfer", by="张建国", answers=ANSWERS, pledges=("one_account",)).case
    world.deliver()
    chengdu = world.province("510000").officer("510100-hf")
    chengdu.accept(made.id)
    chengdu.refresh(made.id)
    chengdu.report(made.id, "contact_letter", typed={"letter": LETTER})
    world.deliver()
    return made


@pytest.fixture
def chongqing(world: World, case: Case) -> Visitor:
    visitor = Visitor.at(world, "500000")
    visitor.sign_in_staff("500000-hf-1")
    return visitor


def _act(visitor: Visitor, case: Case, name: str, /, *, about: str = "pay_out", **typed: str) -> Page:
    action = f"/desk/cases/{case.id}/acts/{name}"
    page = visitor.get(f"{action}?about={about}")
    return visitor.post(action, {**page.form(action), **typed})


def test_an_irrevocable_step_is_cleared_only_after_its_consequences_were_confirmed(
    world: World, case: Case, chongqing: Visitor
) -> None:
    page = chongqing.get(f"/desk/cases/{case.id}/acts/clear?about=pay_out")
    assert "此操作办理后不能取消" in page.text
    assert "放行后申请人不能再撤回申请" in page.text
    assert _act(chongqing, case, "clear").status == 422
    page = _act(chongqing, case, "clear", confirmed="yes")
    assert "已发出，等待对方确认" in page.text
    assert world.province("510000").case(case.id).step("pay_out").status is StepStatus.ASKED
    world.deliver()
    assert world.province("510000").case(case.id).step("pay_out").status is StepStatus.CLEARED
    applicant = Visitor.at(world, "440000")
    applicant.sign_in("张建国")
    page = applicant.get(f"/cases/{case.id}")
    assert "“核定并转账”已经开始，不能再撤回申请" in page.text
    assert not page.document.xpath("//a[contains(@href, '/withdraw')]")


def test_a_step_is_reported_with_the_form_of_its_matter(world: World, case: Case, chongqing: Visitor) -> None:
    assert chongqing.get(f"/desk/cases/{case.id}/acts/report_step?about=pay_out").status == 404
    _act(chongqing, case, "clear", confirmed="yes")
    world.deliver()
    page = _act(chongqing, case, "report_step", confirmed="yes", **{**PAID, "principal": "一万"})
    assert page.status == 422
    assert "应填写金额" in page.text
    page = _act(chongqing, case, "report_step", confirmed="yes", **PAID)
    assert page.status == 200, page.text
    world.deliver()
    assert world.province("510000").case(case.id).step("pay_out").status is StepStatus.DONE
    assert "18,125.50元" in chongqing.get(f"/desk/cases/{case.id}").text


def test_whoever_clears_sees_what_is_vouched_for(case: Case, chongqing: Visitor) -> None:
    page = chongqing.get(f"/desk/cases/{case.id}/acts/clear?about=pay_out")
    checked = " ".join(page.document.xpath("//section[@aria-labelledby='checks']//dd//text()"))
    for told in ("张建国", "510104********9997", "本金：18,125.50元", "账户状态：封存", f"联系函编号：{LETTER}"):
        assert told in checked


def test_all_that_is_wrong_with_a_report_is_told_beside_the_statement_and_the_tick_is_kept(
    world: World, case: Case, chongqing: Visitor
) -> None:
    _act(chongqing, case, "clear", confirmed="yes")
    world.deliver()
    page = _act(chongqing, case, "report_step", **{**PAID, "principal": "", "letter": "重庆1号"})
    assert page.status == 422
    for told in ("请先勾选确认", "请填写“转移本金”", "“联系函编号”应为16位数字"):
        assert told in page.text
    page = _act(chongqing, case, "report_step", confirmed="yes", **{**PAID, "principal": "一万"})
    assert page.document.xpath("//input[@name='confirmed']/@checked")


def test_an_empty_question_does_not_go_to_whoever_holds_the_case(case: Case, chongqing: Visitor) -> None:
    page = _act(chongqing, case, "ask", about="", text=" ")
    assert (page.status, "请填写询问内容" in page.text) == (422, True)
    assert "已发出，等待对方确认" not in chongqing.get(f"/desk/cases/{case.id}").text


def test_a_refused_step_becomes_a_ground_ready_to_be_told(world: World, case: Case, chongqing: Visitor) -> None:
    page = _act(chongqing, case, "report_undone", outcome="refused")
    assert page.status == 422
    page = _act(chongqing, case, "report_undone", outcome="refused", reason="存在未结清的贷款")
    assert "“报告未办成：核定并转账”已于" in page.text
    world.deliver()
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = chengdu.get(f"/desk/cases/{case.id}/acts/refuse")
    assert "存在未结清的贷款" in page.text
    assert f"不填写的，写入：{BASIS}" in page.text
    assert "不可撤销" not in chengdu.get(f"/desk/cases/{case.id}").text
    page = chengdu.submit(page, f"/desk/cases/{case.id}/acts/refuse")
    assert page.status == 200, page.text
    assert world.province("510000").case(case.id).decision == "refused"
    (refusal,) = [each for _, each in world.province("510000").view(case.id).dossier.papers() if each.kind == "refusal"]
    assert refusal.paragraphs[1] == f"1．核定并转账：存在未结清的贷款（依据：{BASIS}）"


def test_what_an_officer_answers_for_is_shown_where_the_act_is_taken(world: World, case: Case) -> None:
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = chengdu.get(f"/desk/cases/{case.id}/acts/grant")
    checked = " ".join(page.document.xpath("//section[@aria-labelledby='checks']//dd/text()"))
    assert LETTER in checked
    assert "13800000000" in page.text, "what was applied for"
    assert "准予前系统会再次查询登记库" in page.text


def test_a_place_that_takes_one_step_is_shown_whom_it_is_for_and_what_its_registers_say(
    world: World, case: Case, chongqing: Visitor
) -> None:
    _act(chongqing, case, "clear", confirmed="yes")
    world.deliver()
    page = chongqing.get(f"/desk/cases/{case.id}/acts/report_step?about=pay_out")
    checked = page.document.xpath("string(//section[@aria-labelledby='checks'])")
    assert all(each in checked for each in ("张建国", "四川省成都市", "本金：18,125.50元", "累计缴存月数："))
    assert "13800000000" not in page.text, "what is not for this place"


def test_whoever_pays_in_reads_how_much_and_where_to_until_it_is_collected(world: World) -> None:
    made = world.province("440000").apply("hf.settle_full", by="张建国", answers=SETTLE_FULL.answers).case
    world.deliver()
    chengdu = world.province("510000").officer("510100-hf")
    chengdu.accept(made.id)
    chengdu.report(made.id, "calculate", typed=SETTLE_FULL.reports["calculate"])
    chengdu.clear(made.id, "pay")
    world.deliver()
    applicant = Visitor.at(world, "440000")
    applicant.sign_in("张建国")
    page = applicant.get(f"/cases/{made.id}")
    told = page.document.xpath("string(//*[contains(@class, 'notice')][contains(., '缴款通知书')])")
    assert all(each in told for each in ("245,654.32元", "收款账户", f"办件编号{made.number}"))
    chengdu.report(made.id, "pay", typed=SETTLE_FULL.reports["pay"])
    world.deliver()
    assert "收款账户" not in applicant.get(f"/cases/{made.id}").text


def test_no_registers_are_promised_to_be_asked_once_an_irrevocable_step_is_under_way(
    world: World, case: Case, chongqing: Visitor
) -> None:
    _act(chongqing, case, "clear", confirmed="yes")
    world.deliver()
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = chengdu.get(f"/desk/cases/{case.id}/acts/grant")
    assert "准予时不再查询登记库" in page.text
    assert "再次查询登记库" not in page.text


def test_what_cannot_be_granted_yet_is_said_with_its_reason(world: World, case: Case) -> None:
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = chengdu.get(f"/desk/cases/{case.id}")
    assert "暂不能“准予”：以下环节尚未完成" in page.text


def test_the_term_is_extended_by_the_approver_and_stopped_for_a_named_reason(world: World, case: Case) -> None:
    approver = Visitor.at(world, "510000")
    approver.sign_in_staff("510100-hf-2")
    assert _act(approver, case, "extend", about="", days="五", reason="核对材料").status == 422
    page = _act(approver, case, "extend", about="", days="5", reason="核对材料")
    assert page.status == 200, page.text
    assert world.province("510000").case(case.id).extended_days == 5
    _act(approver, case, "suspend", about="", reason="expert", note="专家评审")
    assert world.province("510000").case(case.id).state is State.SUSPENDED
    address = f"/desk/cases/{case.id}"
    approver.submit(approver.get(address), f"{address}/acts/resume")
    assert world.province("510000").case(case.id).state is not State.SUSPENDED


def test_the_applicant_reads_what_to_explain_until_when_and_the_answer_sets_time_going(
    world: World, case: Case
) -> None:
    chengdu = Visitor.at(world, "510000")
    chengdu.sign_in_staff("510100-hf-1")
    page = _act(chengdu, case, "suspend", about="", reason="correction", note=" ")
    assert (page.status, "请填写说明" in page.text) == (422, True)
    page = _act(chengdu, case, "suspend", about="", reason="correction", note="请说明两个账户姓名不同的原因")
    assert page.status == 200, page.text
    assert f"/desk/cases/{case.id}/acts/answer" not in page.text
    world.deliver()
    applicant = Visitor.at(world, "440000")
    applicant.sign_in("张建国")
    assert "需要您补充说明" in applicant.get("/cases").text
    page = applicant.get(f"/cases/{case.id}")
    assert ("答复：请说明两个账户姓名不同的原因" in page.text, "2026年12月14日" in page.text) == (True, True)
    page = applicant.submit(page, f"/cases/{case.id}/answers", text="曾用名")
    world.deliver()
    assert "需要您补充说明" not in applicant.get("/cases").text
    assert world.province("510000").case(case.id).state is not State.SUSPENDED
    page = chengdu.get(f"/desk/cases/{case.id}/acts/suspend?about=")
    assert "correction" not in page.document.xpath("//input[@name='reason']/@value")


def test_money_that_came_back_is_entered_by_the_place_that_paid_and_told_to_the_applicant(
    world: World, case: Case, chongqing: Visitor
) -> None:
    _act(chongqing, case, "clear", confirmed="yes")
    world.deliver()
    assert chongqing.get(f"/desk/cases/{case.id}/acts/report_returned?about=pay_out").status == 404
    _act(chongqing, case, "report_step", confirmed="yes", **PAID)
    world.deliver()
    assert "款项退回：核定并转账" in chongqing.get(f"/desk/cases/{case.id}").text
    page = _act(chongqing, case, "report_returned", confirmed="yes", returned_on="2026-11-23")
    assert (page.status, "请填写退回原因" in page.text) == (422, True)
    page = _act(chongqing, case, "report_returned", confirmed="yes", reason="收款账号有误")
    assert (page.status, "退回日期" in page.text) == (422, True)
    typed = {"returned_on": "2026-11-23", "reason": "收款账号有误"}
    page = _act(chongqing, case, "report_returned", confirmed="yes", **typed)
    assert "“款项退回：核定并转账”已于" in page.text
    world.deliver()
    assert world.province("510000").case(case.id).step("pay_out").status is StepStatus.ASKED
    applicant = Visitor.at(world, "440000")
    applicant.sign_in("张建国")
    page = applicant.get(f"/cases/{case.id}")
    assert "核定并转账：款项退回" in page.text
    assert "款项退回告知书" in page.text
    assert page.document.xpath("//a[contains(@href, '/withdraw')]")
