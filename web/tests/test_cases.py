"""A case as its parties see it: every hop, what is theirs to do, nothing for anybody else."""

from __future__ import annotations

from datetime import datetime

import pytest
from caller import Caller

from tongban.cases import acts as a
from tongban.clock import CHINA
from tongban.testing.world import World
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_marriage.testing import SAMPLES as MARRIAGES
from tongban_web.testing.visitor import Page, Visitor, begin, filled, handed_in

FORMER_NAME = {
    "cert_kind": "former_name",
    "purpose": "办理继承公证",
    "hukou_place": "四川省成都市锦江区",
    "handed_by": "self",
}
POLICE = "510104-police"
COUPLE = {
    "office_division": "四川省成都市锦江区",
    "day": "2026-11-24",
    "slot": "walk_in",
    "own_id_type": "resident",
    "own_ethnicity": "汉族",
    "own_hukou": "440106",
    "own_status": "unmarried",
    "other_id_type": "resident",
    "other_mobile": "13800000001",
    "other_ethnicity": "汉族",
    "other_status": "unmarried",
    "kinship": "none",
    "in_person": "yes",
}


def address(page: Page) -> str:
    return page.path.partition("?")[0]


def case_id(page: Page) -> str:
    return address(page).rpartition("/")[2]


@pytest.fixture
def case(guangdong: Visitor) -> Page:
    """A case of 张建国, handed in at 广东 and taken in by 四川."""
    guangdong.sign_in("张建国")
    page = handed_in(guangdong, **FORMER_NAME)
    guangdong.world.deliver()
    return guangdong.get(address(page))


def police(visitor: Visitor):
    return visitor.world.province("510000").officer(POLICE)


def test_what_an_office_asked_for_in_vain_is_not_told_as_the_partys_own(guangdong: Visitor, case: Page) -> None:
    window = guangdong.world.province("440000").officer("440106-hall")
    window.act(case_id(case), a.Answer(question="nobody-asked", text="已核对"))
    guangdong.world.deliver()
    told = guangdong.get(address(case)).text
    assert "广州市天河区政务服务中心的“答复”没有办成" in told
    assert "已核对" not in told


def test_who_holds_the_file_and_until_when_is_said_and_explained(case: Page) -> None:
    [holder] = case.document.xpath("//section[@class='holder']")
    assert "成都市公安局锦江区分局示例派出所" in holder.text_content()
    assert "2026年11月30日" in holder.text_content()
    assert "11月23日起算" in case.text
    assert "四川省 对方已收到" in case.text


def test_what_is_done_meanwhile_makes_no_holder_look_fresher(guangdong: Visitor, case: Page) -> None:
    guangdong.world.today(datetime(2026, 11, 23, 16, tzinfo=CHINA))
    police(guangdong).act(case_id(case), a.Ask(question="q1", text="更名是在哪一年？"))
    guangdong.world.deliver()
    later = guangdong.another()
    later.sign_in("张建国")
    [holder] = later.get(address(case)).document.xpath("//section[@class='holder']")
    assert "，自 2026年11月23日 09:00 起" in holder.text_content()


def test_that_a_question_waits_stands_in_the_list_of_cases_until_it_is_answered(guangdong: Visitor, case: Page) -> None:
    question = "更名是在哪一年，原来的姓名写法是什么，依据的是哪一份档案？"
    police(guangdong).act(case_id(case), a.Ask(question="q1", text=question))
    guangdong.world.deliver()
    assert "有询问需要您答复" in guangdong.get("/cases").text
    page = guangdong.get(address(case))
    guangdong.submit(page, f"{address(case)}/answers", text="2001年")
    guangdong.world.deliver()
    assert "有询问需要您答复" not in guangdong.get("/cases").text


def test_the_last_day_for_a_correction_is_told_as_a_day_on_which_it_is_still_in_time(
    guangdong: Visitor, case: Page
) -> None:
    police(guangdong).ask_correction(case_id(case), "purpose", "请写明公证处名称")
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "现在轮到 您 办理" in page.text
    assert page.text.count("2026年12月14日") == 1, "said once, beside what the applicant has to do"
    assert page.text.count("应不迟于 2026年12月14日 完成") == 1
    assert "当前环节" not in page.text
    assert "12月14日 前" not in page.text


def test_every_hop_has_place_act_and_time(case: Page) -> None:
    acts = [str(act) for act in case.document.xpath("//p[@class='hop__act']/text()")]
    assert acts[:4] == ["提交申请", "收件", "移交业务属地", "业务属地接收办件"]
    assert acts[-1] == "决定是否受理"


