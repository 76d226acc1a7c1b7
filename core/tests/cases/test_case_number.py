"""办件编号: parts, check character and what is said of a mistyped one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.cases.check_characters import ALPHABET, mod_37_36
from tongban.cases.number import CaseNumber, CaseNumberError, parse_case_number

SAMPLE = CaseNumber("440106", "510104", date(2026, 11, 23), 1)
DIVISION = st.from_regex(r"[1-8][0-9]{5}", fullmatch=True)
NUMBERS = st.builds(CaseNumber, DIVISION, DIVISION, st.dates(date(2000, 1, 1)), st.integers(1, 999_999))


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("A12425GABC1234002", "M"),
        ("11100000MB0143028R00111500103000000748J20261123000001001", "L"),
    ],
)
def test_published_samples_of_the_check_character(body: str, check: str) -> None:
    assert mod_37_36(body) == check


def test_the_parts_stand_in_their_order() -> None:
    text = str(SAMPLE)
    assert text[:-1] == "KS44010651010420261123000001"
    assert text[-1] == mod_37_36(text[:-1])


@given(NUMBERS)
def test_a_number_is_read_back_as_it_was_built(number: CaseNumber) -> None:
    assert parse_case_number(str(number)) == number


def test_blanks_hyphens_and_small_letters_are_accepted() -> None:
    text = str(SAMPLE)
    assert parse_case_number(f" {text[:8].lower()} {text[8:14]}-{text[14:]}\n") == SAMPLE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "办件编号格式不正确"),
        ("KS440106510104202611230000", "办件编号格式不正确"),
        ("AB" + str(SAMPLE)[2:], "办件编号格式不正确"),
        (str(SAMPLE).replace("440106", "440107"), "办件编号校验位错误"),
        ("KS44010651010420261323000001" + mod_37_36("KS44010651010420261323000001"), "日期或流水号无效"),
        ("KS44010651010420261123000000" + mod_37_36("KS44010651010420261123000000"), "日期或流水号无效"),
    ],
)
def test_a_mistyped_number_is_refused_with_a_remedy(text: str, message: str) -> None:
    with pytest.raises(CaseNumberError, match=f"{message}.*请核对收件凭证"):
        parse_case_number(text)


@given(NUMBERS, st.integers(2, 28), st.sampled_from(ALPHABET))
def test_any_single_mistyped_character_is_noticed(number: CaseNumber, position: int, character: str) -> None:
    text = str(number)
    assume(text[position] != character)
    with pytest.raises(CaseNumberError):
        parse_case_number(text[:position] + character + text[position + 1 :])


@pytest.mark.parametrize(
    ("division", "serial"), [("4401", 1), ("440106000000", 1), ("440106", 0), ("440106", 1_000_000)]
)
def test_a_number_cannot_be_built_from_wrong_parts(division: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"6-digit|1 to 999999"):
        CaseNumber(division, "510104", date(2026, 11, 23), serial)
