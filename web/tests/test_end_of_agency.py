"""Nobody acts for a person longer than the law has it: the 委托 ends by the principal's word, guardianship by age."""

from __future__ import annotations

from datetime import datetime

import pytest
from caller import Caller

from tongban.clock import CHINA
from tongban.errors import Refused
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor

AGENT = ("李秋萍", "500103199208259980")
BY_AGENT = {
    "cert_kind": "former_name",
    "purpose": "办理公证",
    "hukou_place": "510104",
    "handed_by": "agent",
    "agent_name": AGENT[0],
    "agent_number": AGENT[1],
}
OF_WARD = {
    "matter": "hh.cert.hukou",
    "office": "510104-hall",
    "answers": {"cert_kind": "origin", "purpose": "办理入学", "hukou_place": "510104", "handed_by": "self"},
    "consent": True,
    "principal": {"name": "张小雨", "number": "510104202006019922", "capacity": "guardian"},
}
ENDED = "申请人终止委托"


@pytest.fixture
def case(world: World) -> str:
    """A case of 张建国, handed in at a window of 广东 by 李秋萍, taken in by 四川."""
    made = world.province("440000").apply(
        "hh.cert.hukou", by="张建国", answers=BY_AGENT, channel="window", delivery="window", through=AGENT[0],
        window_checks=("identity", "mandate"),
    ).case  # fmt: skip
    world.province("440000").officer("440106-hall").take_original(made.id, "mandate", "完好")
    world.province("440000").officer("440106-hall").receive(made.id)
    world.deliver()
    return made.id


def at_desk(visitor: Visitor, case: str, clerk_of: str = "440106-hall") -> list[tuple[str, str]]:
    """The parties as a clerk reads them."""
    clerk = visitor.another()
    clerk.sign_in_staff(f"{clerk_of}-1")
    page = clerk.get(f"/desk/cases/{case}").document
    terms, texts = (page.xpath(f"//section[@aria-labelledby='parties']//dl[1]//{each}") for each in ("dt", "dd"))
    return [(str(a.text_content()).strip(), str(b.text_content()).strip()) for a, b in zip(terms, texts, strict=True)]


def entered(visitor: Visitor, name: str, level: str = "L2") -> Visitor:
    another = visitor.another()
    another.sign_in(name, level)
    return another


def test_the_applicant_ends_it_by_page_and_the_agent_finds_nothing_more(guangdong: Visitor, case: str) -> None:
    agent, applicant = entered(guangdong, AGENT[0], "L3"), entered(guangdong, "张建国")
    address = f"/cases/{case}"
    assert (agent.get(address).status, "终止委托" in agent.get(address).text) == (200, False)
    assert agent.get(f"{address}/end-agency").status == 404
    withdrawal = agent.get(f"{address}/withdraw")
    assert applicant.get(address).document.xpath(f"//a[@href='{address}/end-agency']")
    form = applicant.get(f"{address}/end-agency")
    assert f"终止对{AGENT[0]}的委托" in form.text
    assert applicant.submit(form, f"{address}/end-agency").status == 422
    for _ in range(2):
        page = applicant.submit(form, f"{address}/end-agency", confirmed="yes")
        assert (page.status, page.path) == (200, address)
    guangdong.world.deliver()
    page = applicant.get(address)
    assert page.text.count(ENDED) == 1
    assert "经办人（委托已终止）" in page.text
    assert not page.document.xpath(f"//a[@href='{address}/end-agency']")
    for left in ("", "/withdraw", "/correction", "/result"):
        assert agent.get(f"{address}{left}").status == 404
    assert agent.submit(withdrawal, f"{address}/withdraw", confirmed="yes", reason="不办了").status == 404
    assert case not in agent.get("/cases").response.text
    police = guangdong.world.province("510000").officer("510104-police").view(case)
    assert ENDED in [hop.title for hop in police.hops], "the place that decides reads it too"
    assert [text for label, text in at_desk(guangdong, case) if label == "经办人（委托已终止）"] == [
        "李秋萍 500103********9980"
    ]


def test_by_program_it_ends_alike(world: World, case: str) -> None:
    program = Caller.at(world, "440000")
    agent, applicant = program.sign_in(AGENT[0]), program.sign_in("张建国")
    refused = agent.act(case, act="end_agency")
    assert refused.status_code == 422
    assert applicant.act(case, act="end_agency").status_code in {200, 202}
    world.deliver()
    assert agent.get(f"/api/v1/cases/{case}").status_code == 404
    assert agent.act(case, act="withdraw").status_code == 404
    assert agent.get("/api/v1/cases").json()["cases"] == []
    assert applicant.get(f"/api/v1/cases/{case}").json()["hops"][-1]["title"] == ENDED


def test_the_former_agent_neither_collects_nor_is_acted_for_at_the_window(world: World, case: str) -> None:
    desk = world.province("440000").officer("440106-hall")
    police = world.province("510000").officer("510104-police")
    police.accept(case)
    police.grant(case)
    world.deliver()
    Caller.at(world, "440000").sign_in("张建国").act(case, act="end_agency")
    world.deliver()
    with pytest.raises(Refused, match="不是本办件的当事人"):
        desk.hand_over(case, AGENT[0], number=AGENT[1])
    clerk = Caller.at(world, "440000").sign_in_staff("440106-hall-1")
    told = clerk.act(case, act="withdraw", behalf="agent", standing={"name": AGENT[0], "number": AGENT[1]})
    assert (told.status_code, "不一致" in told.text) == (422, True)


def test_a_guardian_is_one_until_the_ward_comes_of_age(world: World, sichuan: Visitor) -> None:
    program = Caller.at(world, "510000")
    case = program.sign_in("张建国").post("/api/v1/cases", OF_WARD).json()["id"]
    for day, status in ((datetime(2038, 5, 31, 9, tzinfo=CHINA), 200), (datetime(2038, 6, 1, 9, tzinfo=CHINA), 404)):
        world.today(day)
        parent, page = program.sign_in("张建国"), entered(sichuan, "张建国")
        assert parent.get(f"/api/v1/cases/{case}").status_code == status
        assert page.get(f"/cases/{case}").status == status
        assert (case in page.get("/cases").response.text) is (status == 200)
        assert len(parent.get("/api/v1/cases").json()["cases"]) == (status == 200)
    assert parent.act(case, act="withdraw").status_code == 404
    assert "监护人（被监护人已成年）" in [label for label, _ in at_desk(sichuan, case, "510104-hall")]
