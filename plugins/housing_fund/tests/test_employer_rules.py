"""The monthly amount and the dated values of a unit's registration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban import Matter
from tongban.testing.judging import parameters_of
from tongban_housing_fund.contributions import clamped_base, monthly
from tongban_housing_fund.plugin import tongban_register_matters

OPENING = ("housing_fund", "hf.employer_open")
LOANS = {"hf.settle_full", "hf.settle_part", "hf.loan_out"}  # their parts are promised one by one
RATIOS = st.integers(500, 1200).map(lambda basis_points: Decimal(basis_points) / 10_000)


@given(base=st.integers(1, 10**8), person=RATIOS, unit=RATIOS)
def test_each_amount_is_rounded_once_and_the_total_is_the_sum_of_what_is_stated(
    base: int, person: Decimal, unit: Decimal
) -> None:
    _, own, employers, total = (amount.value for amount in monthly(base, person=person, unit=unit).amounts)
    exact = Decimal(base) / 100 * person
    assert abs(own - exact) <= Decimal("0.005")
    assert total == own + employers
    assert total.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("wage", "base"), [(199_999, 200_000), (200_000, 200_000), (865_000, 865_000), (3_000_001, 3_000_000)]
)
def test_the_base_stays_between_the_local_limits(wage: int, base: int) -> None:
    limits = parameters_of(*OPENING, date(2026, 11, 23), base_min="2000.00", base_max="30000.00")
    assert clamped_base(wage, limits) == base


@pytest.mark.parametrize(
    ("on", "fines"), [(date(2026, 9, 19), (1, 5)), (date(2026, 9, 20), (5, 30)), (date(2026, 11, 23), (5, 30))]
)
def test_the_amendment_raises_the_fine_from_its_first_day(on: date, fines: tuple[int, int]) -> None:
    values = parameters_of(*OPENING, on)
    assert (values.integer("register_fine_min"), values.integer("register_fine_max")) == fines


@pytest.mark.parametrize("matter", tongban_register_matters(), ids=lambda matter: matter.id)
def test_the_steps_of_a_matter_take_no_longer_than_is_promised(matter: Matter) -> None:
    values = parameters_of("housing_fund", matter.id, date(2026, 11, 23))
    steps = sum(values.integer(step.within) for step in matter.procedure.steps)
    if matter.id not in LOANS:
        assert steps <= values.integer(matter.promised_term)
