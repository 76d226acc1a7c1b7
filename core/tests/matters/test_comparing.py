"""Answers held against what a register has of the same."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest

from tongban.matters.comparing import unlike
from tongban.matters.fields import Choice, Day, Field
from tongban.matters.forms import Form


class Told(Form, frozen=True, kw_only=True):
    """What somebody tells of a home, and of a loan where there is one."""

    owner: Annotated[str, Field("权利人")]
    bought: Annotated[date, Day("购买日期")] = date(2026, 11, 23)
    lent: Annotated[str, Choice("有无贷款", options=(("yes", "有"), ("no", "无")))] = "no"
    bank: Annotated[str, Field("贷款银行", shown_when=("lent", ("yes",)))] = ""


@pytest.mark.parametrize(
    ("told", "breaches"),
    [
        (Told(owner="张建国"), []),
        (Told(owner="张三"), [("owner", "权利人", "张建国")]),
        (Told(owner="张建国", bought=date(2026, 11, 22)), [("bought", "购买日期", "2026年11月23日")]),
        (Told(owner="张建国", lent="yes", bank="乙银行"), [("lent", "有无贷款", "无")]),
    ],
)
def test_each_answer_that_differs_is_named_with_what_is_registered(told: Told, breaches: list[tuple[str, str, str]]):
    found = unlike(told, owner="张建国", bought=date(2026, 11, 23), lent="no", bank="甲银行")
    assert [(each.field, each.values["what"], each.values["registered"]) for each in found] == breaches
