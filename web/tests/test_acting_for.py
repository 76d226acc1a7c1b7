"""Who applies is whom the page named: another tab or a mandate that ends meanwhile starts nothing in silence."""

from __future__ import annotations

from tongban_web.testing.visitor import Page, Visitor

FIRM = "915101040000001239"
APPLY = "/matters/hf.employer_open/apply"
OWN = "/matters/hh.cert.hukou/apply"


def act_for(visitor: Visitor, organisation: str) -> None:
    visitor.submit(visitor.get("/acting-for"), "/acting-for", organisation=organisation)


def revoke_all(visitor: Visitor) -> None:
    mandates = visitor.world.province(visitor.province).node.mandates
    for granted in visitor.world.run(mandates.of_organisation, FIRM):
        visitor.world.run(mandates.revoke, granted.id, organisation=FIRM)


def assert_asked_again(page: Page, name: str) -> None:
    assert (page.status, page.path.split("?")[0]) == (409, APPLY)
    assert "申请还没有开始" in page.text
    assert f"现在以“{name}”的身份办理" in page.text
    assert page.document.xpath("//a[starts-with(@href, '/acting-for?next=')]")


def test_a_form_of_one_tab_is_not_begun_for_whom_another_tab_chose(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    own = guangdong.get(OWN).form(OWN)
    act_for(guangdong, FIRM)
    again = guangdong.post(APPLY, {**own, "consent": "yes"})
    assert_asked_again(again, "成都锦江示例科技有限公司")
    assert "还没有提交的申请" not in guangdong.get("/cases").text
    assert guangdong.submit(again, APPLY, consent="yes").path.startswith("/drafts/"), "the page names the firm now"


def test_nothing_is_begun_in_an_own_name_where_the_mandate_ended_meanwhile(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    act_for(guangdong, FIRM)
    page = guangdong.get(APPLY)
    revoke_all(guangdong)
    assert_asked_again(guangdong.submit(page, APPLY, consent="yes"), "张建国")


def test_a_draft_of_the_firm_is_not_saved_in_an_own_name_and_says_why(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    act_for(guangdong, FIRM)
    draft = guangdong.submit(guangdong.get(APPLY), APPLY, consent="yes")
    act_for(guangdong, "")
    lost = guangdong.submit(draft, draft.path, act="save", wage="9999.00")
    assert (lost.status, "以另一个办理身份" in lost.text) == (404, True)
    act_for(guangdong, FIRM)
    assert guangdong.get(draft.path).form(draft.path)["wage"] != "9999.00"
