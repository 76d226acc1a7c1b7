"""How far two kinds of waits that were measured by turns lie apart, and how sure that is. Pure."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeVar

RESAMPLED: Final = 400
SURE: Final = 0.9
"""Of as many runs as this, the ratio lies within the spread that is told."""

Waits = Sequence[float]
_Each = TypeVar("_Each")


def median(waits: Waits) -> float:
    """Within which half of them were."""
    return statistics.median(waits)


def p95(waits: Waits) -> float:
    """Within which 95 of 100 were."""
    return statistics.quantiles(waits, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Round:
    """Waits of one round: under what is compared with, and under what is asked about."""

    control: Waits
    beside: Waits


@dataclass(frozen=True, slots=True)
class Ratio:
    """The p95 of all rounds together as a multiple of the control's, and between which two it lies for sure."""

    value: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"× {self.value:.2f} ({SURE:.0%} sure: {self.least:.2f} to {self.most:.2f})"

    def is_within(self, target: float) -> bool:
        """Whether it is for sure."""
        return self.most <= target

    def verdict(self, target: float) -> str:
        """Whether the target is reached, as far as these rounds can tell."""
        if self.is_within(target):
            return "reached"
        return "missed" if self.least > target else "not decided by so few rounds"


def ratio(rounds: Sequence[Round]) -> Ratio:
    """The ratio of the pooled p95; its spread by drawing as many rounds from these, again and again."""
    return _drawn(rounds, _pooled)


def ratio_beside(rounds: Sequence[Round], others: Sequence[Round]) -> Ratio:
    """The ratio as a multiple of what the same rounds did to somebody whom they do not concern; drawn in pairs."""
    return _drawn(
        tuple(zip(rounds, others, strict=True)),
        lambda pairs: _pooled(each for each, _ in pairs) / _pooled(other for _, other in pairs),
    )


def _drawn(rounds: Sequence[_Each], value: Callable[[Sequence[_Each]], float]) -> Ratio:
    chance = random.Random(1)  # noqa: S311 - the same rounds are always told alike
    drawn = sorted(value(chance.choices(rounds, k=len(rounds))) for _ in range(RESAMPLED))
    cut = round((1 - SURE) / 2 * RESAMPLED)
    return Ratio(value(rounds), drawn[cut], drawn[-cut - 1])


def _pooled(rounds: Iterable[Round]) -> float:
    some = list(rounds)
    return p95(together(each.beside for each in some)) / p95(together(each.control for each in some))


def together(waits: Iterable[Waits]) -> list[float]:
    """All of them."""
    return list(chain.from_iterable(waits))
