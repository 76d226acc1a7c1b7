"""Who somebody is on the site, and whose forms are taken."""

from __future__ import annotations

import pytest

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
    assert sichuan.post("/acting-for", form).heading == "登录"
    assert "张建国" in sichuan.sign_in("张建国").text


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
