"""What is read of a form, and what a paper says of its answers."""

from __future__ import annotations

from typing import Annotated

import pytest

from tongban.matters.fields import Choice, City, Count, Field, Flag, Mobile, Money, Number, Place
from tongban.matters.forms import Form, fields_of, lines_of, parse


class Spent(Form, frozen=True, kw_only=True):
    """What was spent, and what may be left out."""

    fee: Annotated[int, Money("费用")]
    months: Annotated[int, Count("月数", unit="个月")] = 0
    shared: Annotated[bool, Flag("共同支付")] = False


class Leaving(Form, frozen=True, kw_only=True):
    """One who goes says where to."""

    kind: Annotated[str, Choice("变更", options=(("stay", "留"), ("leave", "走")))]
    to: Annotated[str, Field("去向", shown_when=("kind", ("leave",)))] = ""
    via: Annotated[str, Field("途经", shown_when=("kind", ("leave",)), optional=True)] = ""


class Contact(Form, frozen=True, kw_only=True):
    """Whom to tell, each with what that is for."""

    name: Annotated[str, Field("姓名", help="用于寄送", maximum_length=2)]
    mobile: Annotated[str, Mobile("手机号码", help="用于通知对方确认")]
    number: Annotated[str, Number("公民身份号码", help="对方须用本人身份登录")]
    place: Annotated[str, Place("户籍地", help="仅作登记内容")]


def test_what_to_do_about_an_answer_is_not_what_it_is_for():
    typed = {"name": "张建国", "mobile": "123", "number": "1", "place": "成都"}
    wrong = parse(Contact, typed, lambda field, _: "格式不正确" if isinstance(field, Number) else None)
    assert [each.remedy for each in wrong.objections] == [
        "请改正后重新提交",
        "请填写中国内地的11位手机号码",
        "请对照证件重新填写",
        "请填写地名，如“四川省成都市锦江区”，或填写6位行政区划代码",
    ]
    by_program = "请填写6位行政区划代码，不要填写地名，如四川省成都市锦江区填写510104"
    assert [each.by_program for each in wrong.objections] == ["", "", "", by_program]
    left_out = parse(Contact, {}, lambda _field, _value: None)
    assert {each.remedy for each in left_out.objections} == {"请填写后重新提交"}


@pytest.mark.parametrize(
    ("typed", "shown"), [("yes", "是"), ("是", "是"), ("on", "是"), ("no", "否"), ("否", "否"), ("", "否")]
)
def test_a_flag_is_affirmed_or_denied(typed: str, shown: str):
    answers = parse(Spent, {"fee": "1", "shared": typed}, lambda _field, _value: None).answers
    assert lines_of(answers, "shared") == [("共同支付", shown)]


def test_what_neither_affirms_nor_denies_a_flag_is_told():
    told = parse(Spent, {"fee": "1", "shared": "yess"}, lambda _field, _value: None)
    assert [each.message for each in told.objections] == ["“共同支付”应填写“是”或者“否”"]


def test_what_to_write_of_a_place_goes_as_far_down_as_is_asked_for():
    assert City("缴存地").remedy == "请填写地名，如“四川省成都市”，或填写6位行政区划代码"
    assert Place("社区", level="village").remedy == "请填写地名，写到村（社区），或填写12位行政区划代码"


def test_blanks_around_an_answer_hide_nothing_that_hangs_on_it():
    told = parse(Leaving, {"kind": " leave\n", "to": "\u3000"}, lambda _field, _value: None)
    assert [each.message for each in told.objections] == ["请填写“去向”"]
    assert told.values == {"kind": "leave"}


def test_what_is_shown_on_a_condition_may_be_left_out_there_and_is_read_nowhere_else():
    left, stayed = {"kind": "leave", "to": "北京"}, {"kind": "stay", "via": "郑州"}
    answers = [parse(Leaving, typed, lambda _field, _value: None).answers for typed in (left, stayed)]
    assert answers == [Leaving(kind="leave", to="北京"), Leaving(kind="stay")]
    assert lines_of(Leaving(kind="leave", to="北京"), "to", "via") == [("去向", "北京")]


def test_a_number_that_may_be_left_out_and_was_is_no_nought_on_paper():
    assert lines_of(Spent(fee=0), "fee", "months", "shared") == [("费用", "0.00元"), ("共同支付", "否")]
    assert ("月数", "3个月") in lines_of(Spent(fee=0, months=3), "months")


class Moved(Spent, frozen=True, kw_only=True):
    """One who moves says where to, and what more it costs."""

    to: Annotated[str, Field("去向", section="迁移")]
    note: Annotated[str, Field("说明")] = ""


def test_fields_of_a_section_are_read_together_wherever_they_are_declared():
    assert [bound.name for bound in fields_of(Moved)] == ["fee", "months", "shared", "note", "to"]
