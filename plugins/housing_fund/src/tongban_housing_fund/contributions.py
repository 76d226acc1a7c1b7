"""What is paid each month, with its working; the base is kept between the place's limits."""

from __future__ import annotations

from decimal import Decimal

from tongban import Amount, Calculation, Parameters, percent, yuan


def clamped_base(wage: int, parameters: Parameters) -> int:
    """The base, in 分: the average monthly wage between the place's lower and upper limit."""
    least, most = (int(parameters.decimal(name) * 100) for name in ("base_min", "base_max"))
    return max(least, min(wage, most))


def monthly(base: int, *, person: Decimal, unit: Decimal) -> Calculation:
    """A month's amount on a base (分) at the two ratios, each part rounded half up once (条例第十六条、第十八条)."""
    stated = Amount("月缴存基数", yuan(base))
    own = Amount("个人月缴存额", stated.value * person, f"{stated} × {percent(person)}")
    employers = Amount("单位月缴存额", stated.value * unit, f"{stated} × {percent(unit)}")
    return Calculation(
        stated, own, employers, Amount("月缴存额合计", own.value + employers.value, f"{own} + {employers}")
    )