def test_until_the_other_side_confirms_the_page_says_so(guangdong: Visitor) -> None:
    guangdong.world.province("440000")
    guangdong.world.cut("510000")
    guangdong.sign_in("张建国")
    page = handed_in(guangdong, **FORMER_NAME)
    guangdong.world.deliver()
    page = guangdong.get(address(page))
    assert page.status == 200
    assert "等待业务属地确认接收" in page.text
    assert "等待对方确认收到；确认以前，办件仍在广州市天河区政务服务中心" in page.text
    assert "现在轮到" not in page.text
    assert "对方已收到" not in page.text


@pytest.mark.parametrize("tail", ["", "/withdraw", "/correction", "/confirm", "/result", "/papers/2/1"])
def test_another_persons_case_is_not_found(guangdong: Visitor, case: Page, tail: str) -> None:
    other = guangdong.another()
    other.sign_in("李秋萍")
    assert other.get(address(case) + tail).status == 404


@pytest.mark.parametrize("tail", ["/withdraw", "/correction", "/confirm", "/result", "/answers"])
def test_nobody_acts_in_another_persons_case(guangdong: Visitor, case: Page, tail: str) -> None:
    other = guangdong.another()
    token = other.sign_in("李秋萍").form("/sign-out")
    assert other.post(address(case) + tail, token).status == 404


def test_a_low_sign_in_sees_no_cases(guangdong: Visitor, case: Page) -> None:
    other = guangdong.another()
    other.sign_in("张建国", level="L1")
    page = other.get("/cases")
    assert page.status == 404
    assert "L2" in page.text
    [entrance] = page.document.xpath("//main//a[contains(., '以更高等级登录')]/@href")
    assert entrance == "/sign-in?next=/cases"


def test_papers_are_printed_with_number_and_digest(guangdong: Visitor, case: Page) -> None:
    [receipt] = case.document.xpath("//section[@id='papers']//a/@href")
    page = guangdong.get(receipt)
    assert page.heading == "收件凭证"
    assert "查询码" in page.text
    assert guangdong.get(f"{address(case)}/papers/2/9").status == 404


def test_a_correction_asks_for_exactly_the_fields_of_the_notice(guangdong: Visitor, case: Page) -> None:
    police(guangdong).ask_correction(case_id(case), "purpose", "请写明公证处名称")
    guangdong.world.deliver()
    assert "需要您补正" in guangdong.get(address(case)).text
    form = guangdong.get(f"{address(case)}/correction")
    assert "请写明公证处名称" in form.text
    assert set(form.form(f"{address(case)}/correction")) == {"csrf", "purpose"}
    assert form.form(f"{address(case)}/correction")["purpose"] == "办理继承公证"
    wrong = guangdong.submit(form, f"{address(case)}/correction", purpose="")
    assert wrong.status == 422
    page = guangdong.submit(form, f"{address(case)}/correction", purpose="成都市律政公证处继承公证", cert_kind="origin")
    assert "已发出，等待对方确认" in page.text
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "成都市律政公证处继承公证" in page.text
    assert "曾用名证明" in page.text


FATHER = {"relative_name": "张德福", "relative_number": "51010419580206991X"}


def asked_for_the_kind(guangdong: Visitor, **typed: str) -> Page:
    """The correction form of a case whose kind of certificate is to be corrected."""
    guangdong.sign_in("张建国")
    answers = FORMER_NAME | {"hukou_place": "510104"} | typed
    handed = guangdong.world.province("440000").apply("hh.cert.hukou", by="张建国", answers=answers)
    guangdong.world.deliver()
    police(guangdong).ask_correction(handed.case.id, "cert_kind", "所选种类与用途不符")
    guangdong.world.deliver()
    return guangdong.get(f"/cases/{handed.case.id}/correction")


def test_what_another_answer_calls_for_is_asked_for_with_it_and_must_be_there(guangdong: Visitor) -> None:
    form = asked_for_the_kind(guangdong)
    assert set(form.form(form.path)) >= {"relative_name", "relative_number"}
    assert "改动“证明种类”后需要本项的，请一并提供" in form.text
    wrong = guangdong.submit(form, form.path, cert_kind="kinship", relative_number="510104195802069910")
    assert wrong.status == 422
    assert "请填写“亲属姓名”" in wrong.text
    assert "公民身份号码校验位错误" in wrong.text
    guangdong.submit(form, form.path, cert_kind="kinship", **FATHER)
    guangdong.world.deliver()
    stands = police(guangdong).view(form.path.split("/")[2])
    assert stands.case.state.label == "已补正"
    assert stands.dossier.answers() | FATHER == stands.dossier.answers()


