"""Who looked up what: under the right name only, told to the person asked about and to the supervisor."""

from __future__ import annotations

from tongban.clock import milliseconds
from tongban.evidence.items import Outcome
from tongban.evidence.query_log import Entry, Side
from tongban.evidence.questions import Grounds, RegisterAnswer, RegisterQuestion
from tongban.identity.people import Assurance, Role
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor, handed_in

ZHANG = {"name": "张建国", "number": "510104198503109997"}
START = {**ZHANG, "matter": "hh.cert.hukou", "identity": "yes", "consent": "yes"}
FORM = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104", "consent": "yes"}
OPENING = {
    "city": "成都市",
    "mobile": "13800000000",
    "wage": "8650.00",
    "ratio_unit": "12",
    "ratio_person": "12",
    "first_month": "2026-12",
}


def _begin(clerk: Visitor, **changed: str) -> Page:
    return clerk.submit(clerk.get("/window/apply"), "/window/apply", **{**START, **changed})


def _supervisor(world: World) -> Visitor:
    visitor = Visitor.at(world, "440000")
    visitor.sign_in_staff("440000-supervisor")
    return visitor


def test_a_number_under_another_name_is_refused_and_nothing_is_looked_up(clerk: Visitor, world: World) -> None:
    page = _begin(clerk, name="张建军")
    assert (page.status, "姓名与公民身份号码不一致" in page.text) == (422, True)
    node = world.province("440000").node
    assert world.run(node.lookups.about, ZHANG["number"]) == []


def test_whose_record_a_clerk_looked_up_sees_who_and_when_and_the_supervisor_sees_what_was_never_handed_in(
    clerk: Visitor, world: World
) -> None:
    page = _begin(clerk)
    page = clerk.submit(page, page.path, act="review", **{**FORM, "check-identity_card": "yes"})
    assert page.path.endswith("/review"), page.text
    person = Visitor.at(world, "440000")
    person.sign_in("张建国", "L1")
    weak = person.get("/lookups")
    assert (weak.status, "请以 L2（实名核验）或更高等级重新登录" in weak.text) == (404, True)
    assert "令牌" not in weak.text
    person = Visitor.at(world, "440000")
    person.sign_in("张建国", "L2")
    told = person.get("/lookups").text
    assert "广州市天河区政务服务中心工作人员" in told
    assert "人口基础信息" in told
    assert "窗口当面授权" in told
    assert "开具户籍类证明：" in told
    supervisor = _supervisor(world)
    listed = supervisor.get("/supervision/lookups").text
    assert "林晓燕" in listed
    assert "开具户籍类证明" in listed
    assert "张建国" not in listed
    clerk.submit(page, page.path.replace("/review", "/submit"))
    assert "林晓燕" not in supervisor.get("/supervision/lookups").text
    other = Visitor.at(world, "440000")
    other.sign_in("李秋萍", "L2")
    assert "没有查询记录" in other.get("/lookups").text


def test_the_other_province_tells_the_person_who_asked_it(clerk: Visitor, world: World) -> None:
    page = _begin(clerk)
    clerk.submit(page, page.path, act="review", **{**FORM, "check-identity_card": "yes"})
    person = Visitor.at(world, "510000")
    person.sign_in("张建国", "L2")
    told = person.get("/lookups").text
    assert "户籍档案" in told
    assert "广东省" in told


def test_who_acts_for_a_firm_reads_who_looked_up_what_about_it_and_not_about_themselves(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    guangdong.submit(guangdong.get("/acting-for"), "/acting-for", organisation="915101040000001239")
    handed_in(guangdong, "hf.employer_open", **OPENING)
    told = guangdong.get("/lookups")
    assert told.heading == "成都锦江示例科技有限公司的信息查询记录"
    assert "在线授权" in told.text
    guangdong.submit(guangdong.get("/acting-for"), "/acting-for", organisation="")
    own = guangdong.get("/lookups")
    assert (own.heading, "没有查询记录" in own.text) == ("我的信息查询记录", True)
    assert "外省的机关查询该省登记库的，记录在该省的通办平台上" in own.text


def test_a_look_up_for_a_mandated_matter_is_shown_behind_a_hundred_later_ones_for_others(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    firm = "915101040000001239"
    guangdong.submit(guangdong.get("/acting-for"), "/acting-for", organisation=firm)
    handed_in(guangdong, "hf.employer_open", **OPENING)
    node = guangdong.world.province("440000").node
    grounds = Grounds(purpose="核验营业执照", assurance=Assurance.L3, legal_basis="《示例》")
    question = RegisterQuestion(register="market.entity", need="entity", matter="other.matter", application="a",
                                subject=firm, about=Role.APPLICANT, criteria={}, grounds=grounds)  # fmt: skip
    later = milliseconds(node.clock.now()) + 1
    answer = RegisterAnswer(outcome=Outcome.NONE, at=later)
    guangdong.world.run(node.lookups.write, [Entry(side=Side.LOCAL, peer="", question=question, answer=answer)] * 100)
    told = guangdong.get("/lookups").text
    assert "核验营业执照" not in told
    assert "没有查询记录" not in told
    assert "在线授权" in told
