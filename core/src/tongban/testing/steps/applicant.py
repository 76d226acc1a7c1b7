"""Steps on what an applicant of any matter does and is told."""

from __future__ import annotations

from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.testing.acts import Withdraw
from tongban.testing.any_matter import ApplicationOnItsWay

CHAPTER: Final = "申请人"


@given(parsers.parse('"{by}" 要办“{matter}”'))
def wants(followed: ApplicationOnItsWay, by: str, matter: str) -> None:
    """事项写名称；人是演示人员之一"""
    followed.by, followed.matter = by, matter


@given("申请表填写如下")
def fills_in(followed: ApplicationOnItsWay, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容；选项写选项的文字，地点写六位区划代码"""
    for label, text in datatable[1:]:
        followed.fill_in(label, text)


@given(parsers.parse("申请表的“{label}”改填“{text}”"))
def fills_in_otherwise(followed: ApplicationOnItsWay, label: str, text: str) -> None:
    followed.fill_in(label, text)


@given(parsers.parse('申请人已在 "{division}" 网上提交申请'))
@when(parsers.parse('申请人在 "{division}" 网上提交申请'))
def hands_in_online(followed: ApplicationOnItsWay, division: str) -> None:
    """收件地写六位区划代码"""
    followed.hand_in(division, "online")


@when("申请人撤回申请")
def withdraws(followed: ApplicationOnItsWay) -> None:
    followed.let(lambda: followed.home.party(followed.case_id, by=followed.by, act=Withdraw()))


@then(parsers.parse('申请人应得知 "{message}"'))
def learns(followed: ApplicationOnItsWay, message: str) -> None:
    """提示中含有这句话"""
    assert any(message in each for each in followed.told), followed.told


@then("申请没有提交成功")
def not_handed_in(followed: ApplicationOnItsWay) -> None:
    assert followed.handed is not None
    assert followed.handed.objections
