"""What stands between an application and its handing in, beside its answers."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tongban import Assurance, Channel, Delivery, Matter, Party, PartyKind, Role
from tongban.cases.postal import PostalAddress
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


BY_POST = replace(EXAMPLE, delivery=(Delivery.ELECTRONIC, Delivery.POST))
WHERE = PostalAddress(recipient="张建国", phone="13800000000", address="广东省广州市天河区示例路1号")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"recipient": " "}, "postal_recipient", "请填写收件人姓名"),
        ({"recipient": "张\u202e建国"}, "postal_recipient", "收件人姓名不正确"),
        ({"phone": ""}, "postal_phone", "请填写收件人手机号码"),
        ({"phone": "1380000000"}, "postal_phone", "手机号码格式不正确"),
        ({"address": ""}, "postal_address", "请填写收件地址"),
        ({"address": "天河"}, "postal_address", "收件地址不完整或含有不能识别的字符"),
        ({"address": "路" * 201}, "postal_address", "收件地址不完整或含有不能识别的字符"),
    ],
)
def test_what_goes_by_post_needs_somebody_whom_the_courier_finds(
    written: Application, changes: dict[str, str], field: str, sentence: str
):
    posted = msgspec.structs.replace(written, delivery="post", postal=WHERE)
    assert said(BY_POST, posted) == []
    (found,) = obstacles(BY_POST, msgspec.structs.replace(posted, postal=msgspec.structs.replace(WHERE, **changes)),
                         None, [PERSON])  # fmt: skip
    assert (found.field, found.message, bool(found.remedy)) == (field, sentence, True)


def test_where_to_post_is_asked_for_only_with_post(written: Application):
    assert said(BY_POST, msgspec.structs.replace(written, delivery="electronic")) == []
    only_post = replace(EXAMPLE, delivery=(Delivery.POST,))
    assert len(said(only_post, written)) == 3


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
