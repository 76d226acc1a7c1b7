"""What is paid each month, with its working, and how months are reserved and enter the workers' accounts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import LICENCE
from tongban_housing_fund.tables import OPEN, OPENED

TAKEN: Final = rule.objection("HF-CM-07")


def founded(application: tb.Application[Any]) -> str:
    """The month in which the unit was founded."""
    return f"{application.found(LICENCE).founded:%Y-%m}"


def not_before(name: str, answer: str, first: Callable[[tb.Application[Any]], str]) -> tb.Rule:
    """The rule that a month which is answered is not before the first that may be."""

    def spoken(known: tb.Application[Any]) -> str:
        return tb.spoken_month(first(known))

    return rule.against(name, lambda known: getattr(known.answers, answer) < first(known), month=spoken)


def clamped_base(wage: int, parameters: tb.Parameters) -> int:
    """The base, in 分: the average monthly wage between the place's lower and upper limit."""
    least, most = (int(parameters.decimal(name) * 100) for name in ("base_min", "base_max"))
    return max(least, min(wage, most))


def monthly(base: int, *, person: Decimal, unit: Decimal) -> tb.Calculation:
    """A month's amount on a base (分) at the two ratios, each part rounded half up once (条例第十六条、第十八条)."""
    stated = tb.Amount("月缴存基数", base)
    own = tb.Amount("个人月缴存额", stated.value * person, f"{stated} × {tb.percent(person)}")
    employers = tb.Amount("单位月缴存额", stated.value * unit, f"{stated} × {tb.percent(unit)}")
    total = tb.Amount("月缴存额合计", own + employers)
    return tb.Calculation(stated, own, employers, total)


def opened(effect: tb.Effect[Any], **account: object) -> tb.Written:
    """A person's new account at the deciding centre, or the own sealed one of that number, which is paid into again."""
    here = {"city": tb.city_of(effect.answers.city), "centre": effect.competent.name, "opened": effect.today}
    columns = {"starts": "", "ratio_unit": "0", "employer": "", **here, **account}
    return tb.Claim((OPEN, tuple(columns[each] for each in OPENED)), otherwise=TAKEN)
