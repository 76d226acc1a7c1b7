"""The rules of 燃气用户过户 as a table."""

from __future__ import annotations

from datetime import date

import pytest

from tongban_gas.testing import judged


@pytest.mark.parametrize(
    ("owed", "checked_on", "rules"),
    [
        (0, date(2026, 3, 18), ()),
        (1, date(2026, 3, 18), ("GAS-02",)),
        (1, date(2024, 11, 23), ("GAS-02", "GAS-03")),
    ],
)
def test_only_who_owes_nothing_and_was_checked_may_take_over(owed: int, checked_on: date, rules: tuple[str, ...]):
    assert judged(owed=owed, checked_on=checked_on).broken == rules
