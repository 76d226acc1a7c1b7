"""授权管理: only the legal representative grants, limits and revokes, and what is revoked holds at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from caller import Caller

from tongban.errors import Refused
from tongban.identity.credit_code import Body
from tongban.identity.people import Assurance, Organisation, Person
from tongban.identity.viewers import Holder, Viewer
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor

FIRM = "915101040000001239"
ANOTHER = "915001030000A0363K"
GRANT = {
    "agent_name": "李秋萍",
    "agent": "500103199208259980",
    "since": "2026-11-23",
    "until": "2027-05-31",
    "matters": "hf.employer_open",
}
ACTS = "SELECT act FROM tongban_audit WHERE act LIKE '%mandate' ORDER BY act"


@pytest.fixture
def representative(sichuan: Visitor) -> Visitor:
    sichuan.sign_in("王小川")
    return sichuan


def acts(visitor: Visitor) -> list[str]:
    rows = visitor.world.run(visitor.world.province("510000").node.database.fetch, ACTS)
    return [row["act"] for row in rows]


def test_an_agent_acts_as_long_as_the_mandate_stands(representative: Visitor) -> None:
    page = representative.submit(representative.get(f"/mandates/{FIRM}"), f"/mandates/{FIRM}", **GRANT)
    assert "李秋萍" in page.text
    assert "住房公积金单位登记开户" in page.text
    assert "已授权" in page.text
    agent = Visitor.at(representative.world, "510000")
    agent.sign_in("李秋萍")
    assert "成都锦江示例科技有限公司" in agent.get("/acting-for").text
    revoked = representative.world.run(representative.world.province("510000").node.mandates.of_organisation, FIRM)
    mine = next(each for each in revoked if each.mandate.agent == GRANT["agent"])
    form = representative.get(f"/mandates/{FIRM}")
    for _ in range(2):  # a double click
        page = representative.submit(form, f"/mandates/{FIRM}/{mine.id}/revoke")
        assert (page.status, "李秋萍" in page.text, "已撤销" in page.text) == (200, False, True)
    assert "成都锦江示例科技有限公司" not in agent.get("/acting-for").text
    assert acts(representative) == ["grant_mandate", "revoke_mandate"]


def test_only_the_representative_finds_the_page(representative: Visitor) -> None:
    assert representative.get("/mandates").path == f"/mandates/{FIRM}"
    assert representative.get(f"/mandates/{ANOTHER}").status == 404
    agent = Visitor.at(representative.world, "510000")
    agent.sign_in("张建国")
    assert agent.get(f"/mandates/{FIRM}").status == 404
    assert "没有可以管理的单位" in agent.get("/mandates").text


def test_whose_a_number_is_cannot_be_tried_out(representative: Visitor) -> None:
    def named(name: str) -> str:
        form = representative.get(f"/mandates/{FIRM}")
        return representative.submit(form, f"/mandates/{FIRM}", **{**GRANT, "agent_name": name}).text

    names = [f"李{each}" for each in "一二三四五"]
    for name in (*names, *names):
        assert "经办人姓名与经办人公民身份号码不一致" in named(name), name
    assert "填写的姓名与公民身份号码多次不一致，请在15分钟后再试" in named(GRANT["agent_name"])
    assert acts(representative) == []
    representative.world.clock.advance(timedelta(minutes=15))
    assert "已授权" in named(GRANT["agent_name"])


def test_everything_wrong_is_said_at_once_and_nothing_is_granted(representative: Visitor) -> None:
    before = representative.get(f"/mandates/{FIRM}")
    wrong = {"agent_name": "", "agent": "500103199208259981", "since": "2026-11-23", "until": "2026-11-22"}
    page = representative.submit(before, f"/mandates/{FIRM}", **wrong)
    assert page.status == 422
    late = "授权的最后一天不能早于生效日和今天"
    for told in ("请填写“经办人姓名”", "公民身份号码校验位错误", "请选择授权办理的事项", late):
        assert told in page.text
    assert acts(representative) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"until": "2026-11-22"}, "授权的最后一天不能早于生效日和今天"),
        ({"since": "2027-06-30"}, "授权的最后一天不能早于生效日和今天"),
        ({"until": "2029-11-24"}, "授权最长到3年后的今天"),
        ({"until": "9999-12-31", "since": "9999-12-31"}, "不是有效的日期"),
        ({"matters": "hf.transfer"}, "“hf.transfer”不是单位可以授权办理的事项"),
        ({"matters": "hf.transfer"}, "住房公积金单位登记开户（hf.employer_open）、"),
    ],
)
def test_a_mandate_has_limits(representative: Visitor, changed: dict[str, str], told: str) -> None:
    page = representative.submit(representative.get(f"/mandates/{FIRM}"), f"/mandates/{FIRM}", **{**GRANT, **changed})
    assert (page.status, told in page.text) == (422, True)
    assert acts(representative) == []


def test_a_weak_sign_in_grants_nothing(sichuan: Visitor) -> None:
    sichuan.sign_in("王小川", level="L2")
    page = sichuan.submit(sichuan.get(f"/mandates/{FIRM}"), f"/mandates/{FIRM}", **GRANT)
    assert (page.status, "管理授权须完成实人认证" in page.text) == (422, True)


@pytest.mark.parametrize(("body", "told"), [(Body.INSTITUTION, ["机构类别与主体类型不一致"]), (Body.ENTERPRISE, [])])
def test_an_organisation_of_another_kind_than_its_code_says_authorises_nobody(
    world: World, body: Body, told: list[str]
) -> None:
    firm = Organisation(number=FIRM, name="成都锦江示例科技有限公司", body=body)
    person = Person(name="王小川", number="440106199611239974", assurance=Assurance.L3, represents=(firm,))
    desk = world.province("510000").node.representatives
    viewer = Viewer(key="representative", holder=Holder(person=person))
    try:
        world.run(desk.grant, viewer, FIRM, GRANT, ["hf.employer_open"])
        found = []
    except Refused as refused:
        found = [each.message for each in refused.objections]
    assert found == told


def test_the_api_grants_lists_and_revokes(world: World) -> None:
    representative, path = Caller.at(world, "510000").sign_in("王小川"), f"/api/v1/organisations/{FIRM}/mandates"
    given = representative.post(path, {**GRANT, "matters": ["hf.employer_open"]})
    assert given.status_code == 201, given.text
    assert given.json() in representative.get(path).json()
    agent = Caller.at(world, "510000").sign_in("李秋萍")
    assert agent.delete(f"{path}/{given.json()['id']}").status_code == 404
    assert representative.delete(f"{path}/{given.json()['id']}").status_code == 204
    assert representative.delete(f"{path}/{given.json()['id']}").status_code == 404
    assert given.json() not in representative.get(path).json()
    refused = representative.post(path, {**GRANT, "matters": []})
    assert (refused.status_code, refused.json()["objections"][0]["field"]) == (422, "matters")
