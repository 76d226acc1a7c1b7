"""What is read of a form, and what a paper says of its answers."""

from __future__ import annotations

from typing import Annotated

from tongban.matters.fields import Choice, Count, Field, Flag, Money
from tongban.matters.forms import Form, lines_of, parse


class Spent(Form, frozen=True, kw_only=True):
    """What was spent, and what may be left out."""

    fee: Annotated[int, Money("费用")]
    months: Annotated[int, Count("月数", unit="个月")] = 0
    shared: Annotated[bool, Flag("共同支付")] = False


class Leaving(Form, frozen=True, kw_only=True):
    """One who goes says where to."""

    kind: Annotated[str, Choice("变更", options=(("stay", "留"), ("leave", "走")))]
    to: Annotated[str, Field("去向", shown_when=("kind", ("leave",)))] = ""


def test_blanks_around_an_answer_hide_nothing_that_hangs_on_it():
    told = parse(Leaving, {"kind": " leave\n", "to": "\u3000"}, lambda _field, _value: None)
    assert [each.message for each in told.objections] == ["请填写“去向”"]
    assert told.values == {"kind": "leave"}


def test_a_number_that_may_be_left_out_and_was_is_no_nought_on_paper():
    assert lines_of(Spent(fee=0), "fee", "months", "shared") == [("费用", "0.00元"), ("共同支付", "否")]
    assert ("月数", "3个月") in lines_of(Spent(fee=0, months=3), "months")
