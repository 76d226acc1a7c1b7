"""Who somebody is on the site, and whose forms are taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from caller import Caller

from tongban_web.testing.visitor import Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

PROTECTED = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")


def test_a_person_signs_in_and_out(sichuan: Visitor) -> None:
    page = sichuan.sign_in("张建国")
    assert page.status == 200
    assert "张建国" in page.text
    page = sichuan.submit(page, "/sign-out")
    assert "张建国" not in page.text
    assert sichuan.get("/cases").heading == "登录"


def test_the_session_is_the_browsers_alone(sichuan: Visitor) -> None:
    sichuan.client.follow_redirects = False
    entrance = sichuan.get("/sign-in")
    number = sichuan.world.person("张建国").number
    answer = sichuan.submit(entrance, "/sign-in/development", person=number, level="L3")
    [cookie] = [each for each in answer.response.headers.get_list("set-cookie") if "tongban_session" in each]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_signing_in_leads_back_to_where_one_was(sichuan: Visitor) -> None:
    entrance = sichuan.get("/matters/hh.cert.hukou/apply")
    assert entrance.heading == "登录"
    number = sichuan.world.person("张建国").number
    page = sichuan.submit(entrance, "/sign-in/development", person=number, level="L3")
    assert page.path == "/matters/hh.cert.hukou/apply"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org"])
def test_signing_in_never_leads_elsewhere(sichuan: Visitor, elsewhere: str) -> None:
    number = sichuan.world.person("张建国").number
    entrance = sichuan.get("/sign-in")
    page = sichuan.submit(entrance, "/sign-in/development", person=number, level="L3", next=elsewhere)
    assert page.response.url.host == "127.0.0.1"


def test_a_wrong_choice_is_told_at_its_field(sichuan: Visitor) -> None:
    entrance = sichuan.get("/sign-in")
    page = sichuan.submit(entrance, "/sign-in/development", person="nobody", level="L3")
    assert page.status == 422
    assert page.document.xpath("//a[@href='#field-person']")
    assert "请从列表中选择演示人员" in page.text


def test_a_form_without_its_token_is_refused_with_a_sentence(sichuan: Visitor) -> None:
    sichuan.sign_in("张建国")
    page = sichuan.post("/sign-out", {})
    assert page.status == 403
    assert "无法确认这个表单由您本人提交" in page.text
    assert "张建国" in sichuan.get("/").text


def test_a_form_of_another_session_is_refused(sichuan: Visitor) -> None:
    token = sichuan.sign_in("张建国").form("/sign-out")
    other = sichuan.another()
    other.sign_in("李秋萍")
    assert other.post("/sign-out", token).status == 403


def test_a_form_sent_after_the_session_ended_leads_to_the_entrance(sichuan: Visitor) -> None:
    page = sichuan.sign_in("张建国")
    form = page.form("/sign-out")
    sichuan.world.run(sichuan.world.province("510000").node.sessions.end_all, _key(sichuan, "张建国"))
    entrance = sichuan.post("/acting-for", form, headers={"referer": "http://127.0.0.1/acting-for?next=/cases"})
    assert (entrance.heading, "登录已失效，刚才的操作没有办理" in entrance.text) == ("登录", True)
    number = sichuan.world.person("张建国").number
    page = sichuan.submit(entrance, "/sign-in/development", person=number, level="L3")
    assert (page.path, page.heading) == ("/acting-for?next=/cases", "选择办理身份")


@pytest.mark.parametrize("sender", ["", "https://example.org/cases", "//", "http://[", "http://127.0.0.1//example.org"])
def test_after_the_session_nobody_is_led_where_no_form_of_the_site_was(sichuan: Visitor, sender: str) -> None:
    form = sichuan.sign_in("张建国").form("/sign-out")
    sichuan.world.run(sichuan.world.province("510000").node.sessions.end_all, _key(sichuan, "张建国"))
    entrance = sichuan.post("/acting-for", form, headers={"referer": sender})
    number = sichuan.world.person("张建国").number
    assert sichuan.submit(entrance, "/sign-in/development", person=number, level="L3").path == "/"


def test_too_many_failures_are_refused_on_the_page_and_for_tokens_with_what_to_do(sichuan: Visitor) -> None:
    for _ in range(5):
        assert "请从列表中选择工作人员" in sichuan.sign_in_staff("nobody").text
    page = sichuan.sign_in_staff("nobody")
    assert (page.status, "登录失败次数过多，请在15分钟后再试" in page.text) == (422, True)
    program = Caller.at(sichuan.world, "510000")
    asked = {"provider": "development", "form": {"officer": "nobody"}, "entrance": "staff"}
    answer = program.post("/api/v1/tokens", asked)
    assert (answer.status_code, "登录失败次数过多" in answer.text) == (422, True)
    assert program.sign_in_staff("510104-police-1").get("/api/v1/queue").status_code == 200


def test_a_dismissed_officer_is_out_and_stays_out(sichuan: Visitor) -> None:
    node, world = sichuan.world.province("510000").node, sichuan.world
    sichuan.sign_in_staff("510104-police-1")
    program = Caller.at(world, "510000").sign_in_staff("510104-police-1")
    assert (sichuan.get("/desk").status, program.get("/api/v1/queue").status_code) == (200, 200)
    world.run(node.accounts.dismiss, "510104-police-1")
    world.clock.advance(timedelta(seconds=5))
    assert sichuan.get("/desk").heading == "工作人员登录"
    assert program.get("/api/v1/queue").status_code == 401
    page = sichuan.sign_in_staff("510104-police-1")
    assert (page.status, "该工作人员账号已停用" in page.text) == (422, True)


def test_staff_enter_by_their_own_door(sichuan: Visitor) -> None:
    sichuan.sign_in_staff("510104-police-1")
    assert sichuan.get("/cases").status == 404


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere", "/static/site.css", "/cases/none"])
def test_every_answer_carries_the_security_headers(sichuan: Visitor, address: str) -> None:
    headers = sichuan.get(address).response.headers
    assert [name for name in PROTECTED if name not in headers] == []
    assert "unsafe" not in headers["content-security-policy"]


def test_what_is_not_there_is_said_in_chinese(sichuan: Visitor) -> None:
    page = sichuan.get("/nowhere/at/all")
    assert page.status == 404
    assert "没有找到这个页面" in page.text


def _key(visitor: Visitor, name: str) -> str:
    node = visitor.world.province(visitor.province).node
    return node.accounts.key(visitor.world.person(name).number)
