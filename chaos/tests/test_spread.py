"""The ratio of two kinds of waits is told with its spread, and no more is claimed than the rounds bear out."""

from __future__ import annotations

import random

import pytest
from chaos.fairness import Measured, judged
from chaos.spread import Round, ratio, ratio_beside


def rounds(count: int, *, slower: float, weather: float = 1.0) -> list[Round]:
    """Waits of exponential lengths; every other round the whole machine is slower by `weather`."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        unit = weather if number % 2 else 1.0
        made.append(
            Round(
                control=[unit * (1 + chance.expovariate(1)) for _ in range(50)],
                beside=[unit * slower * (1 + chance.expovariate(1)) for _ in range(50)],
            )
        )
    return made


@pytest.mark.parametrize("slower", [1.0, 1.5, 3.0])
def test_the_ratio_is_found_whatever_slows_down_both_kinds_alike(slower: float) -> None:
    found = ratio(rounds(40, slower=slower, weather=4.0))
    assert found.value == pytest.approx(slower, rel=0.15)
    assert found.least <= slower <= found.most


def test_what_touches_those_alike_whom_it_does_not_concern_is_left_out() -> None:
    found = ratio_beside(rounds(40, slower=1.8), rounds(40, slower=1.5))
    assert found.least <= 1.2 <= found.most
    assert found.verdict(1.4) == "reached"


def test_the_spread_narrows_with_more_rounds() -> None:
    few, many = ratio(rounds(4, slower=1.0)), ratio(rounds(64, slower=1.0))
    assert many.most - many.least < (few.most - few.least) / 2


def test_a_target_is_reached_or_missed_only_where_the_whole_spread_says_so() -> None:
    assert ratio(rounds(40, slower=1.0)).verdict(1.5) == "reached"
    assert ratio(rounds(40, slower=2.0)).verdict(1.5) == "missed"
    assert ratio(rounds(3, slower=1.2)).verdict(1.2) == "not decided by so few rounds"


@pytest.mark.parametrize(("count", "slower", "status"), [(40, 1.0, 0), (40, 1.4, 1), (3, 1.1, 1)])
def test_the_measurement_succeeds_only_where_it_is_sure_of_the_target(count: int, slower: float, status: int) -> None:
    measured = rounds(count, slower=slower)
    assert judged(Measured(alone=[each.control for each in measured], rounds=measured)) == status


def test_one_round_in_which_something_else_happened_does_not_decide_alone() -> None:
    usual = rounds(20, slower=1.0)
    odd = Round(control=usual[0].control, beside=[9 * wait for wait in usual[0].beside])
    found = ratio([*usual[1:], odd])
    assert found.verdict(1.2) == "not decided by so few rounds"