def test_what_another_answer_no_longer_calls_for_is_gone(guangdong: Visitor) -> None:
    form = asked_for_the_kind(guangdong, cert_kind="kinship", **FATHER)
    page = guangdong.submit(form, form.path, cert_kind="origin", relative_name="", relative_number="")
    assert page.status == 200, page.text
    guangdong.world.deliver()
    stands = police(guangdong).view(form.path.split("/")[2])
    answers = stands.dossier.answers()
    assert (answers["cert_kind"], answers["relative_name"], answers["relative_number"]) == ("origin", None, None)
    assert "张德福" not in [line.text for line in stands.dossier.shown()]


def test_a_point_without_a_field_is_answered_in_words(guangdong: Visitor, case: Page) -> None:
    desk, point = police(guangdong), a.Point(field="other", label="其他", reason="请说明与被继承人的关系")
    guangdong.world.run(desk.node.desk.ask_correction, case_id(case), desk.actor, [point])
    guangdong.world.deliver()
    there = f"{address(case)}/correction"
    form = guangdong.get(there)
    assert set(form.form(there)) == {"csrf", "said"}
    empty = guangdong.submit(form, there, said=" ")
    assert (empty.status, "请填写补正说明" in empty.text) == (422, True)
    page = guangdong.submit(form, there, said="被继承人是本人父亲")
    assert page.path == address(case)
    guangdong.world.deliver()
    assert "被继承人是本人父亲" in guangdong.get(address(case)).text
    officer = Visitor.at(guangdong.world, "510000")
    officer.sign_in_staff(f"{POLICE}-1")
    assert "被继承人是本人父亲" in officer.get(f"/desk/cases/{case_id(case)}").text


def test_a_correction_moves_no_case_to_another_place(guangdong: Visitor, case: Page) -> None:
    police(guangdong).ask_correction(case_id(case), "hukou_place", "请核对户籍地")
    guangdong.world.deliver()
    form = guangdong.get(f"{address(case)}/correction")
    page = guangdong.submit(form, form.path, hukou_place="重庆市渝中区")
    assert page.status == 422
    assert "这样改动后应由另一个机关办理，不能以补正改动" in page.text


def test_a_question_is_answered_once(guangdong: Visitor, case: Page) -> None:
    police(guangdong).act(case_id(case), a.Ask(question="q1", text="更名是在哪一年？"))
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "更名是在哪一年？" in page.text
    empty = guangdong.submit(page, f"{address(case)}/answers", text=" ")
    assert empty.status == 422
    guangdong.submit(page, f"{address(case)}/answers", text="2003年")
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "2003年" in page.text
    assert not page.document.xpath("//textarea")


def test_a_case_that_has_ended_awaits_no_answer(guangdong: Visitor, case: Page) -> None:
    officer = police(guangdong)
    officer.act(case_id(case), a.Ask(question="q1", text="更名是在哪一年？"))
    guangdong.world.deliver()
    assert "需要您答复" in guangdong.get(address(case)).text
    guangdong.world.province("440000").party(case_id(case), by="张建国", act=a.Withdraw())
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "更名是在哪一年？" in page.text
    assert "需要您答复" not in page.text
    assert not page.document.xpath("//textarea")


