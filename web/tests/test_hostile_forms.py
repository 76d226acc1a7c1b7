"""A form in the wrong encoding, or of a cookie that is none of ours, is answered with a sentence."""

from __future__ import annotations

import pytest
from caller import Caller
from litestar._parsers import parse_url_encoded_form_data

from tongban.cases.state import Case
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor, begin

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

MULTIPART = {"content-type": "multipart/form-data; boundary=B"}
TYPED = {
    "an encoding that nobody knows": (b"text/plain; charset=nonsense", b"x"),
    "an encoding of bytes": (b"text/plain; charset=base64", b"eA=="),
    "bytes that are no UTF-8": (b"text/plain", b"\xff\xfe"),
    "half a character": (b"text/plain; charset=utf-7", b"+2AA-"),
    "a NUL": (b"text/plain", b"\0"),
}


def _part(name: str, value: bytes, kind: bytes = b"text/plain") -> bytes:
    head = b'--B\r\nContent-Disposition: form-data; name="%s"\r\nContent-Type: %s\r\n\r\n' % (name.encode(), kind)
    return head + value + b"\r\n"


def _sent(visitor: Visitor, draft: Page, *parts: bytes) -> Page:
    body = b"".join(parts) + b"--B--\r\n"
    return Page(visitor.world.run(visitor.client.post, draft.path, content=body, headers=MULTIPART))


def test_text_that_cannot_be_read_is_said_to_be_so(sichuan: Visitor) -> None:
    sichuan.sign_in("张建国")
    draft = begin(sichuan, consent="yes")
    csrf = draft.form(draft.path)["csrf"].encode()
    for why, (kind, typed) in TYPED.items():
        for body in (
            (_part("csrf", csrf), _part("shown", b"purpose"), _part("purpose", typed, kind)),
            (_part("csrf", typed, kind), _part("shown", b"purpose")),
        ):
            page = _sent(sichuan, draft, *body)
            assert (page.status, "不能识别的字符" in page.text) == (422, True), why
    assert sichuan.get(draft.path).form(draft.path)["purpose"] == ""


def test_a_file_where_a_text_is_asked_for_is_no_text(sichuan: Visitor) -> None:
    """The name of the file and its type would be taken for what was written."""
    sichuan.sign_in("张建国")
    draft = begin(sichuan, consent="yes")
    for control in ("purpose", "postal_recipient", "delivery", "seen"):
        typed = {"csrf": draft.form(draft.path)["csrf"], "shown": "purpose"}
        page = sichuan.post(draft.path, typed, {control: ("李四.txt", b"x", "text/plain")})
        assert (page.status, "收到了文件" in page.text) == (422, True), control
    assert "李四" not in sichuan.get(draft.path).text


def test_a_text_without_end_is_refused_and_not_shown_again(sichuan: Visitor) -> None:
    sichuan.sign_in("张建国")
    draft = begin(sichuan, consent="yes")
    page = sichuan.submit(draft, draft.path, purpose="长" * 100_001)
    assert (page.status, "不得超过100000字" in page.text) == (422, True)
    assert len(page.response.text) < 100_000
    assert sichuan.get(draft.path).form(draft.path)["purpose"] == ""


@pytest.mark.parametrize("turned", ["请\u202e看", "请\u2066看", "请\x1b[2J看", "请\u2028看"])
def test_words_that_read_otherwise_than_they_are_written_come_into_no_case(
    world: World, case: Case, turned: str
) -> None:
    officer, program = Visitor.at(world, "510000"), Caller.at(world, "510000").sign_in_staff("510104-police-1")
    officer.sign_in_staff("510104-police-1")
    address = f"/desk/cases/{case.id}/acts/ask"
    page = officer.submit(officer.get(address), address, text=turned)
    assert (page.status, "文字含有不能识别的字符" in page.text) == (422, True)
    reasons = [{"field": "authority", "reason": "不属于本所管辖", "basis": turned}]
    told = program.act(case.id, act="decline", reasons=reasons, authority="其他派出所")
    assert (told.status_code, [each["field"] for each in told.json()["objections"]]) == (422, ["reasons"])
    owner = Visitor.at(world, "510000")
    owner.sign_in("张建国")
    withdrawal = f"/cases/{case.id}/withdraw"
    page = owner.submit(owner.get(withdrawal), withdrawal, confirmed="yes", reason=turned)
    assert (page.status, "文字含有不能识别的字符" in page.text) == (422, True)
    assert program.act(case.id, act="ask", text="请看\r\n第二行\t。").status_code == 200


def test_a_guest_cookie_of_anybody_elses_making_is_none(sichuan: Visitor) -> None:
    for value in ("%ED%A0%80", "%00", "made up", "\xff", "a" * 44):
        forged = [(b"cookie", f"tongban_guest_510000={value}".encode("latin-1"))]
        page = Page(sichuan.world.run(sichuan.client.get, "/sign-in", headers=forged))
        assert page.status == 200, value
        assert value not in page.response.headers["set-cookie"]


def test_whoever_is_not_signed_in_makes_us_read_nothing_but_the_entrance_form(sichuan: Visitor) -> None:
    sichuan.get("/sign-in")
    unreadable = {"content-type": "multipart/form-data"}
    for address, entrance in (("/drafts/x", "/sign-in"), ("/window/drafts/x", "/sign-in/staff")):
        page = Page(sichuan.world.run(sichuan.client.post, address, content=b"x", headers=unreadable))
        assert (page.status, page.path) == (200, f"{entrance}?ended=1&next=")
    read = Page(sichuan.world.run(sichuan.client.post, "/sign-in/development", content=b"x", headers=unreadable))
    assert read.status == 400


def test_what_people_typed_does_not_stay_in_memory(sichuan: Visitor) -> None:
    draft = sichuan.sign_in("张建国")
    sichuan.submit(draft, "/sign-out")
    assert parse_url_encoded_form_data.cache_info().currsize == 0
