from __future__ import annotations

from decimal import Decimal

import pytest

from tongban import Amount, Calculation, least
from tongban.matters.money import percent, spoken, yuan


@pytest.mark.parametrize(
    ("exact", "stated"),
    [("354.322", "354.32"), ("354.325", "354.33"), ("0.005", "0.01"), ("0.004999", "0.00"), ("15230.4", "15230.40")],
)
def test_an_amount_is_rounded_half_up_once(exact: str, stated: str):
    amount = Amount("应计利息", Decimal(exact))
    assert (str(amount.value), amount.cents) == (stated, int(Decimal(stated) * 100))


def test_a_line_shows_how_the_amount_came_about():
    plain, worked = Amount("余额", yuan(5_275_284)), Amount("年度上限", Decimal(18_000), "1,500.00元 × 12个月")
    assert Calculation(plain, worked).lines == [
        ("余额", "52,752.84元"),
        ("年度上限", "1,500.00元 × 12个月 = 18,000.00元"),
    ]
    assert Calculation(plain, worked).result is worked


def test_the_least_of_several_amounts_names_them_all():
    chosen = least("可提取额度", Amount("余额", Decimal("15230.40")), Amount("上限", Decimal(18_000)))
    assert chosen.line == ("可提取额度", "以下取最低：余额15,230.40元、上限18,000.00元 = 15,230.40元")


def test_money_and_ratios_are_read_as_people_write_them():
    assert (spoken(yuan(5)), percent(Decimal("0.12")), percent(Decimal("0.026"))) == ("0.05元", "12%", "2.6%")


def test_amounts_of_cents_add_up_with_their_working():
    principal, interest = Amount("转移本金", 5_234_018), Amount("转移利息", 41_266)
    total = Amount("转移金额", principal + interest)
    assert total.line == ("转移金额", "52,340.18元 + 412.66元 = 52,752.84元")
    assert Amount("余下", total - interest).line == ("余下", "52,752.84元 − 412.66元 = 52,340.18元")
    assert (spoken(5), spoken(Decimal(5))) == ("0.05元", "5.00元")