def test_an_answer_is_sent_whole_or_comes_back_whole(guangdong: Visitor, case: Page) -> None:
    police(guangdong).act(case_id(case), a.Ask(question="q1", text="更名是在哪一年？"))
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    [area] = page.document.xpath("//textarea")
    longest = int(area.get("maxlength"))
    long = "年" * (longest + 1)
    refused = guangdong.submit(page, f"{address(case)}/answers", text=long)
    assert refused.status == 422
    assert f"“答复内容”有{longest + 1}字，不得超过{longest}字" in refused.text
    [area] = refused.document.xpath("//textarea")
    assert area.text == long
    assert refused.document.xpath("//section[@id='objections']//a/@href") == [f"#{area.get('id')}"]
    lines = "\r\n".join("年" * (longest // 2))
    written = lines.replace("\r\n", "\n")
    assert len(written) < longest < len(lines)
    guangdong.submit(page, f"{address(case)}/answers", text=lines)
    guangdong.world.deliver()
    answers = [message.text for _, message in guangdong.world.province("440000").view(case_id(case)).dossier.messages()]
    assert answers[-1] == written


def test_a_reason_to_withdraw_is_kept_whole(guangdong: Visitor, case: Page) -> None:
    there = f"{address(case)}/withdraw"
    [area] = (page := guangdong.get(there)).document.xpath("//textarea")
    long = "不" * (int(area.get("maxlength")) + 1)
    refused = guangdong.submit(page, there, confirmed="yes", reason=long)
    assert (refused.status, "“撤回的原因”有" in refused.text) == (422, True)
    assert refused.document.xpath("//textarea")[0].text == long


def test_a_request_that_was_refused_is_no_letter_that_did_not_arrive(guangdong: Visitor, case: Page) -> None:
    home = guangdong.world.province("440000")
    home.party(case_id(case), by="张建国", act=a.Answer(question="nobody-asked", text="2003年"))
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "该询问已答复或不存在" in page.text
    assert "对方已收到" in page.text
    assert "对方未接收" not in page.text


def test_withdrawing_asks_first_and_ends_the_case(guangdong: Visitor, case: Page) -> None:
    before = guangdong.get(f"{address(case)}/withdraw")
    assert "不能恢复" in before.text
    unsure = guangdong.submit(before, f"{address(case)}/withdraw")
    assert unsure.status == 422
    page = guangdong.submit(before, f"{address(case)}/withdraw", confirmed="yes", reason="不需要了")
    assert "已发出，等待对方确认" in page.text
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "本办件已结束：撤回" in page.text
    assert "已不能撤回" in guangdong.get(f"{address(case)}/withdraw").text


def test_opening_the_electronic_result_confirms_its_delivery(guangdong: Visitor, case: Page) -> None:
    police(guangdong).accept(case_id(case))
    police(guangdong).grant(case_id(case))
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "已作出“准予”决定，请您查收" in page.text
    [result] = page.document.xpath("//section[@id='papers']//a[.='户籍类证明']/@href")
    before = guangdong.get(result)
    assert before.path == f"{address(case)}/result"
    guangdong.submit(before, f"{address(case)}/result")
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "本办件已结束：办结（准予）" in page.text
    [shown] = page.document.xpath("//div[@id='case-status']//a[.='户籍类证明']/@href")
    assert shown == result
    assert "张小军" in guangdong.get(result).text


def test_what_an_electronic_decision_says_is_read_once_it_is_opened(guangdong: Visitor, case: Page) -> None:
    police(guangdong).accept(case_id(case))
    police(guangdong).refuse(case_id(case), "该事项可由结婚证证明")
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "已作出“不予”决定，请您查收" in page.text
    assert "没有打开的，不视为送达" in page.text
    assert "该事项可由结婚证证明" not in page.text
    [decision] = page.document.xpath("//section[@id='papers']//a[.='不予决定书']/@href")
    before = guangdong.get(decision)
    assert (before.path, "不予决定书" in before.text) == (f"{address(case)}/result", True)
    assert "该事项可由结婚证证明" not in before.text
    guangdong.submit(before, f"{address(case)}/result")
    guangdong.world.deliver()
    assert "该事项可由结婚证证明" in guangdong.get(address(case)).text
    assert "该事项可由结婚证证明" in guangdong.get(decision).text


def test_refusal_comes_with_reasons(guangdong: Visitor, case: Page) -> None:
    police(guangdong).decline(case_id(case), "该事项可由结婚证证明")
    guangdong.world.deliver()
    page = guangdong.get(address(case))
    assert "不予受理" in page.text
    assert "该事项可由结婚证证明" in page.text


def test_a_joint_application_waits_for_the_other_ones_own_confirmation(sichuan: Visitor) -> None:
    sichuan.world.province("510000")
    other = sichuan.world.person("梁晓雯")
    sichuan.sign_in("王小川")
    named = {"other_name": other.name, "other_number": other.number, "other_hukou": "500103"}
    form = begin(sichuan, "mr.marry", consent="yes")
    form = sichuan.submit(form, form.path, act="update", other_id_type="resident")  # then the number is asked for
    review = sichuan.submit(form, form.path, act="review", **COUPLE, **named)
    assert "“对方婚姻状况”待共同申请人本人确认并同意后查询，不影响提交" in review.text
    page = sichuan.submit(review, review.path.replace("review", "submit"))
    assert "现在轮到 共同申请人 办理" in page.text
    assert "前用本人身份登录确认，逾期未确认的，申请视为撤回" in page.text
    assert "尚未查询（待共同申请人本人确认并同意后查询）" in page.text
    assert "已向 对方婚姻状况 查询" not in page.text
    partner = sichuan.another()
    partner.sign_in("梁晓雯")
    assert "结婚登记" in partner.get("/cases").text
    assert "不向您显示（涉及其他当事人的信息，仅向其本人和办理机关显示）" in partner.get(address(page)).text
    confirmation = partner.get(f"{address(page)}/confirm")
    assert "核验是否已有配偶" in confirmation.text
    refused = partner.submit(confirmation, f"{address(page)}/confirm")
    assert "未取得授权" in refused.text
    page = partner.submit(confirmation, f"{address(page)}/confirm", consent="yes")
    assert "确认共同申请" in page.text
    assert "待共同申请人本人确认" not in page.text
    assert "尚未查询（共同申请人已确认同意，由办理机关受理时查询）" in page.text
    assert partner.get(f"{address(page)}/confirm").status == 404


def test_a_spouse_sees_the_end_of_the_card_alone_and_that_the_own_part_is_applied_for_apart(world: World) -> None:
    couple = APPLICATIONS["夫妻购房提取"]
    place = world.province("440000")
    case = place.apply(couple.matter, by="张建国", answers=couple.typed_by("张建国")).case
    card = couple.typed["card"]
    applicant, spouse = Visitor.at(world, "440000"), Visitor.at(world, "440000")
    applicant.sign_in("张建国")
    spouse.sign_in("李秋萍")
    assert card in applicant.get(f"/cases/{case.id}").text
    for tail in ("", "/confirm"):
        page = spouse.get(f"/cases/{case.id}{tail}")
        assert card not in page.response.text
        assert f"尾号{card[-4:]}" in page.text
    assert "您也要提取的，请以您本人的身份另行申请，款项转入您本人的银行账户" in page.text
    for name, told in (("张建国", card), ("李秋萍", f"尾号{card[-4:]}")):
        answers = Caller.at(world, "440000").sign_in(name).get(f"/api/v1/cases/{case.id}").json()["answers"]
        assert {each["field"]: each["text"] for each in answers}["card"] == told


@pytest.mark.parametrize(
    ("role", "form", "typed"),
    [("by", "withdraw", {"confirmed": "yes", "reason": "不办了"}), ("co_applicant", "confirm", {"consent": "yes"})],
)
def test_nobody_binds_themselves_below_the_level_of_the_matter(
    sichuan: Visitor, role: str, form: str, typed: dict[str, str]
) -> None:
    [sample] = MARRIAGES
    place = sichuan.world.province("510000")
    case = place.apply(sample.matter, by=sample.by, answers={**sample.answers, "office_division": "510104"}).case
    there = f"/cases/{case.id}/{form}"
    token = sichuan.sign_in(getattr(sample, role), level="L2").form("/sign-out")
    page = sichuan.post(there, {**token, **typed})
    assert page.status == 422
    assert "须以L3（实人认证）等级登录后才能确认、补正或撤回，您现在是L2级" in page.text
    assert "也可以持居民身份证到窗口办理" in page.text
    assert place.case(case.id) == case
    surer = sichuan.another()
    surer.sign_in(getattr(sample, role), level="L3")
    assert surer.submit(surer.get(there), there, **typed).status == 200
    assert place.case(case.id) != case


def test_where_the_couple_chooses_the_office_no_other_is_said_to_take_it_in(sichuan: Visitor) -> None:
    sichuan.sign_in("王小川")
    start = sichuan.get("/matters/mr.marry/apply")
    assert "由您在下一页选择的机关收件并办理" in start.text
    assert "政务服务中心" not in start.text


def test_my_cases_are_paged_by_keys(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    world = guangdong.world
    for index in range(21):
        world.province("440000").apply(
            "hh.cert.hukou", by="张建国", answers={**FORMER_NAME, "hukou_place": "510104", "purpose": f"用途{index}"}
        )
    first = guangdong.get("/cases")
    assert len(first.document.xpath("//li[@class='cases__case']")) == 20
    [more] = first.document.xpath("//a[@rel='next']/@href")
    assert len(guangdong.get(more).document.xpath("//li[@class='cases__case']")) == 1
    assert guangdong.get("/cases?before=nonsense").status == 200


def test_a_register_that_is_silent_is_told_to_each_reader_as_concerns_them(guangdong: Visitor) -> None:
    guangdong.world.cut("510000")
    guangdong.sign_in("张建国")
    review = filled(guangdong, **FORMER_NAME)
    assert "不影响提交" in review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    guangdong.world.join("510000")
    guangdong.world.deliver()
    police = Visitor.at(guangdong.world, "510000")
    police.sign_in_staff("510104-police-1")
    for page in (guangdong.get(case.path), police.get(f"/desk{case.path}")):
        assert "暂时联系不上对方登记库" in page.text
        assert ("可先提交" in page.text, "不影响提交" in page.text) == (False, False), "it is handed in"
