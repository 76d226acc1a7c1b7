"""The age as a table."""

from __future__ import annotations

from datetime import date

import pytest

from tongban_senior_card.testing import asked


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(1966, 11, 23), []),
        (date(1966, 11, 24), ["未满60周岁"]),
    ],
    ids=["sixty today", "sixty tomorrow"],
)
def test_the_birthday_itself_counts(born: date, told: list[str]) -> None:
    assert asked(born).messages == told
