"""From the guide to a case: the form of any matter, filled in without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban_web.testing.visitor import Page, Visitor, begin, filled

FORMER_NAME = {
    "cert_kind": "former_name",
    "purpose": "办理继承公证",
    "hukou_place": "四川省成都市锦江区",
    "handed_by": "self",
}


def messages(page: Page) -> list[str]:
    found = page.document.xpath("//section[@id='objections']/ol/li")
    return [" ".join(item.text_content().split()) for item in found]


def test_a_matter_is_applied_for_without_scripts(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    review = filled(guangdong, **FORMER_NAME)
    assert review.heading == "核对并提交：开具户籍类证明"
    for said in (
        "四川省成都市锦江区",
        "广州市天河区政务服务中心",
        "锦江区分局",
        "户籍档案由户籍地公安派出所保管",
        "电子送达",
    ):
        assert said in review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    assert case.path.startswith("/cases/")
    assert "申请已提交" in case.text
    assert "收件凭证" in case.text


def test_everything_that_is_wrong_is_said_at_once_and_linked(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    page = guangdong.submit(form, form.path, act="review", cert_kind="kinship", relative_number="123", hukou_place="")
    assert page.status == 422
    assert len(messages(page)) >= 3
    for field in ("purpose", "hukou_place", "consent"):
        assert page.document.xpath(f"//section[@id='objections']//a[@href='#field-{field}']"), field
    assert page.document.xpath("//*[@id='field-purpose'][@aria-invalid='true']")


def test_what_a_rule_objects_is_said_beside_a_field_that_was_left_empty(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    answers = {**FORMER_NAME, "cert_kind": "identity", "purpose": "", "consent": "yes"}
    page = guangdong.submit(form, form.path, act="review", **answers)
    assert page.status == 422
    linked = page.document.xpath("//section[@id='objections']//a/@href")
    assert linked == ["#field-purpose", "#field-cert_kind"]
    told = messages(page)
    assert "请填写“用途”" in told[0]
    assert "该事项可由居民身份证证明，派出所不再开具" in told[1]


@pytest.mark.parametrize(("name", "label", "longest"), [("purpose", "用途", 100), ("postal_address", "收件地址", 200)])
def test_what_is_too_long_to_be_kept_is_refused_whole_and_shown_again(
    guangdong: Visitor, name: str, label: str, longest: int
) -> None:
    guangdong.sign_in("张建国")
    form, long = begin(guangdong), "办理公证" * 1100
    page = guangdong.submit(form, form.path, act="save", delivery="post", **{name: long})
    assert page.status == 422
    assert f"“{label}”有4400字，不得超过{longest}字" in page.text
    assert page.form(form.path)[name] == long
    kept = guangdong.submit(form, form.path, act="save", delivery="post")
    assert kept.form(form.path)[name] == ""


def test_what_registers_know_is_filled_in_with_its_source(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong, consent="yes")
    assert form.form(form.path)["hukou_place"] == "四川省成都市锦江区"
    assert "来自 人口基础信息库 · 广东省" in form.text
    assert "免提交：登记库已查到" in form.text


def test_nothing_is_looked_up_without_consent(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    assert form.form(form.path)["hukou_place"] == ""
    page = guangdong.submit(form, form.path, act="update", consent="yes")
    assert page.form(form.path)["hukou_place"] == "四川省成都市锦江区"


def test_a_choice_brings_up_its_fields_without_scripts(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong, consent="yes")
    assert "relative_name" not in form.form(form.path)
    page = guangdong.submit(form, form.path, act="update", cert_kind="kinship", purpose="公证")
    assert page.path.startswith(form.path)
    assert "relative_name" in page.form(form.path)
    assert page.form(form.path)["purpose"] == "公证"


def test_an_htmx_update_gets_the_form_alone(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong, consent="yes")
    typed = {**form.form(form.path), "cert_kind": "kinship"}
    headers = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#draft-form"}
    answer = guangdong.post(f"{form.path}?act=update", typed, headers=headers).response
    assert answer.text.strip().startswith('<div id="draft-form">')
    assert "relative_name" in answer.text


def test_a_place_that_may_be_several_is_asked_back(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    page = guangdong.submit(form, form.path, act="update", hukou_place="鼓楼区")
    found = page.document.xpath("//input[@name='hukou_place'][@type='radio']/@value")
    assert len(found) > 1
    page = guangdong.submit(page, form.path, act="update", hukou_place=found[0])
    assert page.form(form.path)["hukou_place"].endswith("鼓楼区")


def test_a_place_without_a_node_is_said_with_the_way_out(guangdong: Visitor) -> None:
    guangdong.sign_in("赵敏")
    form = begin(guangdong, consent="yes")
    page = guangdong.submit(form, form.path, act="review", **{**FORMER_NAME, "hukou_place": "浙江省杭州市西湖区"})
    assert page.status == 422
    assert page.document.xpath("//a[@href='#field-hukou_place'][contains(., '尚未接入通办平台')]")
    assert "杭州市西湖区示例街1号" in page.text
    assert "不影响提交" not in page.text


def test_a_draft_is_saved_and_taken_up_again(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    page = guangdong.submit(form, form.path, act="save", purpose="入学")
    assert "已暂存" in page.text
    mine = guangdong.get("/cases")
    [address] = mine.document.xpath("//a[starts-with(@href,'/drafts/')]/@href")
    assert guangdong.get(address).form(address)["purpose"] == "入学"
    deleted = guangdong.submit(guangdong.get(address), f"{address}/delete")
    assert "还没有提交过申请" in deleted.text


def test_one_more_draft_than_a_person_may_keep_is_refused_with_the_way_out(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    most = guangdong.world.province("440000").node.settings.drafts_per_person
    for _ in range(most):
        last = begin(guangdong)
    address = "/matters/hh.cert.hukou/apply"
    page = guangdong.submit(guangdong.get(address), address)
    assert page.status == 422
    assert f"您已有{most}份没有提交的申请" in page.text
    assert "删除不再需要的" in page.text
    guangdong.submit(last, f"{last.path}/delete")
    assert begin(guangdong).path.startswith("/drafts/")


def test_a_draft_is_nobody_elses(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    other = guangdong.another()
    token = other.sign_in("李秋萍").form("/sign-out")
    assert other.get(form.path).status == 404
    assert other.post(form.path, {**form.form(form.path), **token}).status == 404


def test_handing_in_twice_makes_one_case(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    review = filled(guangdong, **FORMER_NAME)
    address = review.path.replace("review", "submit")
    first = guangdong.submit(review, address)
    second = guangdong.submit(review, address)
    assert second.path == first.path.partition("?")[0]
    assert len(guangdong.get("/cases").document.xpath("//li[@class='cases__case']")) == 1


def test_what_was_changed_after_the_review_is_not_handed_in(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    review = filled(guangdong, **FORMER_NAME)
    address = review.path.removesuffix("/review")
    guangdong.world.clock.advance(timedelta(seconds=1))
    guangdong.submit(guangdong.get(address), address, act="save", purpose="入学")
    page = guangdong.submit(review, f"{address}/submit")
    assert page.status == 409
    assert "又被修改过" in page.text


def test_of_two_tabs_the_last_one_saved_stands(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    guangdong.submit(form, form.path, act="save", purpose="一", cert_kind="kinship")
    guangdong.submit(form, form.path, act="save", purpose="二")
    assert guangdong.get(form.path).form(form.path)["purpose"] == "二"


def test_whoever_saves_at_a_low_sign_in_is_told_with_which_to_find_it_again(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国", level="L1")
    form = begin(guangdong)
    low = guangdong.submit(form, form.path, act="save", purpose="入学")
    assert ("以 L2（实名核验）或更高等级登录" in low.text, "可以随时" in low.text) == (True, False)
    again = guangdong.another()
    again.sign_in("张建国")
    assert "开具户籍类证明" in again.get("/cases").text


def test_a_sign_in_that_is_not_sure_enough_is_told_before_and_after(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国", level="L2")
    assert "本事项要求 L3 级登录" in guangdong.get("/matters/hh.cert.hukou/apply").text
    page = filled(guangdong, **FORMER_NAME)
    assert page.status == 422
    assert "请完成实人认证" in page.text


WRONG_FILES = {
    "a page": (("授权.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"), "不是 PDF、JPG 或 PNG 文件"),
    "nothing": (("授权.pdf", b"", "application/pdf"), "是空的"),
    "too much": (("授权.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024 + 1), "application/pdf"), "超过10MB"),
}
HEIRS = {"heirs": "孙静 420106200411249926"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def agents_form(visitor: Visitor) -> Page:
    form = begin(visitor, consent="yes")
    return visitor.submit(form, form.path, act="update", **{**FORMER_NAME, "handed_by": "agent"})


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_wrong_file_is_refused_with_its_material_and_a_remedy(guangdong: Visitor, case: str) -> None:
    file, sentence = WRONG_FILES[case]
    guangdong.sign_in("张建国")
    form = agents_form(guangdong)
    page = guangdong.submit(form, form.path.partition("#")[0], {"material-mandate": file}, act="save", purpose="入学")
    assert page.status == 422
    assert sentence in page.text
    assert page.document.xpath("//a[@href='#field-material-mandate']")
    assert page.form(form.path.partition("#")[0])["purpose"] == "入学"


def test_a_file_is_kept_replaced_opened_and_removed(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = agents_form(guangdong)
    address = form.path.partition("#")[0]
    for name in ("旧.pdf", "新.pdf"):
        content = PDF + name.encode()
        page = guangdong.submit(form, address, {"material-mandate": (name, content, "application/pdf")}, act="save")
    assert "新.pdf" in page.text
    assert "旧.pdf" not in page.text
    [file] = page.document.xpath("//a[contains(@href,'/files/')]/@href")
    answer = guangdong.get(file).response
    assert answer.content == PDF + "新.pdf".encode()
    assert answer.headers["content-disposition"].startswith("attachment")
    other = guangdong.another()
    other.sign_in("李秋萍")
    assert other.get(file).status == 404
    page = guangdong.submit(page, address, act=f"remove:{file.rpartition('/')[2]}")
    assert "新.pdf" not in page.text


def test_a_firm_applies_through_its_agent_under_a_mandate(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    warned = guangdong.get("/matters/hf.employer_open/apply")
    assert "本事项由单位申请" in warned.text
    assert (warned.document.xpath("//form[contains(@action, '/apply')]"), "选择办理身份" in warned.text) == ([], True)
    choice = guangdong.get("/acting-for?next=/matters/hf.employer_open/apply")
    page = guangdong.submit(choice, "/acting-for", organisation="915101040000001239")
    assert "成都锦江示例科技有限公司" in page.text
    review = filled(
        guangdong,
        "hf.employer_open",
        city="成都市",
        mobile="13800000000",
        wage="8650.00",
        ratio_unit="12",
        ratio_person="12",
        first_month="2026-12",
    )
    assert "经办人授权 免提交 单位给经办人的授权由平台核对" in review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    assert "申请人 成都锦江示例科技有限公司" in case.text
    assert "经办人 张建国" in case.text


def test_the_review_shows_only_what_was_asked_and_answered(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    review = filled(guangdong, "hf.query", city="成都市", mobile="13800000000", kind="detail")
    assert "近一年缴存明细" in review.text
    assert "异议说明" not in review.text


def test_no_paper_is_asked_for_before_its_register_is_known(guangdong: Visitor) -> None:
    guangdong.sign_in("钱国庆")
    form = begin(guangdong, "hf.retire", consent="yes")
    page = guangdong.submit(form, form.path, act="review")
    assert "填好上面的内容后由系统查询登记库" in page.text
    assert not page.document.xpath("//input[@type='file']")
    assert any("缴存地" in each for each in messages(page))
    assert not any("缺少材料" in each for each in messages(page))


def test_between_two_places_no_paper_is_asked_for_before_they_are_named(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong, "hf.transfer", consent="yes")
    page = guangdong.submit(form, form.path, act="review")
    assert "尚未得到答复" not in page.text
    assert not page.document.xpath("//input[@type='file']")
    assert messages(page)[2:] == ["请填写“手机号码”", "缺少材料“不重复开户承诺书” 怎么办请签署告知承诺书"]
    assert page.document.xpath("//input[@name='pledge-one_account'][@aria-invalid='true']")


def test_what_a_register_filled_in_for_another_question_goes(guangdong: Visitor) -> None:
    guangdong.sign_in("孙静")
    form = begin(guangdong, "hf.close", consent="yes")
    own = guangdong.submit(form, form.path, act="update", city="成都市", close_reason="settled_abroad")
    assert own.form(form.path)["account"] == "510100000009"
    heir = {"close_reason": "deceased", "bank": "示例银行", "card": "6200000000000000018", "card_holder": "孙静"}
    page = guangdong.submit(own, form.path, act="update", mobile="13800000000", **heir)
    about = {"deceased_name": "马国强", "deceased_number": "510104195806129991", "relation": "first", **HEIRS}
    page = guangdong.submit(page, form.path, act="update", **about)
    assert "account" not in page.form(form.path), "an heir is not asked for it"
    assert "510100000009" not in page.text, "nobody looks up the deceased before acceptance"


def test_no_paper_about_somebody_is_asked_for_before_it_is_known_about_whom(guangdong: Visitor) -> None:
    guangdong.sign_in("孙静")
    form = begin(guangdong, "hf.close", consent="yes")
    page = guangdong.submit(form, form.path, act="update", city="成都市", close_reason="deceased")
    for paper in ("死亡证明或者宣告死亡的判决书", "亲属关系证明、继承公证书或遗嘱"):
        [material] = page.document.xpath(f"//div[contains(@class, 'material')][h3='{paper}']")
        assert "填好上面的内容后由系统查询登记库" in material.text_content()
        assert not material.xpath(".//input[@type='file']")
    page = guangdong.submit(page, form.path, act="update", deceased_number="510104195806129991")
    [kinship] = page.document.xpath("//div[contains(@class, 'material')][h3='亲属关系证明、继承公证书或遗嘱']")
    assert "免提交：登记库已查到" in kinship.text_content()


def test_what_no_register_has_said_yet_is_to_be_verified_not_handed_in(guangdong: Visitor) -> None:
    guangdong.sign_in("孙静")
    form = begin(guangdong, "hf.close", consent="yes")
    card = {"bank": "示例银行", "card": "6200000000000000018", "card_holder": "孙静", "mobile": "13800000000"}
    page = guangdong.submit(form, form.path, act="update", city="成都市", close_reason="deceased", **card)
    about = {"deceased_name": "马国强", "deceased_number": "510104195806129991", "relation": "first", **HEIRS}
    page = guangdong.submit(page, form.path, act="update", **about)
    assert "上传“死亡证明或者宣告死亡的判决书” 必填" not in " ".join(page.text.split())
    review = guangdong.submit(page, form.path, act="review", **{"pledge-all_heirs": "yes"})
    assert review.path.endswith("/review"), review.text
    assert "死亡证明或者宣告死亡的判决书 待核验" in review.text
    assert "“住房公积金个人账户”由办理机关受理时依法核验，不影响提交" in review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    assert "住房公积金个人账户 尚未查询（由办理机关受理时依法核验） 全部住房公积金贷款" in case.text


def test_a_box_that_only_some_choices_call_for_is_called_neither_needed_nor_optional(guangdong: Visitor) -> None:
    guangdong.sign_in("周雅琴")
    choice = guangdong.get("/acting-for")
    guangdong.submit(choice, "/acting-for", organisation="91510104000000203W")
    form = begin(guangdong, "hf.employer_change", consent="yes")
    page = guangdong.submit(form, form.path, act="update", kind="ratio")
    [label] = page.document.xpath("//label[@for='field-agreed']")
    assert "职工代表大会" in label.text_content()
    assert not label.xpath(".//*[@class='required' or @class='optional']")
    typed = {"city": "成都市", "mobile": "13800000000", "ratio_unit": "8", "ratio_person": "8"}
    refused = guangdong.submit(page, form.path, act="review", kind="ratio", **typed)
    [told] = messages(refused)
    assert told.startswith("降低比例或缓缴须经职工代表大会或工会同意"), "not with the sentence of the box before it"


def test_a_pledge_that_nothing_replaces_has_to_be_given(guangdong: Visitor) -> None:
    guangdong.sign_in("孙静")
    form = begin(guangdong, "hf.flex_open", consent="yes")
    assert form.document.xpath("//input[@name='pledge-own_payment']/@required")
    assert "如“四川省成都市”" in form.text
    typed = {"city": "重庆市", "mobile": "13800000000", "base": "6000", "ratio": "20", "pledge-own_payment": "yes"}
    review = guangdong.submit(form, form.path, act="review", **typed)
    assert "自愿缴存承诺书 告知承诺" in review.text


def test_a_number_is_asked_for_in_the_unit_in_which_it_is_counted(guangdong: Visitor) -> None:
    guangdong.sign_in("孙静")
    assert "贷款期限 必填 年" in begin(guangdong, "hf.loan_out", consent="yes").text


def test_a_term_in_days_is_said_without_a_measure_word(guangdong: Visitor) -> None:
    assert "10 日" in guangdong.get("/matters/hf.loan_out").text


def test_without_a_mandate_nobody_acts_for_a_firm(guangdong: Visitor) -> None:
    page = guangdong.sign_in("王小川")
    choice = guangdong.get("/acting-for")
    assert "目前没有单位授权您" in choice.text
    page = guangdong.submit(choice, "/acting-for", organisation="915101040000001239")
    assert page.status == 404


def test_a_parent_applies_for_a_minor_and_sees_it_as_guardian(sichuan: Visitor) -> None:
    ward = {"for_whom": "ward", "ward_name": "张小雨", "ward_number": "510104202006019922", "consent": "yes"}
    address = "/matters/hh.cert.hukou/apply"
    sichuan.sign_in("张建国")
    wrong = sichuan.submit(sichuan.get(address), address, **{**ward, "ward_number": "510104202006019923"})
    assert (wrong.status, "校验位错误" in wrong.text) == (422, True)
    page = sichuan.submit(sichuan.get(address), address, **ward)
    assert "张小雨（监护人 张建国）" in page.text
    answers = {"cert_kind": "origin", "purpose": "办理入学", "hukou_place": "510104", "handed_by": "self"}
    page = sichuan.submit(page, page.path, act="review", consent="yes", **answers)
    assert page.path.endswith("/review"), page.text
    page = sichuan.submit(page, page.path.replace("/review", "/submit"))
    assert "您是监护人" in sichuan.get("/cases").text
    assert sichuan.get(page.path.partition("?")[0] + "/withdraw").status == 200


def test_a_matter_that_knows_no_guardian_asks_for_none(sichuan: Visitor) -> None:
    sichuan.sign_in("张建国")
    page = sichuan.get("/matters/hf.rent/apply")
    assert "为谁办理" not in page.text
    forged = {"for_whom": "ward", "ward_name": "张小雨", "ward_number": "510104202006019922"}
    refused = sichuan.post("/matters/hf.rent/apply", {**page.form("/matters/hf.rent/apply"), **forged})
    assert (refused.status, "不能由监护人代为申请" in refused.text) == (422, True)


ADDRESS = {"postal_recipient": "张建国", "postal_phone": "13800000000", "postal_address": "广东省广州市天河区示例路2号"}


def test_an_address_is_asked_for_only_where_the_result_goes_by_post(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong)
    assert not set(ADDRESS) & set(form.form(form.path)), "nobody has chosen the post yet"
    form = guangdong.submit(form, form.path, act="update", delivery="post")
    assert set(ADDRESS) <= set(form.form(form.path))
    assert "收件地址 必填" in " ".join(form.text.split())
    form = guangdong.submit(form, form.path, act="update", **ADDRESS, delivery="window")
    assert "收件地址" not in form.text
    form = guangdong.submit(form, form.path, act="update", delivery="post")
    assert ADDRESS.items() <= form.form(form.path).items(), "who changes their mind twice types nothing again"
