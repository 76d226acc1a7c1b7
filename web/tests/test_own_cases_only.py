"""Nobody reads or moves a case, a draft or a file that is not theirs, by page or by program."""

from __future__ import annotations

import msgspec
import pytest
from caller import SCOPES, Caller

from tongban.cases import acts as a
from tongban.errors import NotFound
from tongban.matters.materials import Material, Upload
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor, begin, handed_in

HUKOU = {"cert_kind": "kinship", "purpose": "办理继承公证", "hukou_place": "510104"}
RELATIVE = {"relative_name": "张德福", "relative_number": "51010419580206991X"}
ANSWERS = {**HUKOU, **RELATIVE, "handed_by": "self"}
APPLICATION = {
    "matter": "hh.cert.hukou",
    "office": "440106-hall",
    "answers": ANSWERS,
    "delivery": "electronic",
    "consent": True,
}
EMPLOYER = {
    "city": "成都市",
    "mobile": "13800000000",
    "wage": "8650.00",
    "ratio_unit": "12",
    "ratio_person": "12",
    "first_month": "2026-12",
}
FIRM = "915101040000001239"


@pytest.fixture
def program(world: World) -> Caller:
    return Caller.at(world, "440000")


@pytest.fixture
def case(world: World) -> str:
    return world.province("440000").apply("hh.cert.hukou", by="张建国", answers=ANSWERS, delivery="electronic").case.id


def _at_level(program: Caller, name: str, level: str) -> Caller:
    form = {"person": program.world.person(name).number, "level": level}
    return program._issue({"form": form, "entrance": "public", "scopes": SCOPES})


def test_a_program_with_a_token_of_l1_sees_and_moves_no_case(program: Caller, case: str) -> None:
    unsure = _at_level(program, "张建国", "L1")
    assert unsure.get(f"/api/v1/cases/{case}").status_code == 404
    listed = unsure.get("/api/v1/cases")
    assert (listed.status_code, "签发令牌" in listed.text) == (404, True)
    assert unsure.act(case, act="withdraw").status_code == 404
    assert _at_level(program, "张建国", "L2").get(f"/api/v1/cases/{case}").status_code == 200


def test_a_stranger_finds_nothing_by_program(program: Caller, case: str) -> None:
    stranger = program.sign_in("李秋萍")
    assert stranger.get(f"/api/v1/cases/{case}").status_code == 404
    for does in ({"act": "withdraw"}, {"act": "confirm"}):
        assert stranger.act(case, **does).status_code == 404
    assert stranger.act(case, act="open_result").status_code == 404
    assert program.sign_in_staff("440100-hf-1").act(case, act="ask", text="在吗").status_code == 404


@pytest.mark.parametrize("officer", ["440100-hf-1", "440106-police-2"])
def test_an_office_that_a_case_does_not_concern_is_not_told_whether_there_is_one(
    program: Caller, guangdong: Visitor, case: str, officer: str
) -> None:
    staff, made_up = program.sign_in_staff(officer), f"{case[:-6]}abcdef"
    guangdong.sign_in_staff(officer)

    def told(case_id: str) -> list[str]:
        address = f"/desk/cases/{case_id}"
        pages = [guangdong.get(each).text for each in (address, f"{address}/acts/ask", f"{address}/papers/1")]
        read = [staff.get(f"/api/v1/cases/{case_id}{what}").text for what in ("", "/papers", "/files", "/files/x")]
        return [*pages, *read, *(staff.act(case_id, act=act).text for act in ("accept", "refresh"))]

    assert told(case) == told(made_up)


@pytest.mark.parametrize("officer", ["440106-hall-1", "440106-hall-2", "440000-supervisor"])
@pytest.mark.parametrize("behalf", ["applicant", "mayor"])
def test_only_the_receiving_clerk_acts_for_the_applicant(program: Caller, case: str, officer: str, behalf: str) -> None:
    staff, shown = program.sign_in_staff(officer), _card(program, "张建国")
    asked = staff.act(case, act="ask", text="在吗", behalf=behalf, standing=shown)
    clerk = (officer, behalf) == ("440106-hall-1", "applicant")
    assert asked.status_code in ({200, 202} if clerk else {404, 422}), asked.text
    done = staff.act(case, act="withdraw", behalf=behalf, standing=shown)
    assert done.status_code in ({200, 202} if clerk else {404, 422}), done.text
    assert program.sign_in("张建国").get(f"/api/v1/cases/{case}").status_code == 200


