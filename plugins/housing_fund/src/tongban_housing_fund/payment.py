"""How the fund moves money: what is calculated, paid and seen to arrive, and what is written when it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.tables import SQL, MovedOutRow

PAYMENTS: Final = tb.Payments(rule, "HF-PAY", account="collecting_account")


def put_back(effect: tb.Effect[Any]) -> Iterable[tb.Written]:
    """What has come back is in the account again as what it was, once, and the account is free."""
    yield SQL["move_back"], (effect.id,)
    yield tb.delete(MovedOutRow, case_id=effect.id)
    yield SQL["release"], (effect.id,)
