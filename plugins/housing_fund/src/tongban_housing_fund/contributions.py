"""What is paid each month, with its working, and how months are reserved and enter the workers' accounts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import LICENCE, need
from tongban_housing_fund.records import Contributions
from tongban_housing_fund.tables import SQL

Pays = tuple[int, Decimal, Decimal]
YEAR: Final = {"months": "12"}  # how many are told, the latest; what a proof is of is a parameter
STATEMENT: Final = need("statement", "住房公积金缴存明细", Contributions, by=("city",), where=YEAR, why="核对缴存明细")
TAKEN: Final = rule.objection("HF-CM-07")


Month = Callable[[tb.Application[Any]], str]
founded: Final[Month] = lambda known: tb.month_of(known.found(LICENCE).founded)  # noqa: E731 - when the unit was
this_month: Final[Month] = lambda known: tb.month_of(known.asked_on)  # noqa: E731 - of application


def in_months(parameter: str) -> Month:
    """The last of so many months as a parameter says, of which this one is the first."""
    return lambda known: tb.month_after(this_month(known), known.parameters.integer(parameter) - 1)


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


def paid_month_by_month(statement: Contributions | None) -> list[tb.Line]:
    """What was paid for each of the last months, how many they are, and on which base."""
    if statement is None or not statement.months:
        return [("缴存明细", "近一年没有缴存记录")]
    count, paid = len({each.month for each in statement.months}), statement.months
    amounts = ((each, tb.spoken(each.person + each.unit)) for each in paid)
    told = [(tb.spoken_month(each.month), f"基数{tb.spoken(each.base)}，缴存{amount}") for each, amount in amounts]
    return [("缴存明细", f"最近缴存的{count}个月，自{told[-1][0]}至{told[0][0]}，逐月如下"), *told]


def opened(
    effect: tb.Effect[Any], number: str, *, holder: tuple[str, str], pays: Pays, starts: str = "", by: str = ""
) -> tb.Written:
    """A new account here, or the holder's own sealed one of that number; `pays` are the base and the two ratios."""
    kept = (number, tb.city_of(effect.answers.city), effect.competent.name)
    return tb.Claim((SQL["open"], (*kept, *holder, effect.today, starts, *pays, by)), otherwise=TAKEN)
