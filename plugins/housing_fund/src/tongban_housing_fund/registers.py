"""The built-in registers, each on one of the plugin's own tables; a centre's own system may answer in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import tongban as tb
from tongban_housing_fund import records, tables
from tongban_housing_fund.contributions import share
from tongban_housing_fund.fields import city_of

CENTRE: Final = "住房公积金管理中心"


@dataclass(slots=True)
class StatementRegister:
    """The months of the last year, as many as were paid."""

    database: tb.Database
    name: str = "housing_fund.statement"
    title: str = "住房公积金缴存明细（近一年）"
    issuer: str = CENTRE

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The holder's months in `city` (a division)."""
        rows = await self.database.fetch(_YEAR, subject, city_of(str(criteria.get("city", ""))))
        return {"months": [dict(row) for row in rows]} if rows else None


@dataclass(slots=True)
class PayrollRegister:
    """What a unit owes for a month: for workers with an open account whose first month has come, not yet paid for."""

    database: tb.Database
    name: str = "housing_fund.payroll"
    title: str = "单位应缴清册"
    issuer: str = CENTRE

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The sums of a unit (credit code) in `city` (a division) for `month`."""
        city, month = city_of(str(criteria.get("city", ""))), str(criteria.get("month", ""))
        row = await self.database.fetch_one(_PAYROLL, subject, city, month)
        return {name: int(row[name] or 0) for name in ("headcount", "person", "unit")} if row else None


def built_in(database: tb.Database) -> Iterator[tb.Register]:
    """Accounts, contributions, withdrawals, bans, loans and units of the centres; what their neighbours share."""
    yield StatementRegister(database)
    yield PayrollRegister(database)
    centre = partial(tb.TableRegister, database=database, issuer=CENTRE)
    yield centre("housing_fund.account", "住房公积金个人账户", records.Account, tables.OF_HOLDER)
    yield centre("housing_fund.worker", "单位职工的住房公积金账户", records.Account, tables.OF_WORKER)
    yield centre("housing_fund.account_elsewhere", "全国住房公积金账户", records.Account, tables.ELSEWHERE)
    yield centre("housing_fund.contribution", "住房公积金缴存明细", records.Contribution, tables.CONTRIBUTIONS)
    yield centre("housing_fund.withdrawal", "住房公积金提取记录", records.Withdrawal, tables.WITHDRAWALS)
    yield centre("housing_fund.ban", "骗提骗贷限制", records.Ban, tables.BANS)
    yield centre("housing_fund.loan", "住房公积金贷款", records.Loan, tables.LOANS)
    yield centre("housing_fund.employer", "住房公积金单位账户", records.EmployerAccount, tables.EMPLOYERS)
    housing = partial(tb.TableRegister, database=database, issuer="住房城乡建设部门")
    yield housing("housing_fund.trade", "房屋交易网签备案", records.Trade, tables.TRADES)
    yield housing("housing_fund.lease", "房屋租赁备案", records.Lease, tables.LEASES)
    land = partial(tb.TableRegister, database=database, issuer="自然资源部门")
    yield land("housing_fund.home", "不动产登记", records.Home, tables.HOMES)
    people = partial(tb.TableRegister, database=database, issuer="人力资源社会保障、公安、民政部门")
    yield people("housing_fund.life_event", "社保、公安、民政共享信息", records.LifeEvent, tables.LIFE_EVENTS)
    market = partial(tb.TableRegister, database=database, issuer="市场监督管理部门")
    yield market("housing_fund.licence", "营业执照（电子证照共享）", records.Licence, tables.LICENCES)


_YEAR: Final = """SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL ORDER BY month DESC LIMIT 12"""
_PAYROLL: Final = f"""SELECT count(*) AS headcount, sum({share("ratio_person")}) AS person,
sum({share("ratio_unit")}) AS unit FROM housing_fund_account AS held
WHERE employer = $1 AND city = $2 AND status = 'normal' AND starts <= $3
AND NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = held.number AND paid.month = $3)"""
