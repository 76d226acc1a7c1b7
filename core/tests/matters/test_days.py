"""Months as text: counted on and back over the turn of the year."""

from __future__ import annotations

import pytest

from tongban.matters.days import month_after, months_between


@pytest.mark.parametrize(
    ("month", "count", "after"),
    [("2026-11", 1, "2026-12"), ("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12"), ("2026-03", -15, "2024-12")],
)
def test_months_go_on_over_the_turn_of_the_year(month: str, count: int, after: str):
    assert month_after(month, count) == after


def test_both_ends_count_and_a_span_that_ends_before_it_begins_has_none():
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert months_between("2026-02", "2026-02") == ("2026-02",)
    assert months_between("2026-03", "2026-02") == ()
