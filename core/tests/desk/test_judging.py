"""What an officer is told to do about registers that have not answered."""

from __future__ import annotations

import pytest

from tongban.desk.judging import BY_HAND, BY_PAPER, when_silent
from tongban.evidence.gather import OFF_EXCHANGE, READ_BY_HAND
from tongban.evidence.items import Evidence, Outcome, SourceKind


@pytest.mark.parametrize(
    ("silent", "remedy"),
    [(("house",), BY_PAPER), (("house", "account"), BY_PAPER), (("account",), "请稍后重新核验")],
)
def test_nobody_is_told_to_wait_for_a_register_off_the_exchange_nor_to_give_up_another(
    silent: tuple[str, ...], remedy: str
):
    fresh = {"house": _unanswered("house", OFF_EXCHANGE), "account": _unanswered("account", "对方暂未答复")}
    assert when_silent(fresh, silent) == remedy


def _unanswered(key: str, reason: str) -> Evidence:
    """Of needs that have one title, as those about the two of a couple do."""
    of_register = {"kind": SourceKind.REGISTER, "outcome": Outcome.UNANSWERED, "source": "", "at": 0}
    return Evidence(key=key, title="登记信息", reason=reason, **of_register)


@pytest.mark.parametrize(
    ("reason", "remedy"), [(OFF_EXCHANGE, BY_PAPER), (READ_BY_HAND, BY_HAND), ("对方暂未答复", BY_HAND)]
)
def test_what_a_paper_of_the_case_says_may_be_read_there(reason: str, remedy: str):
    assert when_silent({"house": _unanswered("house", reason)}, ("house",), by_hand={"house"}) == remedy
