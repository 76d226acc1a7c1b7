"""实施编码: structure, credit code, level of power and type."""

from __future__ import annotations

import pytest

from tongban.identity.credit_code import credit_check_character, organisation_check_character
from tongban.matters.codes import MatterCodeError, MatterType, Power, parse_implementing_code

REAL = "11131100MB193224813132036024002"
WRONG_SHAPE = "实施编码应为31位且前18位为有效的统一社会信用代码"


def body(division: str) -> str:
    code = f"11{division}00000074"
    code += organisation_check_character("00000074")
    return code + credit_check_character(code)


def test_a_real_code_comes_apart() -> None:
    code = parse_implementing_code(REAL)
    assert (code.body.text, code.body.division) == ("11131100MB19322481", "131100")
    assert (code.power, code.type, code.basic_code) == (Power.PREFECTURE, MatterType.PUBLIC_SERVICE, "132036024002")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REAL[:-1], WRONG_SHAPE),
        (REAL + "01", WRONG_SHAPE),
        ("", WRONG_SHAPE),
        (REAL.replace("MB19322481", "MB19322482"), WRONG_SHAPE),
        (REAL[:30] + "A", WRONG_SHAPE),
        (REAL[:18] + "4" + REAL[19:], "实施编码第19位（行使层级）为4，与实施主体的行政区划131100不符"),
        (REAL[:18] + "7" + REAL[19:], "实施编码第19位（行使层级）为7，与实施主体的行政区划131100不符"),
        (REAL[:21] + "11" + REAL[23:], "实施编码第22至23位（事项类型）为11，不是国家规定的事项类型"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(MatterCodeError) as fault:
        parse_implementing_code(text)
    assert str(fault.value) == message


@pytest.mark.parametrize(
    ("division", "fitting"),
    [("100000", "1"), ("510000", "2"), ("510100", "3"), ("510104", "456"), ("441900", "356")],
)
def test_the_level_of_power_must_fit_the_division(division: str, fitting: str) -> None:
    accepted = ""
    for level in "0123456789":
        try:
            accepted += str(parse_implementing_code(f"{body(division)}{level}000736024002").power.value)
        except MatterCodeError:
            continue
    assert accepted == fitting
