"""Several people in one answer: each is read, each number checked in full, nobody stands in it twice."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest

from tongban.identity.checks import field_check
from tongban.matters.forms import Form, parse, shown
from tongban.matters.people_fields import NamedPerson, People, people_of
from tongban.testing.specs.values import divisions

SUN, WU = "420106200411249926", "610104200411239915"


class HeirsForm(Form, frozen=True, kw_only=True):
    """Who inherits."""

    heirs: Annotated[str, People("继承人")]


def told(typed: str) -> str:
    """What is said of the answer, "" where it is taken."""
    found = parse(HeirsForm, {"heirs": typed}, field_check(divisions=divisions(), on=date(2026, 11, 23)))
    return "".join(each.message for each in found.objections)


def test_everybody_is_read_whichever_way_they_are_parted() -> None:
    field = People("继承人")
    answer = field.parse(f" 孙静　{SUN}；\n阿依古丽·买买提  {WU.lower()} \n\n")
    assert people_of(str(answer)) == (NamedPerson("孙静", SUN), NamedPerson("阿依古丽·买买提", WU))
    form = HeirsForm(heirs=str(answer))
    assert shown(HeirsForm, {"heirs": form.heirs}) == [("heirs", "继承人", f"孙静 {SUN}；阿依古丽·买买提 {WU}")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (f"孙静 {SUN}", ""),
        ("", "请填写“继承人”"),
        ("；", "请填写“继承人”"),
        (SUN, "“继承人”应每人一行，写姓名、空格、公民身份号码"),
        (f"孙静 {SUN}；孙小静 {SUN}", f"“继承人”中公民身份号码{SUN}填写了2次"),
        (f"孙静 {SUN}；吴浩 610104200411239914", "吴浩的公民身份号码校验位错误"),
        (f"孙\u200b静 {SUN}", "“继承人”含有不能识别的字符，请重新输入"),
    ],
)
def test_a_line_that_names_nobody_is_told(typed: str, message: str) -> None:
    assert told(typed) == message
