"""What fields make of what is typed, and which lines of a paper the answers of a form are."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pytest

from tongban.matters.cities import city_of
from tongban.matters.fields import BankCard, FieldFault, Money, Month, Percent, Place
from tongban.matters.forms import Form, lines_of


@pytest.mark.parametrize(
    ("places", "typed", "ratio"),
    [(2, "12", "0.12"), (2, "7.255", "0.0726"), (3, "3.075%", "0.03075"), (3, "3.0755", "0.03076")],
)
def test_a_percentage_keeps_its_places(places: int, typed: str, ratio: str):
    assert Percent("年利率", places=places).parse(typed) == Decimal(ratio)


def test_a_card_number_may_have_blanks_and_nothing_else():
    assert BankCard("银行卡号").parse("6200 0000 0000 0000 018") == "6200000000000000018"
    with pytest.raises(FieldFault, match="应为12至30位数字"):
        BankCard("银行卡号").parse("62000000-0018")


def test_an_amount_may_have_a_lowest_one():
    assert Money("贷款金额", least=1).parse("0.01") == 1
    with pytest.raises(FieldFault, match=r"“贷款金额”应为不小于0\.01元、"):
        Money("贷款金额", least=1).parse("0.00")
    assert Money("其他收入").parse("0") == 0
    with pytest.raises(FieldFault, match="应为不小于零、"):
        Money("其他收入").parse("-0.01")


@pytest.mark.parametrize(
    ("division", "city"),
    [
        ("510104", "510100"),
        ("510100", "510100"),
        ("500103", "500000"),
        ("500000", "500000"),
        ("429004", "429004"),
        ("429004001", "429004"),
    ],
)
def test_a_division_belongs_to_its_city(division: str, city: str):
    assert city_of(division) == city


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("510104", "510104"),
        ("510104000000", "510104"),
        ("510104020", "510104020"),
        ("510104020000", "510104020"),
        ("510104020001", "510104020001"),
        ("510104999999", "510104999999"),
    ],
)
def test_a_division_keeps_every_digit_that_means_something(typed: str, code: str):
    assert Place("所在地").parse(typed) == code


class Asked(Form, frozen=True, kw_only=True):
    """What is asked for, with one answer that may be left out."""

    ratio: Annotated[Decimal, Percent("比例")]
    month: Annotated[str, Month("年月")] = ""
    wage: Annotated[int, Money("工资")] = 0


def test_the_answers_named_are_lines_in_that_order_and_what_was_left_empty_is_none():
    asked = Asked(ratio=Decimal("0.12"), wage=865_000)
    assert lines_of(asked, "wage", "month", "ratio", "other") == [("工资", "8,650.00元"), ("比例", "12%")]
