"""What a visitor reads when something does not work: a sentence and a remedy, never a stack."""

from __future__ import annotations

import pytest
from caller import Caller
from structlog.testing import capture_logs

from tongban.testing.world import World
from tongban_web.testing.page_lint import faults
from tongban_web.testing.visitor import Page, Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])


def raw(visitor: Visitor, address: str) -> Page:
    return Page(visitor.world.run(visitor.client.get, address))


def test_an_unforeseen_fault_is_told_with_its_number_and_without_a_stack(sichuan: Visitor, world: World) -> None:
    sichuan.sign_in("张建国")
    database = world.province("510000").node.database
    world.run(database.execute, "ALTER TABLE tongban_party RENAME TO tongban_party_gone")
    page = raw(sichuan, "/cases")
    assert page.status == 500
    assert "问题编号" in page.text
    assert "tongban_party" not in page.response.text
    assert faults(page.document) == []
    world.run(database.execute, "ALTER TABLE tongban_party_gone RENAME TO tongban_party")
    assert raw(sichuan, "/cases").status == 200


def test_the_log_tells_where_a_page_or_an_operation_failed_and_nothing_that_the_error_says(world: World) -> None:
    node = world.province("510000").node
    person, program = Visitor.at(world, "510000"), Caller.at(world, "510000")
    person.sign_in("张建国")
    program = program.sign_in("张建国")
    world.run(node.database.execute, "ALTER TABLE tongban_party RENAME TO tongban_party_gone")
    with capture_logs() as told:
        assert (raw(person, "/cases").status, program.get("/api/v1/cases").status_code) == (500, 503)
    events = {each["event"]: each for each in told}
    assert {"request_failed", "api_unavailable"} <= set(events)
    assert all("StorageError" in each["trace"] for each in events.values())
    assert "tongban_party" not in repr(told)


def test_the_log_tells_of_a_program_error_in_the_same_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Caller.at(world, "510000").sign_in("张建国")
    monkeypatch.delattr(program.node.reader, "_own")
    with capture_logs() as told:
        answer = program.get("/api/v1/cases")
    [event] = [each for each in told if each["event"] == "api_failed"]
    assert (answer.status_code, event["error_id"] in answer.text) == (500, True)
    assert "AttributeError" in event["trace"]
    assert "_own" not in repr(told)


@pytest.mark.parametrize(
    "address",
    [
        "/drafts/%00",
        "/cases/..",
        "/cases/' OR 1=1 --",
        "/cases/x/files/x",
        "/cases?before=9999999999999999999.x",
        "/?q=%ff",
        "/matters/%F0",
        "/matters/hh.cert.hukou?place=123",
    ],
)
def test_no_address_breaks_the_site(sichuan: Visitor, address: str) -> None:
    sichuan.sign_in("张建国")
    page = sichuan.get(address)
    assert page.status in {200, 400, 404}


@pytest.mark.parametrize(
    ("address", "room"), [("/desk/cases/none", "/desk"), ("/supervision", "/window"), ("/no", "/window")]
)
def test_what_is_not_there_leads_back_to_the_room_one_came_from(sichuan: Visitor, address: str, room: str) -> None:
    sichuan.sign_in_staff("510104-police-1")
    page = sichuan.get(address)
    assert page.status == 404
    assert page.document.xpath("//main//a[@class='button']/@href") == [room]


@pytest.mark.parametrize(
    "typed",
    [
        {"hukou_place": "0" * 500, "purpose": "\x00\x07", "cert_kind": "💥"},
        {"hukou_place": "١٢٣٤٥٦", "relative_number": "1" * 5000, "delivery": "pigeon"},
        {"shown": "", "consent": "maybe"},
        {"shown": "no,such,fields", "no": "1"},
    ],
)
def test_no_answer_breaks_the_form(sichuan: Visitor, typed: dict[str, str]) -> None:
    sichuan.sign_in("张建国")
    address = "/matters/hh.cert.hukou/apply"
    form = sichuan.submit(sichuan.get(address), address, consent="yes")
    page = sichuan.submit(form, form.path, act="review", **typed)
    assert page.status == 422
    assert "需要处理" in page.text or "不能这样办理" in page.text


def test_a_body_that_is_no_form_is_refused(sichuan: Visitor) -> None:
    sichuan.sign_in("张建国")
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = sichuan.world.run(sichuan.client.post, "/sign-out", content=b"\xff" * 100, headers=headers)
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("name", ["张建国", ""])
def test_what_is_sent_to_an_address_that_there_is_not_is_told_so(world: World, method: str, name: str) -> None:
    visitor, caller = Visitor.at(world, "510000"), Caller.at(world, "510000")
    if name:
        visitor.sign_in(name)
        caller = caller.sign_in(name)
    page = Page(world.run(visitor.client.request, method, "/nothing/here"))
    assert (page.status, "没有找到这个页面" in page.text, faults(page.document)) == (404, True, [])
    assert name in page.text
    told = caller.send(method, "/api/v1/nothing", b"{}")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
    assert "没有这个地址" in told.json()["detail"]
    assert caller.send("POST", "/api/v1/queue", b"{}").status_code == 405