@pytest.mark.parametrize("wrong", [{"name": "李秋萍"}, {"number": "500103199208259980"}, "李秋萍"])
def test_the_clerk_acts_for_nobody_who_was_not_identified_as_the_party(
    program: Caller, case: str, wrong: dict[str, str] | str
) -> None:
    clerk, shown = program.sign_in_staff("440106-hall-1"), _card(program, "张建国")
    standing = _card(program, wrong) if isinstance(wrong, str) else {**shown, **wrong}
    refused = clerk.act(case, act="withdraw", behalf="applicant", standing=standing)
    assert refused.status_code == 422
    assert "不一致" in refused.text
    assert program.node.cases.context.node == "440000"
    assert program.world.province("440000").case(case).state.label != "撤回"


@pytest.mark.parametrize("standing", [None, {"name": "张建国", "number": ""}])
def test_a_clerk_who_identified_nobody_is_told_that_this_is_missing(
    program: Caller, case: str, standing: dict[str, str] | None
) -> None:
    clerk = program.sign_in_staff("440106-hall-1")
    refused = clerk.act(case, act="withdraw", behalf="applicant", standing=standing)
    [objection] = refused.json()["objections"]
    assert (refused.status_code, objection["field"]) == (422, "standing")
    assert ("没有写明代哪位到场人办理" in objection["message"], "standing" in objection["remedy"]) == (True, True)
    assert program.world.province("440000").case(case).state.label != "撤回"


def test_who_stood_at_the_window_is_in_the_ledger_that_the_party_reads(program: Caller, case: str) -> None:
    clerk = program.sign_in_staff("440106-hall-1")
    shown = _card(program, "张建国")
    assert clerk.act(case, act="ask", text="在吗", behalf="applicant", standing=shown).status_code in {200, 202}
    program.world.deliver()
    hops = program.sign_in("张建国").get(f"/api/v1/cases/{case}").json()["hops"]
    assert any("代申请人张建国操作" in hop["who"] for hop in hops)


def _card(program: Caller, name: str) -> dict[str, str]:
    return {"name": name, "number": program.world.person(name).number}


def test_the_competent_office_does_not_withdraw_for_the_applicant(world: World, case: str) -> None:
    world.deliver()
    police = Caller.at(world, "510000").sign_in_staff("510104-police-1")
    standing = _card(police, "张建国")
    done = police.act(case, act="withdraw", behalf="applicant", standing=standing)
    assert done.status_code == 422


@pytest.mark.parametrize("officer", ["440000-supervisor", "440100-hf-1"])
def test_whoever_does_not_take_in_the_matter_applies_and_looks_up_for_nobody(program: Caller, officer: str) -> None:
    person = program.world.person("张建国")
    asked = {**APPLICATION, "applicant": {"name": person.name, "number": person.number}}
    staff = program.sign_in_staff(officer)
    for address in ("/api/v1/assessments", "/api/v1/cases"):
        assert staff.post(address, asked).status_code == 403


def test_the_service_believes_no_roles(world: World, case: str) -> None:
    node = world.province("440000").node
    for role in ("applicant", "co_applicant", "agent", "guardian"):
        with pytest.raises(NotFound):
            world.run(node.cases.act, case, a.Withdraw(), world.actor("李秋萍", role=role))


def test_a_revoked_mandate_ends_acting_by_page_and_by_program(
    world: World, guangdong: Visitor, program: Caller
) -> None:
    guangdong.sign_in("张建国")
    choice = guangdong.get("/acting-for?next=/matters/hf.employer_open/apply")
    guangdong.submit(choice, "/acting-for", organisation=FIRM)
    page = handed_in(guangdong, "hf.employer_open", **EMPLOYER)
    case = page.path.split("?")[0].rpartition("/")[2]
    mandates = guangdong.world.province("440000").node.mandates
    for granted in world.run(mandates.of_organisation, FIRM):
        world.run(mandates.revoke, granted.id, organisation=FIRM)
    done = program.sign_in("张建国").act(case, act="withdraw")
    assert done.status_code == 404
    assert "无授权" in done.text
    assert "示例科技" not in guangdong.get("/acting-for").text


