"""What an officer is told to do about registers that have not answered."""

from __future__ import annotations

import pytest

from tongban.desk.judging import BY_PAPER, when_silent
from tongban.evidence.gather import OFF_EXCHANGE
from tongban.evidence.items import Evidence, Outcome, SourceKind


@pytest.mark.parametrize(("reason", "remedy"), [(OFF_EXCHANGE, BY_PAPER), ("对方暂未答复", "请稍后重新核验")])
def test_nobody_is_told_to_wait_for_a_register_off_the_exchange(reason: str, remedy: str):
    silent = Evidence(
        key="trade", title="交易", kind=SourceKind.REGISTER, outcome=Outcome.UNANSWERED, source="", at=0, reason=reason
    )
    assert when_silent({"trade": silent}) == remedy
