"""统一社会信用代码: every check, message and worked example."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tongban.identity.credit_code import (
    ALPHABET,
    Body,
    CreditCode,
    credit_check_character,
    organisation_check_character,
    parse_credit_code,
)
from tongban.identity.numbers import NumberFault

CODES = [
    ("915101040000001239", Body.ENTERPRISE, "510104"),
    ("915001030000A0363K", Body.ENTERPRISE, "500103"),
    ("9250010300000B4739", Body.SOLE_TRADER, "500103"),
    ("93510112000C005894", Body.COOPERATIVE, "510112"),
    ("125101000000006925", Body.INSTITUTION, "510100"),
    ("11500103000000748J", Body.GOVERNMENT, "500103"),
    ("91310101000000887T", Body.ENTERPRISE, "310101"),
    ("51110101000000932J", Body.ASSOCIATION, "110101"),
    ("91350100M000100Y43", Body.ENTERPRISE, "350100"),
    ("11100000MB0143028R", Body.GOVERNMENT, "100000"),
    ("11131100MB19322481", Body.GOVERNMENT, "131100"),
]


@pytest.mark.parametrize(("text", "body", "division"), CODES)
def test_a_code_tells_kind_of_body_and_first_registration(text: str, body: Body, division: str) -> None:
    code = parse_credit_code(text, body=body)
    assert isinstance(code, CreditCode)
    assert (code.text, code.body, code.division, code.organisation_code) == (text, body, division, text[8:17])


@pytest.mark.parametrize(("body", "check"), [("91350100M000100Y4", "3"), ("91510104000000123", "9")])
def test_worked_check_characters(body: str, check: str) -> None:
    assert credit_check_character(body) == check


def test_small_letters_and_blanks_around_are_accepted_and_stored_clean() -> None:
    code = parse_credit_code(" 915001030000a0363k ")
    assert isinstance(code, CreditCode)
    assert code.text == "915001030000A0363K"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("91510104000000123", "统一社会信用代码应为18位"),
        ("", "统一社会信用代码应为18位"),
        ("9151010400000012399", "统一社会信用代码应为18位"),
        ("9151010400000O1239", "统一社会信用代码含有非法字符（I、O、S、V、Z）"),
        ("91510104000000I239", "统一社会信用代码含有非法字符（I、O、S、V、Z）"),
        ("9151010400000012-9", "统一社会信用代码含有非法字符（I、O、S、V、Z）"),
        ("915101040000001238", "统一社会信用代码校验位错误"),
        ("91510104000000124" + credit_check_character("91510104000000124"), "统一社会信用代码校验位错误"),
    ],
)
def test_the_first_failed_check_is_told(text: str, message: str) -> None:
    fault = parse_credit_code(text)
    assert isinstance(fault, NumberFault)
    assert fault.message == message


def _whole(head: str) -> str:
    """A code with these first eight characters and sound check characters."""
    organisation = "00000012" + organisation_check_character("00000012")
    return head + organisation + credit_check_character(head + organisation)


@pytest.mark.parametrize("department", sorted(ALPHABET))
def test_only_a_department_of_the_standard_registers_a_body(department: str) -> None:
    code = parse_credit_code(_whole(f"{department}1510104"))
    if department in "123456789ANY":
        assert isinstance(code, CreditCode)
    else:
        assert code == NumberFault("CC-05", "统一社会信用代码的登记管理部门代码不存在")


@pytest.mark.parametrize("division", ["510104", "510000", "100000", "310103", "320594", "659001", "660100", "990104"])
def test_an_abolished_division_and_one_of_a_development_zone_stay_in_a_code(division: str) -> None:
    code = parse_credit_code(_whole(f"91{division}"))
    assert isinstance(code, CreditCode)
    assert code.division == division


@pytest.mark.parametrize("division", ["980104", "000000", "5101A4", "ABCDEF"])
def test_what_is_no_division_of_any_province_is_refused(division: str) -> None:
    assert parse_credit_code(_whole(f"91{division}")) == NumberFault("CC-06", "统一社会信用代码的行政区划码不存在")


@pytest.mark.parametrize(
    ("text", "body"), [("915101040000001239", Body.SOLE_TRADER), ("51110101000000932J", Body.ENTERPRISE)]
)
def test_the_category_must_fit_the_kind_of_body(text: str, body: Body) -> None:
    assert parse_credit_code(text, body=body) == NumberFault("CC-04", "机构类别与主体类型不一致")


bodies = st.text(ALPHABET, min_size=17, max_size=17)


@given(bodies)
def test_check_characters_agree_with_an_independent_library(body: str) -> None:
    assert credit_check_character(body) == uscc.calc_check_digit(body)


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_changes_the_check_character(body: str, position: int, character: str) -> None:
    assume(body[position] != character)
    wrong = body[:position] + character + body[position + 1 :]
    assert credit_check_character(wrong) != credit_check_character(body)


@given(bodies, st.integers(0, 15))
def test_two_swapped_characters_change_the_check_character(body: str, position: int) -> None:
    left, right = body[position], body[position + 1]
    assume(left != right)
    wrong = body[:position] + right + left + body[position + 2 :]
    assert credit_check_character(wrong) != credit_check_character(body)


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_digit_changes_the_organisation_check(body: str, position: int, digit: str) -> None:
    assume(body[position] != digit)
    wrong = body[:position] + digit + body[position + 1 :]
    assert organisation_check_character(wrong) != organisation_check_character(body)


@given(st.text(max_size=20))
def test_any_text_gets_a_code_or_a_fault(text: str) -> None:
    assert isinstance(parse_credit_code(text), NumberFault | CreditCode)