def test_an_agent_reads_the_firms_cases_only_of_matters_under_mandate(
    world: World, guangdong: Visitor, program: Caller
) -> None:
    guangdong.sign_in("张建国")
    guangdong.submit(guangdong.get("/acting-for"), "/acting-for", organisation=FIRM)
    page = handed_in(guangdong, "hf.employer_open", **EMPLOYER)
    case = page.path.split("?")[0].rpartition("/")[2]
    assert (guangdong.get(f"/cases/{case}").status, case in guangdong.get("/cases").response.text) == (200, True)
    mandates = guangdong.world.province("440000").node.mandates
    granted = world.run(mandates.of_organisation, FIRM)
    for each in granted:
        world.run(mandates.revoke, each.id, organisation=FIRM)
    other = msgspec.structs.replace(granted[0].mandate, matters=frozenset({"hf.employer_change"}))
    world.run(mandates.grant, other)
    again = guangdong.another()
    again.sign_in("张建国")
    agent = program.sign_in("张建国")
    for acting in (FIRM, ""):
        again.submit(again.get("/acting-for"), "/acting-for", organisation=acting)
        assert (again.get(f"/cases/{case}").status, case in again.get("/cases").response.text) == (404, False)
    assert agent.get(f"/api/v1/cases/{case}").status_code == 404
    assert agent.get("/api/v1/cases").json()["cases"] == []


