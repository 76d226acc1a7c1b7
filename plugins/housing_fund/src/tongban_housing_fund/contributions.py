"""What is paid each month, with its working, and how months enter the workers' accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tongban import Amount, Calculation, Claim, Objection, Parameters, Written, percent, yuan


def clamped_base(wage: int, parameters: Parameters) -> int:
    """The base, in 分: the average monthly wage between the place's lower and upper limit."""
    least, most = (int(parameters.decimal(name) * 100) for name in ("base_min", "base_max"))
    return max(least, min(wage, most))


def monthly(base: int, *, person: Decimal, unit: Decimal) -> Calculation:
    """A month's amount on a base (分) at the two ratios, each part rounded half up once (条例第十六条、第十八条)."""
    stated = Amount("月缴存基数", yuan(base))
    own = Amount("个人月缴存额", stated.value * person, f"{stated} × {percent(person)}")
    employers = Amount("单位月缴存额", stated.value * unit, f"{stated} × {percent(unit)}")
    total = Amount("月缴存额合计", own.value + employers.value, f"{own} + {employers}")
    return Calculation(stated, own, employers, total)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from the first to the last, both counted, each like 2026-10."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1))


def share(ratio: str, base: str = "base") -> str:
    """SQL for a base (分) times a ratio kept as text, rounded half up in whole numbers on both databases."""
    return f"(({base}) * CAST(ROUND(CAST({ratio} AS NUMERIC) * 10000) AS BIGINT) + 5000) / 10000"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays in: the unit, the city of its centre, the case, and the day on which the money arrived."""

    unit: str
    city: str
    case_id: str
    on: str


_BASE: Final = "COALESCE(CAST($6 AS BIGINT), base)"
ENTER: Final = f"""INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, paid_on, case_id)
SELECT number || '-' || CAST($3 AS VARCHAR), number, holder_number, city, CAST($3 AS VARCHAR), {_BASE},
{share("ratio_person", _BASE)}, {share("ratio_unit", _BASE)}, employer, CAST($4 AS VARCHAR), CAST($5 AS VARCHAR)
FROM housing_fund_account WHERE employer = $1 AND city = $2 AND status = 'normal'
AND holder_number = COALESCE(CAST($7 AS VARCHAR), holder_number)
AND (CAST($7 AS VARCHAR) IS NOT NULL OR substr(opened, 1, 7) < CAST($3 AS VARCHAR)) ON CONFLICT DO NOTHING"""
BOOKED: Final = Objection(
    rule="HF-RM-03", message="该月缴款已入账，不能重复入账", field="amount", remedy="请与单位核对，多收的款项退回单位"
)
CREDIT: Final = """UPDATE housing_fund_account SET months_paid = months_paid + 1,
principal = principal + (SELECT person + unit FROM housing_fund_contribution
WHERE account = housing_fund_account.number AND month = $1 AND case_id = $2),
paid_from = CASE WHEN paid_through = $3 OR paid_through >= $1 THEN paid_from ELSE CAST($1 AS VARCHAR) END,
paid_through = CASE WHEN paid_through >= $1 THEN paid_through ELSE CAST($1 AS VARCHAR) END
WHERE number IN (SELECT account FROM housing_fund_contribution WHERE month = $1 AND case_id = $2)"""


def booked(payer: Payer, months: Sequence[str], *, worker: str | None, base: int | None) -> list[Written]:
    """Months enter the accounts of a unit's workers, or of one `worker`, on their own base or on a `base` in 分."""
    written: list[Written] = []
    for month in months:
        entered = (payer.unit, payer.city, month, payer.on, payer.case_id, base, worker)
        written.append(Claim(sql=ENTER, arguments=entered, otherwise=BOOKED))
        written.append((CREDIT, (month, payer.case_id, _before(month))))
    return written


def _before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"
