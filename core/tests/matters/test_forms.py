"""What a paper says of the answers of a form."""

from __future__ import annotations

from typing import Annotated

from tongban.matters.fields import Count, Flag, Money
from tongban.matters.forms import Form, lines_of


class Spent(Form, frozen=True, kw_only=True):
    """What was spent, and what may be left out."""

    fee: Annotated[int, Money("费用")]
    months: Annotated[int, Count("月数", unit="个月")] = 0
    shared: Annotated[bool, Flag("共同支付")] = False


def test_a_number_that_may_be_left_out_and_was_is_no_nought_on_paper():
    assert lines_of(Spent(fee=0), "fee", "months", "shared") == [("费用", "0.00元"), ("共同支付", "否")]
    assert ("月数", "3个月") in lines_of(Spent(fee=0, months=3), "months")
