"""What the API says of a request that it cannot take: in Chinese, of the thing that is wrong, with what to send."""

from __future__ import annotations

import pytest
from caller import Caller
from test_api import APPLICATION, HUKOU, RELATIVE

from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor, begin


@pytest.fixture
def guangdong(world: World) -> Caller:
    return Caller.at(world, "440000")


@pytest.mark.parametrize("address", ["nope", "nope/nope", "nope.json"])
def test_an_address_that_does_not_exist_is_a_problem(guangdong: Caller, address: str) -> None:
    answer = guangdong.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "没有找到：没有这个地址，请对照 /api/v1 的接口说明"


def test_a_parameter_that_is_missing_is_named(guangdong: Caller) -> None:
    answer = guangdong.sign_in_staff("440106-hall-1").get("/api/v1/queue/find")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "请求内容不符合接口说明，请更正后重试。缺少参数 number"


def test_a_parameter_is_called_as_it_was_sent(guangdong: Caller) -> None:
    answer = guangdong.sign_in_staff("440000-supervisor").get("/api/v1/supervision/cases?state=zzz")
    assert answer.status_code == 400
    assert "state：不能是“zzz”，请从接口说明列出的值中选择" in answer.json()["detail"]
    assert "in_state" not in answer.text


def test_a_file_that_comes_as_json_is_asked_for_as_a_form(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    answers = {**HUKOU, **RELATIVE, "handed_by": "self"}
    draft = applicant.post("/api/v1/drafts", {**APPLICATION, "answers": answers}).json()["id"]
    answer = applicant.post(f"/api/v1/drafts/{draft}/files/mandate", {"file": "x"})
    assert answer.status_code == 400
    assert "请以 multipart/form-data 上传，文件放在 data 一项" in answer.json()["detail"]
    assert "JSON" not in answer.json()["detail"]


def test_a_file_whose_name_is_in_another_encoding_is_told_so(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    named = 'form-data; name="data"; filename="委托书.pdf"'.encode("gbk")
    body = b"--b\r\nContent-Disposition: " + named + b"\r\n\r\n%PDF-1.7\r\n--b--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = applicant.send("POST", "/api/v1/cases/none/files/mandate", body, **kind)
    assert (answer.status_code, "文件名用 UTF-8 编码" in answer.json()["detail"]) == (400, True)


def test_a_choice_that_does_not_exist_is_answered_with_the_codes_to_choose_from(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    wrong = applicant.post("/api/v1/cases", {**APPLICATION, "delivery": "电子送达"})
    [objection] = [each for each in wrong.json()["objections"] if each["field"] == "delivery"]
    assert "电子送达（electronic）" in objection["remedy"]
    case = applicant.post("/api/v1/cases", APPLICATION).json()["id"]
    guangdong.world.deliver()
    police = Caller.at(guangdong.world, "510000").sign_in_staff("510104-police-1")
    police.act(case, act="accept")
    [objection] = police.act(case, act="suspend", reason="听证", note="当事人要求听证").json()["objections"]
    assert "听证（hearing）" in objection["remedy"]
    assert police.act(case, act="suspend", reason="hearing", note="当事人要求听证").status_code == 200


def test_a_postal_address_is_held_to_the_same_limit_as_on_the_page_which_is_declared(guangdong: Caller) -> None:
    applicant, page = guangdong.sign_in("张建国"), Visitor.at(guangdong.world, "440000")
    page.sign_in("张建国")
    form = begin(page)
    draft = form.path
    for length, taken in ((600, True), (4000, True), (4001, False)):
        address = "路" * length
        kept = applicant.post("/api/v1/drafts", {**APPLICATION, "postal": {"address": address}})
        shown = page.submit(form, draft, act="save", delivery="post", postal_address=address)
        assert (kept.is_success, shown.status) == ((True, 200) if taken else (False, 422)), length
        form = shown
    [told] = kept.json()["objections"]
    assert (told["field"], told["message"]) == ("postal_address", "“收件地址”有4001字，不得超过200字")
    assert told["message"] in shown.text
    declared = applicant.get("/api/v1/openapi.json").json()["components"]["schemas"]["PostalBody"]["properties"]
    for name, longest in (("recipient", 50), ("phone", 11), ("address", 200)):
        assert f"不超过{longest}字" in declared[name]["description"]
        assert "超过4000字的也不能暂存" in declared[name]["description"]
