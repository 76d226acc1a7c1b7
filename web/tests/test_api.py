from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from caller import Caller

from tongban.cases.postal import PostalAddress
from tongban.clock import milliseconds
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor

HUKOU = {"cert_kind": "kinship", "purpose": "办理继承公证", "hukou_place": "510104"}
RELATIVE = {"relative_name": "张德福", "relative_number": "51010419580206991X"}
APPLICATION = {
    "matter": "hh.cert.hukou",
    "office": "440106-hall",
    "answers": {**HUKOU, **RELATIVE, "handed_by": "self"},
    "delivery": "electronic",
    "consent": True,
}
STANDING = {"applicant": {"name": "张建国", "number": "510104198503109997"}, "identity_checked": True}


@pytest.fixture
def guangdong(world: World) -> Caller:
    return Caller.at(world, "440000")


@pytest.fixture
def sichuan(world: World) -> Caller:
    return Caller.at(world, "510000")


def _submit(caller: Caller, **headers: str) -> str:
    return _submit_as(caller, APPLICATION, **headers)


def _submit_as(caller: Caller, application: dict[str, object], **headers: str) -> str:
    answer = caller.post("/api/v1/cases", application, **headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_catalogue_and_every_guide_are_open_to_all(guangdong: Caller) -> None:
    listed = [matter["id"] for matter in guangdong.get("/api/v1/matters").json()]
    assert {"hf.transfer", "hf.employer_open", "hh.cert.hukou", "mr.marry"} <= set(listed)
    for matter in listed:
        guide = guangdong.get(f"/api/v1/matters/{matter}").json()
        assert guide["matter"]["id"] == matter
        assert guide["fields"]
        assert guide["term"] is not None


def test_a_field_says_whether_it_must_be_answered_where_it_is_asked_for(guangdong: Caller) -> None:
    fields = {each["name"]: each for each in guangdong.get("/api/v1/matters/hf.close").json()["fields"]}
    told = {name: (fields[name]["required"], fields[name]["shown_when"]) for name in ("card", "account", "heirs")}
    own = ["close_reason", ["left_job", "settled_abroad", "disabled"]]
    assert told == {"card": (True, None), "account": (False, own), "heirs": (True, ["close_reason", ["deceased"]])}


def test_a_flag_says_what_it_is_answered_with(guangdong: Caller) -> None:
    [flag] = (each for each in guangdong.get("/api/v1/matters/mr.marry").json()["fields"] if each["kind"] == "flag")
    applicant = guangdong.sign_in("张建国")

    def told(answer: str) -> list[str]:
        asked = {"matter": "mr.marry", "office": "440106-marriage", "answers": {flag["name"]: answer}, "consent": True}
        objections = applicant.post("/api/v1/assessments", asked).json()["objections"]
        return [each["message"] for each in objections if each["field"] == flag["name"]]

    assert flag["options"] == [["no", "否"], ["yes", "是"]]
    assert told("yes") == told("no") == []
    assert told("sure") == [f"“{flag['label']}”应填写“是”或者“否”"]


def test_a_case_goes_from_hand_in_to_close_through_the_api(world: World, guangdong: Caller, sichuan: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    ready = applicant.post("/api/v1/assessments", APPLICATION).json()
    assert ready["ready"], ready["objections"]
    case = _submit(applicant)
    world.deliver()
    police = sichuan.sign_in_staff("510104-police-1")
    assert [line["case"] for line in police.get("/api/v1/queue").json()["tasks"]] == [case]
    [held] = police.get(f"/api/v1/cases/{case}").json()["holders"]
    assert (held["role"], held["name"]) == ("competent", "成都市公安局锦江区分局示例派出所")
    assert held["held_since"] == milliseconds(world.clock.now())
    assert police.act(case, act="accept").json()["outcome"] == "done"
    assert police.act(case, act="grant").json()["outcome"] == "done"
    sent = {"act": "dispatch", "way": "electronic"}
    if police.get(f"/api/v1/cases/{case}").json()["state"] != "delivery":
        assert police.act(case, **sent).status_code == 200
    world.deliver()
    opened = applicant.act(case, act="open_result")
    assert opened.status_code == 202, opened.text
    assert opened.json()["outcome"] == "pending"
    world.deliver()
    read = applicant.get(f"/api/v1/cases/{case}").json()
    assert read["state"] == "closed"
    assert [hop["title"] for hop in read["hops"]][-1] == "办结"
    assert applicant.get("/api/v1/cases").json()["cases"][0]["id"] == case


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
AGENT = {"handed_by": "agent", "agent_name": "李秋萍", "agent_number": "500103199208259980"}


def _upload(caller: Caller, address: str, content: bytes) -> httpx.Response:
    post = caller.client.post
    headers = {"authorization": f"Bearer {caller.token}"}
    return caller.world.run(post, address, files={"data": ("授权委托书.pdf", content)}, headers=headers)


def test_a_draft_is_kept_completed_with_a_file_and_handed_in_once(guangdong: Caller) -> None:
    applicant, stranger = guangdong.sign_in("张建国"), guangdong.sign_in("李秋萍")
    begun = {**APPLICATION, "answers": {"cert_kind": "former_name", "hukou_place": "510104", **AGENT}}
    kept = applicant.post("/api/v1/drafts", begun)
    assert kept.status_code == 201, kept.text
    address = f"/api/v1/drafts/{kept.json()['id']}"
    assert [each["id"] for each in applicant.get("/api/v1/drafts").json()] == [kept.json()["id"]]
    assert stranger.get("/api/v1/drafts").json() == []
    assert stranger.get(address).status_code == 404
    told = applicant.post(f"{address}/assessments", {}).json()
    assert {each["field"] for each in told["objections"]} == {"purpose", "mandate"}
    assert _upload(applicant, f"{address}/files/mandate", b"no paper").json()["objections"][0]["remedy"]
    assert _upload(applicant, f"{address}/files/nothing", PDF).status_code == 404
    assert _upload(applicant, f"{address}/files/mandate", PDF).status_code == 201
    whole = {**begun, "answers": {**begun["answers"], "purpose": "办理继承公证"}}
    written = applicant.send("PUT", address, json.dumps(whole).encode(), **{"content-type": "application/json"}).json()
    assert [each["material"] for each in written["files"]] == ["mandate"]
    assert applicant.post(f"{address}/submissions?version=1", {}).status_code == 409
    handed = applicant.post(f"{address}/submissions?version={written['version']}", {})
    assert handed.status_code == 201, handed.text
    again = applicant.post(f"{address}/submissions?version={written['version']}", {})
    assert (again.status_code, again.json()["id"]) == (201, handed.json()["id"])
    assert guangdong.sign_in("赵敏").post(f"{address}/submissions", {}).status_code == 404
    (file,) = applicant.get(f"/api/v1/cases/{handed.json()['id']}/files").json()
    read = applicant.get(f"/api/v1/cases/{handed.json()['id']}/files/{file['id']}")
    assert (read.content, file["digest"]) == (PDF, written["files"][0]["digest"])


def test_a_draft_keeps_no_blanks_around_an_answer_so_that_a_page_asks_for_what_hangs_on_it(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    padded = {"cert_kind": "former_name", "hukou_place": "510104", **AGENT, "handed_by": " agent\u3000"}
    kept = applicant.post("/api/v1/drafts", {**APPLICATION, "answers": padded}).json()
    assert kept["answers"]["handed_by"] == "agent"
    told = applicant.post(f"/api/v1/drafts/{kept['id']}/assessments", {}).json()
    assert {each["field"] for each in told["objections"]} == {"purpose", "mandate"}


@pytest.mark.parametrize("parts", [{"data": (None, "hello")}, {"data": ("", b"hello")}])
def test_a_part_without_a_file_is_refused_in_words(
    world: World, guangdong: Caller, sichuan: Caller, parts: dict[str, tuple[str | None, bytes | str]]
) -> None:
    applicant = guangdong.sign_in("张建国")
    agent = {**APPLICATION, "answers": {"cert_kind": "former_name", "hukou_place": "510104", **AGENT}}
    draft = applicant.post("/api/v1/drafts", agent).json()["id"]
    case = _submit(applicant)
    world.deliver()
    point = {"field": "mandate", "label": "授权委托书", "reason": "请补交"}
    assert sichuan.sign_in_staff("510104-police-1").act(case, act="ask_correction", points=[point]).status_code == 200
    world.deliver()
    headers = {"authorization": f"Bearer {applicant.token}"}
    for address in (f"/api/v1/drafts/{draft}/files/mandate", f"/api/v1/cases/{case}/files/mandate"):
        answer = world.run(applicant.client.post, address, files=parts, headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (422, "请求中没有文件"), answer.text


def test_a_draft_of_another_matter_or_with_unknown_answers_is_not_kept(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    assert applicant.post("/api/v1/drafts", {**APPLICATION, "answers": {"nothing": "1"}}).status_code == 422
    address = f"/api/v1/drafts/{applicant.post('/api/v1/drafts', APPLICATION).json()['id']}"
    other = json.dumps({"matter": "hf.transfer", "office": "440106-hall"}).encode()
    assert applicant.send("PUT", address, other, **{"content-type": "application/json"}).status_code == 409
    assert applicant.delete(address).status_code == 204
    assert applicant.get(address).status_code == 404


def test_what_a_program_keeps_a_page_keeps_too_and_neither_what_is_longer(world: World, guangdong: Caller) -> None:
    applicant, page = guangdong.sign_in("张建国"), Visitor.at(world, "440000")
    longest = {**APPLICATION, "answers": {**HUKOU, "purpose": "长" * 4000, "handed_by": "self"}}
    draft = applicant.post("/api/v1/drafts", longest)
    assert draft.status_code == 201, draft.text
    page.sign_in("张建国")
    form = page.get(f"/drafts/{draft.json()['id']}")
    assert page.submit(form, form.path, act="save").status == 200
    too_long = {**longest, "answers": {**HUKOU, "purpose": "长" * 4001}}
    for refused in (applicant.post("/api/v1/drafts", too_long), _put(applicant, form.path, too_long)):
        [objection] = refused.json()["objections"]
        assert (refused.status_code, objection["field"]) == (422, "purpose")
        assert "“用途”有4001字，不得超过100字" in objection["message"]
    assert page.submit(form, form.path, act="save", purpose="长" * 4001).status == 422


def _put(caller: Caller, address: str, body: object) -> httpx.Response:
    sent = json.dumps(body).encode()
    return caller.send("PUT", f"/api/v1{address}", sent, **{"content-type": "application/json"})


def test_a_material_that_the_matter_does_not_have_is_told_not_dropped(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    wrong = {**APPLICATION, "pledges": ["nothing"], "window_checks": ["identity"]}
    for address in ("/api/v1/cases", "/api/v1/drafts"):
        refused = applicant.post(address, wrong)
        told = {each["field"]: (each["message"], each["remedy"]) for each in refused.json()["objections"]}
        assert (refused.status_code, "的材料没有“nothing”这一项" in told["pledges"][0]) == (422, True)
        assert told["window_checks"][1] == "请按事项说明中 materials 列出的名称填写"
    assert not applicant.post("/api/v1/assessments", wrong).json()["ready"]
    assert applicant.get("/api/v1/cases").json()["cases"] == []
    assert applicant.get("/api/v1/drafts").json() == []


@pytest.mark.parametrize(
    "given", [{"applicant": {"name": "李秋萍", "number": "500103199208259980"}}, {"present": ["co_applicant"]}]
)
def test_nobody_hands_in_for_somebody_else_as_if_at_a_window(guangdong: Caller, given: dict[str, object]) -> None:
    applicant = guangdong.sign_in("张建国")
    for address in ("/api/v1/cases", "/api/v1/drafts"):
        refused = applicant.post(address, {**APPLICATION, **given})
        [objection] = refused.json()["objections"]
        assert (refused.status_code, objection["rule"], objection["field"]) == (422, "WINDOW", *given)
    assert not applicant.post("/api/v1/assessments", {**APPLICATION, **given}).json()["ready"]
    assert applicant.get("/api/v1/cases").json()["cases"] == []


def test_who_comes_along_to_a_window_is_a_role_that_may(guangdong: Caller) -> None:
    clerk = guangdong.sign_in_staff("440106-hall-1")
    at_window = {**APPLICATION, **STANDING, "window_checks": ["identity_card"]}
    refused = clerk.post("/api/v1/cases", {**at_window, "present": ["co_aplicant"]})
    [objection] = refused.json()["objections"]
    assert (refused.status_code, objection["field"]) == (422, "present")
    assert "co_applicant" in objection["remedy"]
    assert clerk.post("/api/v1/cases", {**at_window, "present": ["co_applicant"]}).status_code == 201


def test_a_notice_is_answered_through_the_api_and_papers_are_read(
    world: World, guangdong: Caller, sichuan: Caller
) -> None:
    applicant, police = guangdong.sign_in("张建国"), sichuan.sign_in_staff("510104-police-1")
    case = _submit(applicant)
    world.deliver()
    point = {"field": "purpose", "label": "用途", "reason": "请写明公证处名称"}
    assert police.act(case, act="ask_correction", points=[point]).status_code == 200
    world.deliver()
    refused = applicant.act(case, act="correct", answers={"purpose": ""})
    assert refused.json()["objections"][0]["field"] == "purpose"
    assert _upload(applicant, f"/api/v1/cases/{case}/files/mandate", PDF).status_code == 404
    assert applicant.act(case, act="correct", answers={"purpose": "成都市律政公证处继承公证"}).status_code == 202
    world.deliver()
    assert applicant.get(f"/api/v1/cases/{case}").json()["state"] == "corrected"
    police.act(case, act="accept")
    police.act(case, act="grant")
    world.deliver()
    issued = applicant.get(f"/api/v1/cases/{case}/papers").json()
    (result,) = (each for each in issued if each["kind"].startswith("result:"))
    assert (result["title"], result["sealed"], result["lines"]) == ("户籍类证明", True, [])
    applicant.act(case, act="open_result")
    world.deliver()
    opened = applicant.get(f"/api/v1/cases/{case}/papers").json()
    (result,) = (each for each in opened if each["kind"].startswith("result:"))
    assert dict(result["lines"])["用途"] == "成都市律政公证处继承公证"


def test_an_unopened_refusal_tells_its_party_no_reasons_and_the_office_all(
    world: World, guangdong: Caller, sichuan: Caller
) -> None:
    applicant, police = guangdong.sign_in("张建国"), sichuan.sign_in_staff("510104-police-1")
    case = _submit(applicant)
    world.deliver()
    police.act(case, act="accept")
    reason = {"field": "purpose", "label": "用途", "reason": "该事项可由结婚证证明"}
    assert police.act(case, act="refuse", reasons=[reason]).status_code == 200
    world.deliver()
    addresses = (f"/api/v1/cases/{case}/papers", f"/api/v1/cases/{case}")
    (paper,) = (each for each in applicant.get(addresses[0]).json() if each["kind"] == "refusal")
    assert (paper["title"], paper["sealed"]) == ("不予决定书", True)
    assert not any(reason["reason"] in applicant.get(each).text for each in addresses)
    assert all(reason["reason"] in police.get(each).text for each in addresses)
    applicant.act(case, act="open_result")
    world.deliver()
    assert all(reason["reason"] in applicant.get(each).text for each in addresses)


@pytest.mark.parametrize(("act", "told"), [("ask_correction", "points"), ("decline", "reasons"), ("refuse", "reasons")])
def test_an_applicant_is_told_only_of_what_the_matter_knows(
    world: World, guangdong: Caller, sichuan: Caller, act: str, told: str
) -> None:
    applicant, police = guangdong.sign_in("张建国"), sichuan.sign_in_staff("510104-police-1")
    case = _submit(applicant)
    world.deliver()
    if act == "refuse":
        police.act(case, act="accept")
    strange = {"field": "zzz", "label": "", "reason": "请改"}
    refused = police.act(case, act=act, **{told: [strange]})
    [objection] = refused.json()["objections"]
    assert (refused.status_code, objection["field"]) == (422, told)
    assert "“zzz”不是本事项的申请表项目或材料" in objection["message"]
    known = {"field": "purpose", "label": "别的", "reason": "请写明公证处名称"}
    assert police.act(case, act=act, **{told: [known]}).status_code == 200
    said = police.get(f"/api/v1/cases/{case}/papers").text
    assert "用途：请写明公证处名称" in said
    assert "别的" not in said


def test_what_became_of_a_pending_act_is_read_with_the_case(world: World, guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    case = _submit(applicant)
    world.deliver()
    asked = applicant.act(case, act="answer", question="nobody-asked", text="2003年").json()

    def told() -> dict[str, str]:
        [intent] = applicant.get(f"/api/v1/cases/{case}").json()["intents"]
        return {name: intent[name] for name in ("id", "title", "state", "message")}

    waiting = {"id": asked["intent"], "title": "答复询问", "state": "pending", "message": ""}
    assert told() == waiting
    world.deliver()
    assert told() == {**waiting, "state": "refused", "message": "该询问已答复或不存在"}
    done = applicant.act(case, act="withdraw", reason="不办了").json()
    world.deliver()
    assert done["intent"] not in {each["id"] for each in applicant.get(f"/api/v1/cases/{case}").json()["intents"]}


def test_a_question_is_answered_by_the_id_that_the_case_gives(world: World, guangdong: Caller, sichuan: Caller) -> None:
    applicant, police = guangdong.sign_in("张建国"), sichuan.sign_in_staff("510104-police-1")
    case = _submit(applicant)
    world.deliver()
    assert police.act(case, act="ask", text="何时迁入锦江区？").status_code == 200
    world.deliver()
    for reader in (applicant, police, guangdong.sign_in_staff("440106-hall-1")):
        [question] = reader.get(f"/api/v1/cases/{case}").json()["questions"]
        assert question["text"] == "何时迁入锦江区？"
    applicant.act(case, act="answer", question=question["id"], text="2003年")
    world.deliver()
    read = applicant.get(f"/api/v1/cases/{case}").json()
    assert (read["questions"], read["intents"], read["hops"][-1]["title"]) == ([], [], "答复")


def test_a_result_is_handed_over_through_the_api_as_at_the_window(world: World, guangdong: Caller) -> None:
    clerk = guangdong.sign_in_staff("440106-hall-1")
    at_window = {
        **APPLICATION,
        "delivery": "window",
        "window_checks": ["identity_card"],
        **STANDING,
    }
    case = _submit_as(clerk, at_window)
    work = world.run(guangdong.node.judging.work, case)
    assert clerk.act(case, act="receive", checks=[item.key for item in work.matter.checks]).status_code == 200
    world.deliver()
    police = world.province("510000").officer("510104-police")
    police.accept(case)
    police.grant(case)
    world.deliver()
    stranger = {"name": "李秋萍", "number": "500103199208259980"}
    refused = clerk.act(case, act="hand_over", **stranger)
    assert refused.status_code == 422
    assert refused.json()["objections"][0]["field"] == "entrusted"
    assert clerk.act(case, act="hand_over", entrusted="张建国2026年11月23日的委托书", **stranger).status_code == 202
    world.deliver()
    assert world.province("440000").case(case).state.value == "closed"


def test_everything_in_the_way_is_told_at_once_with_field_and_remedy(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    wrong = {**APPLICATION, "answers": {"cert_kind": "no", "hukou_place": "5"}, "consent": False}
    answer = applicant.post("/api/v1/cases", wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert {"cert_kind", "hukou_place", "purpose", "consent"} <= {each["field"] for each in told["objections"]}
    assert all(each["message"] and each["rule"] for each in told["objections"])


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({}, ["cert_kind"]),
        ({"purpose": ""}, ["purpose", "cert_kind"]),
        ({"hukou_place": "5"}, ["hukou_place"]),  # what serves instead, the place says
        ({"purpose": "", "cert_kind": "no"}, ["cert_kind", "purpose"]),
    ],
)
@pytest.mark.parametrize("operation", ["cases", "assessments"])
def test_rules_are_judged_by_what_could_be_read(
    guangdong: Caller, operation: str, spoilt: dict[str, str], told: list[str]
) -> None:
    answers = {"cert_kind": "identity", "purpose": "办理公证", "hukou_place": "510104", **spoilt}
    answer = guangdong.sign_in("张建国").post(f"/api/v1/{operation}", {**APPLICATION, "answers": answers})
    assert answer.status_code == (422 if operation == "cases" else 200)
    assert [each["field"] for each in answer.json()["objections"]] == told


def test_handing_in_twice_with_one_key_makes_one_case(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    once = {"idempotency-key": "2026-1"}
    assert _submit(applicant, **once) == _submit(applicant, **once)
    assert _submit(guangdong.sign_in("张建国")) != _submit(applicant, **once)
    assert len(applicant.get("/api/v1/cases").json()["cases"]) == 2


def test_another_persons_case_is_not_found(guangdong: Caller, sichuan: Caller) -> None:
    case = _submit(guangdong.sign_in("张建国"))
    for other in (guangdong.sign_in("李秋萍"), guangdong.sign_in_staff("440100-hf-1")):
        read = other.get(f"/api/v1/cases/{case}")
        acted = other.act(case, act="withdraw")
        assert (read.status_code, acted.status_code) == (404, 404)
        assert read.json() == guangdong.sign_in("李秋萍").get("/api/v1/cases/none").json() or read.json()["detail"]


@pytest.mark.parametrize("token", ["", "tb_none", "Basic", "tb_" + "x" * 43])
def test_without_a_token_that_holds_nothing_is_told(guangdong: Caller, token: str) -> None:
    answer = replace(guangdong, token=token).get("/api/v1/cases")
    assert answer.status_code == 401
    assert "tokens" in answer.json()["detail"]


@pytest.mark.parametrize("content", [b"{", b'{"matter": 3}'])
def test_nobody_unknown_is_told_what_is_wrong_with_a_body(guangdong: Caller, content: bytes) -> None:
    kind = {"content-type": "application/json"}
    assert guangdong.send("POST", "/api/v1/cases", content, **kind).status_code == 401
    assert guangdong.sign_in("张建国").send("POST", "/api/v1/cases", content, **kind).status_code == 400


def test_a_token_reaches_no_further_than_its_scopes(guangdong: Caller) -> None:
    reader = guangdong.sign_in("张建国", scopes=["cases:read"])
    answer = reader.post("/api/v1/cases", APPLICATION)
    assert answer.status_code == 403
    assert "cases:write" in answer.json()["detail"]


def test_a_token_that_reads_ends_no_other(guangdong: Caller) -> None:
    applicant, reader = guangdong.sign_in("张建国"), guangdong.sign_in("张建国", scopes=["cases:read"])
    own = reader.get("/api/v1/tokens").json()
    told = [reader.delete(f"/api/v1/tokens/{each['id']}") for each in own]
    assert [each.status_code for each in told] == [403, 403]
    assert "cases:write" in told[0].json()["detail"]
    assert applicant.get("/api/v1/tokens").json() == own
    assert guangdong.sign_in("张建国", scopes=[]).get("/api/v1/tokens").status_code == 403


def test_an_officer_is_shown_to_the_queue_and_has_no_cases_of_an_own(guangdong: Caller) -> None:
    told = guangdong.sign_in_staff("440106-hall-1").get("/api/v1/cases")
    assert (told.status_code, "/api/v1/queue" in told.json()["detail"]) == (403, True)


def test_a_revoked_token_ends_at_once(guangdong: Caller) -> None:
    applicant = guangdong.sign_in("张建国")
    own = applicant.get("/api/v1/tokens").json()
    assert applicant.delete(f"/api/v1/tokens/{own[0]['id']}").status_code == 204
    assert applicant.get("/api/v1/cases").status_code == 401


@pytest.mark.parametrize(
    ("method", "address", "content", "status"),
    [
        ("POST", "/api/v1/cases", b"{", 400),
        ("POST", "/api/v1/cases", b'{"matter": 5}', 400),
        ("POST", "/api/v1/cases", b'{"matter": "x", "office": "y", "extra": 1}', 400),
        ("POST", "/api/v1/cases", b'{"matter": "x.y", "office": "y"}', 404),
        ("POST", "/api/v1/cases", b"[" * 100_000, 400),
        ("POST", "/api/v1/cases", '{"matter": "户籍"}'.encode("gbk"), 400),
        ("POST", "/api/v1/cases", b'"' + b"x" * 2_000_000, 413),
        ("POST", "/api/v1/cases/none/acts", b'{"act": "fly"}', 400),
        ("POST", "/api/v1/cases/none/acts", b'{"act": "accept"}', 404),
        ("GET", "/api/v1/cases?before=x:y", b"", 422),
        ("GET", "/api/v1/queue", b"", 403),
        ("GET", "/api/v1/matters/x.y", b"", 404),
        ("GET", "/api/v1/nothing/here", b"", 404),
        ("DELETE", "/api/v1/cases", b"", 405),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_a_declared_problem_in_chinese(
    guangdong: Caller, method: str, address: str, content: bytes, status: int
) -> None:
    answer = guangdong.sign_in("张建国").send(method, address, content, **{"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert any("一" <= letter <= "鿿" for letter in answer.json()["detail"])


def test_the_description_names_every_operation_and_its_problems(guangdong: Caller) -> None:
    told = guangdong.get("/api/v1/openapi.json").json()
    assert all(path.startswith("/api/v1/") for path in told["paths"])
    operations = [operation for item in told["paths"].values() for operation in item.values()]
    assert {"listMatters", "assess", "submit", "listCases", "readCase", "act", "readQueue", "issueToken"} <= {
        operation["operationId"] for operation in operations
    }
    assert all("application/problem+json" in operation["responses"]["503"]["content"] for operation in operations)
    assert [operation["operationId"] for operation in operations if operation["summary"].isascii()] == []
    sign_in = told["components"]["schemas"]["TokenRequest"]["properties"]
    assert [name for name, part in sign_in.items() if part.get("description", "").isascii()] == []


def test_the_reference_page_needs_no_other_host_and_no_script(guangdong: Caller) -> None:
    page = guangdong.get("/api/v1")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "//" not in page.text.replace("http://127.0.0.1", "").replace("<!doctype html>", "")
    assert "POST /api/v1/cases" in page.text
    assert ("可选：submitted、" in page.text, "登录方式要求填写的内容" in page.text) == (True, True)
    assert ("提交申请；有不符合的，逐项告知，不予提交" in page.text, "Request fulfilled" in page.text) == (True, False)


def test_an_act_on_a_case_that_has_gone_on_since_it_was_read_is_refused(
    world: World, guangdong: Caller, sichuan: Caller
) -> None:
    case = _submit(guangdong.sign_in("张建国"))
    world.deliver()
    first, second = sichuan.sign_in_staff("510104-police-1"), sichuan.sign_in_staff("510104-police-2")
    read = first.get(f"/api/v1/cases/{case}").json()["seq"]
    assert second.get(f"/api/v1/cases/{case}").json()["seq"] == read
    assert first.act(case, act="accept", seen=read).status_code == 200
    refusal = {"reasons": [{"field": "other", "label": "其他", "reason": "用途不符"}], "act": "decline"}
    for late in ({"act": "accept"}, refusal, {"act": "ask", "text": "请问用途"}):
        answer = second.act(case, **late, seen=read)
        assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1#conflict"), answer.text
        assert "重新读取" in answer.json()["detail"]
    assert second.get(f"/api/v1/cases/{case}").json()["state"] == "review"
    again = second.get(f"/api/v1/cases/{case}").json()["seq"]
    assert second.act(case, act="ask", text="请问用途", seen=again).status_code == 200


WARD = {"name": "张小雨", "number": "510104202006019922", "capacity": "guardian"}
OF_WARD = {
    "matter": "hh.cert.hukou",
    "office": "510104-hall",
    "answers": {"cert_kind": "origin", "purpose": "办理入学", "hukou_place": "510104", "handed_by": "self"},
    "consent": True,
    "principal": WARD,
}


def test_a_guardian_applies_for_a_ward_and_acts_in_that_role(sichuan: Caller) -> None:
    parent = sichuan.sign_in("张建国")
    case = parent.post("/api/v1/cases", OF_WARD).json()["id"]
    assert parent.get(f"/api/v1/cases/{case}").json()["roles"] == ["guardian"]
    assert parent.act(case, act="withdraw").status_code == 200


def test_nobody_calls_themselves_another_persons_agent_online_and_nothing_is_looked_up(sichuan: Caller) -> None:
    principal = {"name": "张建国", "number": "510104198503109997", "capacity": "agent"}
    answer = sichuan.sign_in("李秋萍").post("/api/v1/assessments", {**OF_WARD, "principal": principal})
    assert "不能委托他人办理" in answer.text
    assert sichuan.world.run(sichuan.node.lookups.about, principal["number"]) == []
    guardian = sichuan.sign_in("李秋萍").post("/api/v1/assessments", OF_WARD)
    assert "不能由监护人代为申请" in guardian.text
    assert sichuan.world.run(sichuan.node.lookups.about, WARD["number"]) == []


def test_an_original_is_taken_once_however_the_program_names_it(guangdong: Caller) -> None:
    clerk = guangdong.sign_in_staff("440106-hall-1")
    asked = {**APPLICATION, "delivery": "window", **STANDING}
    case = clerk.post("/api/v1/cases", {**asked, "window_checks": ["identity_card"]}).json()["id"]
    taken = {"act": "take_original", "condition": "完好，共1页"}
    assert clerk.act(case, **taken, material="mandate").status_code == 200
    for again in ({"material": "mandate"}, {"name": "授权委托书"}):
        refused = clerk.act(case, **taken, **again)
        assert (refused.status_code, "该原件已登记收存" in refused.text) == (422, True)
    assert clerk.act(case, **taken, name="公证书").status_code == 200
    assert clerk.act(case, **taken, name="公证书").status_code == 422
    told = [(each["name"], each["at"], each["to"]) for each in clerk.get(f"/api/v1/cases/{case}").json()["originals"]]
    assert told == [("授权委托书", "receiving", ""), ("公证书", "receiving", "")]


def test_an_original_goes_on_by_the_id_that_the_case_gives(world: World, guangdong: Caller, sichuan: Caller) -> None:
    clerk, police = guangdong.sign_in_staff("440106-hall-1"), sichuan.sign_in_staff("510104-police-1")
    asked = {**APPLICATION, "delivery": "window", **STANDING}
    case = _submit_as(clerk, {**asked, "window_checks": ["identity_card"]})

    def original(reader: Caller) -> dict[str, str]:
        [one] = reader.get(f"/api/v1/cases/{case}").json()["originals"]
        return {name: one[name] for name in ("id", "at", "to")}

    clerk.act(case, act="take_original", name="公证书", condition="完好，共1页")
    work = world.run(guangdong.node.judging.work, case)
    clerk.act(case, act="receive", checks=[item.key for item in work.matter.checks])
    world.deliver()
    kept = original(clerk)["id"]
    clerk.act(case, act="send_original", original=kept, to="competent", waybill="SF1234567890")
    world.deliver()
    assert original(police) == {"id": kept, "at": "", "to": "competent"}
    assert police.act(case, act="receive_original", original=kept, condition="完好").status_code == 200
    assert original(police) == {"id": kept, "at": "competent", "to": ""}


def test_a_result_by_post_needs_an_address_through_the_api_too(
    world: World, guangdong: Caller, sichuan: Caller
) -> None:
    applicant = guangdong.sign_in("张建国")
    asked = {**APPLICATION, "delivery": "post"}
    refused = applicant.post("/api/v1/cases", asked).json()["objections"]
    assert {each["field"] for each in refused} == {"postal_recipient", "postal_phone", "postal_address"}
    postal = {"recipient": "张建国", "phone": "13800000000", "address": "广东省广州市天河区示例路1号"}
    case = applicant.post("/api/v1/cases", {**asked, "postal": postal}).json()["id"]
    world.deliver()
    officer = world.province("510000").officer("510104-police")
    assert officer.view(case).postal == PostalAddress(**postal)
    assert world.province("440000").officer("440106-hall").view(case).postal is None
    assert world.province("440000").mine(case, by="张建国").postal == PostalAddress(**postal)
    clerk, hall = sichuan.sign_in_staff("510104-police-1"), guangdong.sign_in_staff("440106-hall-1")
    seen = [caller.get(f"/api/v1/cases/{case}").json()["postal"] for caller in (applicant, clerk, hall)]
    assert seen == [postal, postal, None]


def test_at_a_window_the_agent_who_stands_there_is_recorded(sichuan: Caller) -> None:
    clerk = sichuan.sign_in_staff("510104-hall-1")
    agent = {"name": "张德福", "number": "51010419580206991X"}
    named = {"handed_by": "agent", "agent_name": agent["name"], "agent_number": agent["number"]}
    asked = {
        **OF_WARD,
        "answers": {**OF_WARD["answers"], **named},
        "applicant": agent,
        "identity_checked": True,
        "principal": {"name": "张建国", "number": "510104198503109997", "capacity": "agent"},
        "window_checks": ["mandate"],
    }
    answer = clerk.post("/api/v1/cases", asked)
    assert answer.status_code == 201, answer.text
    seen = sichuan.sign_in("张德福").get(f"/api/v1/cases/{answer.json()['id']}").json()
    assert seen["roles"] == ["agent"]
    assert "代经办人张德福操作" in seen["hops"][0]["who"]


def test_a_case_is_found_by_its_number_by_an_office_that_has_it_only(
    world: World, guangdong: Caller, sichuan: Caller
) -> None:
    case = _submit(guangdong.sign_in("张建国"))
    world.deliver()
    police, fund = sichuan.sign_in_staff("510104-police-1"), sichuan.sign_in_staff("510100-hf-1")
    number = police.get(f"/api/v1/cases/{case}").json()["number"]
    assert police.get(f"/api/v1/queue/find?number={number}").json() == {"id": case}
    assert fund.get(f"/api/v1/queue/find?number={number}").status_code == 404
    assert police.get("/api/v1/queue/find").status_code == 400


def test_a_supervisor_reads_counts_and_lists_that_name_nobody(world: World, guangdong: Caller, sichuan: Caller) -> None:
    case = _submit(guangdong.sign_in("张建国"))
    world.deliver()
    supervisor = sichuan.sign_in_staff("510000-supervisor")
    told = supervisor.get("/api/v1/supervision").json()
    (count,) = told["open"]
    assert (count["receiving"], count["competent"], count["cases"]) == ("440000", "510000", 1)
    there = f"state={count['state']}&urgency={count['urgency']}&receiving=440000&competent=510000"
    listed = supervisor.get(f"/api/v1/supervision/cases?{there}")
    assert [line["id"] for line in listed.json()["cases"]] == [case]
    assert "张建国" not in listed.text
    assert supervisor.get("/api/v1/supervision/cases?receiving=500000").json()["cases"] == []
    assert supervisor.get("/api/v1/supervision/cases?state=nowhere").status_code == 400
    assert sichuan.sign_in_staff("510104-police-1").get("/api/v1/supervision").status_code == 403
    assert guangdong.sign_in("张建国").get("/api/v1/supervision/cases").status_code == 403


def test_what_a_place_off_the_exchange_did_not_accept_is_entered_with_its_reasons(guangdong: Caller) -> None:
    clerk = guangdong.sign_in_staff("440106-hall-1")
    person = {"name": "赵敏", "number": "33010619881201996X", "mobile": "13800000000"}
    answers = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "330106", "handed_by": "self"}
    postal = {"recipient": "赵敏", "phone": "13800000000", "address": "广东省广州市天河区示例路2号"}
    asked = {**APPLICATION, "answers": answers, "applicant": person, "delivery": "post", "postal": postal}
    case = _submit_as(clerk, {**asked, "identity_checked": True, "window_checks": ["identity_card"]})
    assert clerk.act(case, act="receive", checks=["form", "identity", "originals"]).status_code == 200
    assert clerk.act(case, act="forward", waybill="SF1").status_code == 200
    entered = {"act": "record_decision", "decision": "declined", "paper": "杭公〔2026〕2号", "decided_on": "2026-11-23"}
    refused = clerk.act(case, **entered)
    assert (refused.status_code, "登记不予受理须写明理由" in refused.text) == (422, True)
    done = clerk.act(case, **entered, note="户籍已迁往宁波").json()
    assert (done["state"], done["state_name"]) == ("paper_declined", "不予受理（纸质决定）")
    last = clerk.get(f"/api/v1/cases/{case}").json()["hops"][-1]
    assert "户籍已迁往宁波" in json.dumps(last, ensure_ascii=False)
