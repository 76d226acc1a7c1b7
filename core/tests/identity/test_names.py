"""Names that people and systems write each in their own way."""

from __future__ import annotations

import pytest

from tongban.identity.names import same_name


@pytest.mark.parametrize(
    "written",
    [
        "阿依古丽·买买提",
        "阿依古丽•买买提",
        "阿依古丽・买买提",
        "阿依古丽･买买提",
        "阿依古丽．买买提",
        "阿依古丽 · 买买提",
        "阿依古丽·买买提\u3000",
    ],
)
def test_the_dot_and_the_spaces_of_a_name_make_no_other_of_it(written: str):
    assert same_name(written, "阿依古丽·买买提")


def test_the_width_and_the_case_of_letters_neither():
    assert same_name("ＣＨＡＮ　Ｔａｉ Ｍａｎ", "CHAN TAI MAN")


@pytest.mark.parametrize("other", ["阿依古丽买买提", "阿依古丽·买买提江", "阿依古里·买买提", ""])
def test_another_name_stays_another(other: str):
    assert not same_name(other, "阿依古丽·买买提")
