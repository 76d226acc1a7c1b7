"""What stands between an application and its handing in, beside its answers."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tongban import Assurance, Channel, Matter, Party, PartyKind, Role
from tongban.desk.drafts import Application
from tongban.desk.obstacles import obstacles
from tongban.testing.example.matters import EXAMPLE

PERSON = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997")
FIRM = Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name="示例公司", number="915101040000001239")
ONLINE_ONLY = replace(EXAMPLE, channels=frozenset({Channel.ONLINE}))
WITHOUT_NEEDS = replace(EXAMPLE, needs=(), materials=(), rules=())


def said(matter: Matter, written: Application, party: Party = PERSON) -> list[str]:
    return [each.message for each in obstacles(matter, written, None, [party])]


def test_nothing_stands_in_the_way_of_a_sound_application(written: Application):
    assert said(EXAMPLE, written) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": Channel.WINDOW}, "“示例事项”不能在窗口提交"),
        ({"consent": False}, "未取得授权，不得调用个人信息"),
        ({"delivery": "post"}, "请选择送达方式"),
    ],
)
def test_each_obstacle_is_said(written: Application, changes: dict[str, object], sentence: str):
    assert said(ONLINE_ONLY, msgspec.structs.replace(written, **changes)) == [sentence]


def test_a_sign_in_below_the_matters_level_is_told_to_go_higher(written: Application):
    person = msgspec.structs.replace(written.person, assurance=Assurance.L2)
    assert said(EXAMPLE, msgspec.structs.replace(written, person=person)) == ["请完成实人认证"]


def test_a_firm_does_not_apply_for_what_persons_apply_for(written: Application):
    assert said(EXAMPLE, written, FIRM) == ["本事项由个人申请"]


def test_a_matter_that_looks_nothing_up_needs_no_consent(written: Application):
    assert said(WITHOUT_NEEDS, msgspec.structs.replace(written, consent=False)) == []


def test_all_obstacles_are_said_at_once_each_with_its_remedy(written: Application):
    person = msgspec.structs.replace(written.person, assurance=Assurance.L1)
    wrong = msgspec.structs.replace(written, channel=Channel.WINDOW, consent=False, delivery="post", person=person)
    found = obstacles(ONLINE_ONLY, wrong, None, [FIRM])
    assert [each.rule for each in found] == ["CHANNEL", "SIGN-IN", "APPLICANT", "CM-10", "DELIVERY"]
    assert all(each.remedy for each in found)