def test_an_agent_without_a_mandate_any_more_sees_no_other_case_of_the_firm(world: World, guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    choice = guangdong.get("/acting-for")
    guangdong.submit(choice, "/acting-for", organisation=FIRM)
    assert "示例科技" in guangdong.get("/cases").text
    mandates = guangdong.world.province("440000").node.mandates
    for granted in world.run(mandates.of_organisation, FIRM):
        world.run(mandates.revoke, granted.id, organisation=FIRM)
    assert "示例科技" not in guangdong.get("/cases").text


def test_what_a_surer_sign_in_saved_is_not_shown_to_a_weaker_one(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    draft = begin(guangdong, consent="yes")
    weaker = guangdong.another()
    weaker.sign_in("张建国", "L1")
    assert weaker.get(draft.path).status == 404
    assert guangdong.get(draft.path).status == 200


def test_pages_list_no_draft_that_a_surer_sign_in_saved(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    draft = begin(guangdong, consent="yes").path
    weaker, unsure = guangdong.another(), guangdong.another()
    weaker.sign_in("张建国", "L2")
    unsure.sign_in("张建国", "L1")
    assert draft in guangdong.get("/cases").response.text
    assert draft not in weaker.get("/cases").response.text
    for visitor, told in ((guangdong, True), (weaker, False), (unsure, False)):
        assert (draft in visitor.get("/matters/hh.cert.hukou/apply").response.text) is told


def test_a_program_lists_no_draft_that_a_surer_sign_in_saved(program: Caller) -> None:
    sure = program.sign_in("张建国")
    draft = sure.post("/api/v1/drafts", APPLICATION).json()["id"]
    for level in ("L1", "L2"):
        weaker = _at_level(program, "张建国", level)
        assert weaker.get(f"/api/v1/drafts/{draft}").status_code == 404
        assert weaker.get("/api/v1/drafts").json() == []
    assert [each["id"] for each in sure.get("/api/v1/drafts").json()] == [draft]


def test_a_program_lists_the_firms_drafts_only_of_matters_under_mandate(world: World, program: Caller) -> None:
    agent, mandates = program.sign_in("张建国"), program.node.mandates
    asked = {"matter": "hf.employer_open", "office": "440106-hall", "organisation": FIRM}
    draft = agent.post(f"/api/v1/drafts?organisation={FIRM}", asked).json()["id"]
    assert [each["id"] for each in agent.get(f"/api/v1/drafts?organisation={FIRM}").json()] == [draft]
    granted = world.run(mandates.of_organisation, FIRM)
    for each in granted:
        world.run(mandates.revoke, each.id, organisation=FIRM)
    world.run(mandates.grant, msgspec.structs.replace(granted[0].mandate, matters=frozenset({"hf.employer_change"})))
    assert agent.get(f"/api/v1/drafts/{draft}?organisation={FIRM}").status_code == 404
    assert agent.get(f"/api/v1/drafts?organisation={FIRM}").json() == []


def test_that_somebody_saw_the_own_cases_is_audited(guangdong: Visitor, program: Caller, case: str) -> None:
    guangdong.sign_in("张建国")
    assert case in guangdong.get("/cases").response.text
    assert program.sign_in("张建国").get("/api/v1/cases").json()["cases"]
    read = "SELECT act, purpose FROM tongban_audit WHERE act = 'list_cases'"
    rows = program.world.run(program.node.database.fetch, read)
    assert [(row["act"], row["purpose"]) for row in rows] == [("list_cases", "own")] * 2


def test_that_somebody_read_the_own_drafts_is_audited_by_page_and_by_program(
    guangdong: Visitor, program: Caller
) -> None:
    sure = program.sign_in("张建国")
    draft = sure.post("/api/v1/drafts", APPLICATION).json()["id"]
    guangdong.sign_in("张建国")
    assert guangdong.get(f"/drafts/{draft}").status == 200
    assert sure.get(f"/api/v1/drafts/{draft}").status_code == 200
    for listed in (guangdong.get("/cases").response, sure.get("/api/v1/drafts")):
        assert draft in listed.text
    read = "SELECT act, actor, role, purpose, case_id FROM tongban_audit WHERE act IN ('read_draft', 'list_drafts')"
    rows = program.world.run(program.node.database.fetch, f"{read} ORDER BY id")
    assert {row["role"] for row in rows} == {"party"}
    assert len({row["actor"] for row in rows}) == 1
    assert [(row["act"], row["purpose"], row["case_id"]) for row in rows] == [
        *[("read_draft", "hh.cert.hukou", draft)] * 2,
        *[("list_drafts", "own", None)] * 2,
    ]


def test_nobody_applies_for_a_firm_and_for_a_person_at_once(program: Caller) -> None:
    ward = {"name": "张小宝", "number": "510104201801019996", "capacity": "guardian"}
    asked = {"matter": "hf.employer_open", "office": "440106-hall", "organisation": FIRM, "principal": ward}
    for address in ("/api/v1/assessments", "/api/v1/cases", f"/api/v1/drafts?organisation={FIRM}"):
        refused = program.sign_in("张建国").post(address, asked)
        [told] = refused.json()["objections"]
        assert (refused.status_code, told["field"]) == (422, "principal"), address
        assert "organisation" in told["message"]


def test_files_of_a_case_are_for_its_people_at_l2(world: World, guangdong: Visitor) -> None:
    material = Material(key="mandate", name="授权委托书", sources=(Upload(),))
    node = world.province("440000").node

    async def content():
        yield b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"

    key = node.accounts.key(world.person("张建国").number)
    application = "01a205ea-be80-7978-a179-d235713ede29"

    async def kept():
        return await node.uploads.store(
            content(), application=application, material=material, name="a\r\nX: <script>.pdf", by=key
        )

    stored = world.run(kept)
    answers = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
    evidence = [stored.evidence(material.name)]
    handed = world.province("440000").apply(
        "hh.cert.hukou", by="张建国", answers=answers, uploads=evidence, draft_id=application
    )
    assert handed.case.id == application
    for name, level, status in (("张建国", "L1", 404), ("张建国", "L2", 200), ("李秋萍", "L3", 404)):
        someone = guangdong.another()
        someone.sign_in(name, level)
        answer = someone.get(f"/cases/{application}/files/{stored.id}")
        assert answer.status == status, (name, level)
        if status == 200:
            assert answer.response.headers["content-disposition"].startswith("attachment;")
            assert answer.response.headers["x-content-type-options"] == "nosniff"
    for officer in ("440000-supervisor", "440100-hf-1"):
        someone = guangdong.another()
        someone.sign_in_staff(officer)
        assert someone.get(f"/desk/cases/{application}/files/{stored.id}").status == 404
