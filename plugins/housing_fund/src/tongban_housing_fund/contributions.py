"""What is paid each month, with its working, and how months are reserved and enter the workers' accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.tables import AccountRow, share

TAKEN: Final = rule.objection("HF-CM-07")


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


def opened(effect: tb.Effect[Any], **values: object) -> tb.Written:
    """A person's new account at the deciding centre."""
    here = {"city": tb.city_of(effect.answers.city), "centre": effect.competent.name, "opened": effect.today}
    return tb.Claim(tb.insert(AccountRow, **here, **values), otherwise=TAKEN)


_BASE: Final = "COALESCE(CAST($5 AS BIGINT), base)"
RESERVE: Final = f"""INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, case_id)
SELECT number || '-' || CAST($3 AS VARCHAR), number, holder_number, city, CAST($3 AS VARCHAR), {_BASE},
{share("ratio_person", _BASE)}, {share("ratio_unit", _BASE)}, employer, CAST($4 AS VARCHAR)
FROM housing_fund_account WHERE employer = $1 AND city = $2 AND status = 'normal'
AND holder_number = COALESCE(CAST($6 AS VARCHAR), holder_number)
AND (CAST($6 AS VARCHAR) IS NOT NULL OR starts <= CAST($3 AS VARCHAR)) ON CONFLICT DO NOTHING"""
ADDS_UP: Final = """UPDATE housing_fund_contribution SET case_id = case_id WHERE case_id = $1 AND CAST($2 AS BIGINT) =
(SELECT CAST(sum(person + unit) AS BIGINT) FROM housing_fund_contribution WHERE case_id = $1)"""
FREE: Final = "DELETE FROM housing_fund_contribution WHERE case_id = $1 AND paid_on IS NULL"
CREDIT: Final = """UPDATE housing_fund_account SET months_paid = months_paid + 1,
principal = principal + (SELECT person + unit FROM housing_fund_contribution
WHERE account = housing_fund_account.number AND month = $1 AND case_id = $2),
paid_from = CASE WHEN paid_through = $3 OR paid_through >= $1 THEN paid_from ELSE CAST($1 AS VARCHAR) END,
paid_through = CASE WHEN paid_through >= $1 THEN paid_through ELSE CAST($1 AS VARCHAR) END
WHERE number IN (SELECT account FROM housing_fund_contribution WHERE month = $1 AND case_id = $2)"""


def credited(month: str, case_id: str) -> tb.Statement:
    """The accounts of everybody for whom a case has paid a month are fuller by it."""
    return CREDIT, (month, case_id, tb.month_after(month, -1))
