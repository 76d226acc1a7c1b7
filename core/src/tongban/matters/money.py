"""Amounts of money: 分 in forms, records and storage, `Decimal` yuan in what is calculated and read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def yuan(cents: int) -> Decimal:
    """An amount of 分 as yuan, always with two decimals."""
    return (Decimal(cents) / 100).quantize(CENT)


def rounded(amount: Decimal) -> Decimal:
    """A stated amount of yuan: rounded half up to 分, once, at the end."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def spoken(amount: Decimal | int) -> str:
    """An amount, yuan or whole 分, as a person reads it: 52,752.84元."""
    return f"{yuan(amount) if isinstance(amount, int) else amount:,.2f}元"


def percent(ratio: Decimal) -> str:
    """A ratio as a person reads it: 12%."""
    return f"{(ratio * 100).normalize():f}%"


def instalment(principal: Decimal, *, yearly: Decimal, months: int) -> Decimal:
    """What is repaid each month where it is the same every time (等额本息), rounded half up once."""
    monthly = yearly / 12
    if not monthly:
        return rounded(principal / months)
    grown = (1 + monthly) ** months
    return rounded(principal * monthly * grown / (grown - 1))
