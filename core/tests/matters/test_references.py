"""A number that several people type is one number, however each of them types it."""

from __future__ import annotations

import pytest

from tongban import one_spelling


@pytest.mark.parametrize("typed", ["ab-12 34", "AB-1234", " ＡＢ－１２３４ ", "Ab-12\u30003 4"])
def test_width_case_and_blanks_make_no_difference(typed: str):
    assert one_spelling(typed) == "AB-1234"


def test_letters_that_become_several_do_not_outgrow_the_column():
    assert len(one_spelling("㌀" * 40)) == 40
