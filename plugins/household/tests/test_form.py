"""The form of 开具户籍类证明: what it asks for, and of whom it speaks."""

from __future__ import annotations

import pytest

from tongban import Role
from tongban_household.matters import to_the_hukou_place
from tongban_household.testing import PEOPLE, asked

RELATIVE = ["请填写“亲属姓名”", "请填写“亲属证件号码”"]
AGENT = ["请填写“受托人姓名”", "请填写“受托人证件号码”"]


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ({"cert_kind": "origin"}, []),
        ({"cert_kind": "change"}, []),
        ({"cert_kind": "former_name"}, []),
        ({"cert_kind": "kinship"}, RELATIVE),
        ({"cert_kind": "unnatural_death"}, RELATIVE),
        ({"cert_kind": "cancellation"}, RELATIVE),
        ({"cert_kind": "everything"}, ["请从列出的选项中选择“证明种类”"]),
        ({"cert_kind": ""}, ["请选择“证明种类”"]),
        ({"purpose": ""}, ["请填写“用途”"]),
        ({"purpose": "证" * 100}, []),
        ({"purpose": "证" * 101}, ["“用途”不能超过100个字"]),
        ({"hukou_place": ""}, ["请填写“户籍地”"]),
        ({"hukou_place": "锦江"}, ["请选择“户籍地”，或填写6位行政区划代码"]),
        ({"handed_by": "agent"}, AGENT),
        ({"handed_by": "self", "agent_number": "ignored"}, []),
        ({"cert_kind": "kinship", "purpose": "", "handed_by": "agent"}, ["请填写“用途”", *RELATIVE, *AGENT]),
    ],
)
def test_every_fault_is_told_at_once(typed: dict[str, str], messages: list[str]):
    assert [each.message for each in asked("张建国", {}, **typed).parsed.objections] == messages


def test_the_agent_who_hands_in_is_a_party():
    agent = {"handed_by": "agent", "agent_name": "张德福", "agent_number": PEOPLE["张德福"][0]}
    parties = asked("张建国", {}, **agent).application.parties
    assert [(party.role, party.name) for party in parties] == [(Role.APPLICANT, "张建国"), (Role.AGENT, "张德福")]


def test_without_an_agent_the_applicant_is_the_only_party():
    assert [party.name for party in asked("张建国", {}).application.parties] == ["张建国"]


def test_the_hukou_place_decides_and_is_known_beforehand():
    route = to_the_hukou_place(asked("赵敏", {}).application.answers)
    assert (route.competent, dict(route.cooperating)) == ("330106", {})
    assert "无需往返" in route.reason
