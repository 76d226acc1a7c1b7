"""Calculations whose working a person can check, line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tongban.cases.calendar import MissingCalendar
from tongban.matters.money import rounded, spoken, yuan
from tongban.matters.rules import Absent, MissingEvidence

if TYPE_CHECKING:
    from tongban.matters.application import Application
    from tongban.matters.matter import Matter


@dataclass(frozen=True, slots=True, init=False)
class Amount:
    """A stated amount of yuan, rounded half up once, with how it came about: `1,500.00元 × 12个月`.

    It is made of yuan (a `Decimal`), of whole 分 (an `int`) or of what other amounts come to: `principal + interest`.
    """

    label: str
    value: Decimal
    working: str

    def __init__(self, label: str, exact: Decimal | int | Amount, working: str = "") -> None:
        if isinstance(exact, Amount):
            working = working or exact.working
            exact = exact.value
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "value", yuan(exact) if isinstance(exact, int) else rounded(exact))
        object.__setattr__(self, "working", working)

    def __add__(self, other: Amount) -> Amount:
        return Amount("", self.value + other.value, f"{self} + {other}")

    def __sub__(self, other: Amount) -> Amount:
        return Amount("", self.value - other.value, f"{self} − {other}")

    def __str__(self) -> str:
        return spoken(self.value)

    @property
    def cents(self) -> int:
        """The amount in 分."""
        return int(self.value * 100)

    @property
    def line(self) -> tuple[str, str]:
        """Label and value, with the working before it."""
        return self.label, f"{self.working} = {self}" if self.working else str(self)


@dataclass(frozen=True, slots=True, init=False)
class Calculation:
    """Amounts in the order in which they are worked out; the last one is what the calculation was for."""

    amounts: tuple[Amount, ...]

    def __init__(self, *amounts: Amount) -> None:
        object.__setattr__(self, "amounts", amounts)

    @property
    def result(self) -> Amount:
        """The amount that the calculation arrives at."""
        return self.amounts[-1]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and working of every amount, for a page or a paper."""
        return [amount.line for amount in self.amounts]


Calculate = Callable[["Application[Any]"], Calculation]
"""A function of the application that works an amount out: `Matter.calculation`."""


def least(label: str, *amounts: Amount) -> Amount:
    """The smallest of several amounts, all of them named in its working."""
    named = "、".join(f"{amount.label}{amount}" for amount in amounts)
    return Amount(label, min(amount.value for amount in amounts), f"以下取最低：{named}")


def working_of(matter: Matter, application: Application[Any]) -> Calculation | None:
    """What a matter works out of an application; None where it calculates nothing, or lacks what it counts with."""
    if matter.calculation is None:
        return None
    try:
        return matter.calculation(application)
    except (MissingEvidence, MissingCalendar, Absent):
        return None
