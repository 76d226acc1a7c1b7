"""The built-in registers, each on one of the plugin's own tables; a centre's own system may answer in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import tongban as tb
from tongban_housing_fund import records, tables
from tongban_housing_fund.contributions import share
from tongban_housing_fund.places import city_of

CENTRE: Final = "住房公积金管理中心"
HOUSING: Final = "住房城乡建设部门"


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
    register = partial(tb.TableRegister, database=database, read={"city": city_of})
    yield from of_accounts(partial(register, table=tables.AccountRow, record=records.Account, issuer=CENTRE))
    yield from of_the_centres(partial(register, issuer=CENTRE))
    yield from of_neighbours(register)


def of_accounts(register: partial[tb.TableRegister]) -> Iterator[tb.Register]:
    """A person's account: in one city, as one of a unit's workers, and wherever it may be."""
    number = {"account": "number"}
    yield register(
        "housing_fund.account", "住房公积金个人账户", subject="holder_number", by=("city",), narrowed_by=number
    )
    workers = {"city": "city", "worker": "holder_number"}
    yield register("housing_fund.worker", "单位职工的住房公积金账户", subject="employer", by=workers)
    yield register(
        "housing_fund.account_elsewhere",
        "全国住房公积金账户",
        subject="holder_number",
        latest="opened",
        only="status = 'normal'",
    )


def of_the_centres(register: partial[tb.TableRegister]) -> Iterator[tb.Register]:
    """What else the centres keep."""
    yield register(
        "housing_fund.contribution",
        "住房公积金缴存明细",
        tables.ContributionRow,
        records.Contribution,
        subject="holder_number",
        by=("city",),
        narrowed_by=("payer", "month"),
        latest="month",
        only="paid_on IS NOT NULL",
    )
    yield register(
        "housing_fund.withdrawal",
        "住房公积金提取记录",
        tables.WithdrawalRow,
        records.Withdrawal,
        subject="holder_number",
        by=("purpose",),
        narrowed_by=("drawn_for",),
        latest="paid_on",
    )
    yield register(
        "housing_fund.ban", "骗提骗贷限制", tables.BanRow, records.Ban, subject="person_number", latest="until"
    )
    yield register(
        "housing_fund.loan",
        "住房公积金贷款",
        tables.LoanRow,
        records.Loan,
        subject="borrower_number",
        by=("city",),
        narrowed_by=("contract",),
        latest="granted_on",
    )
    yield register(
        "housing_fund.employer",
        "住房公积金单位账户",
        tables.EmployerRow,
        records.EmployerAccount,
        subject="number",
        by=("city",),
        only="opened_on IS NOT NULL",
    )


def of_neighbours(register: partial[tb.TableRegister]) -> Iterator[tb.Register]:
    """What other authorities share."""
    yield register(
        "housing_fund.trade",
        "房屋交易网签备案",
        tables.TradeRow,
        records.Trade,
        issuer=HOUSING,
        subject="buyer_number",
        by=("contract",),
    )
    yield register(
        "housing_fund.home",
        "不动产登记",
        tables.HomeRow,
        records.Home,
        issuer="自然资源部门",
        subject="owner_number",
        narrowed_by=("city", "home"),
        latest="home",
    )
    yield register(
        "housing_fund.lease",
        "房屋租赁备案",
        tables.LeaseRow,
        records.Lease,
        issuer=HOUSING,
        subject="tenant_number",
        narrowed_by=("number",),
        latest="starts",
    )
    yield register(
        "housing_fund.life_event",
        "社保、公安、民政共享信息",
        tables.LifeEventRow,
        records.LifeEvent,
        issuer="人力资源社会保障、公安、民政部门",
        subject="person_number",
        by=("kind",),
        narrowed_by={"other": "other_number"},
        latest="happened_on",
    )
    yield register(
        "housing_fund.licence",
        "营业执照（电子证照共享）",
        tables.LicenceRow,
        records.Licence,
        issuer="市场监督管理部门",
        subject="number",
    )


_YEAR: Final = """SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL ORDER BY month DESC LIMIT 12"""
_PAYROLL: Final = f"""SELECT count(*) AS headcount, sum({share("ratio_person")}) AS person,
sum({share("ratio_unit")}) AS unit FROM housing_fund_account AS held
WHERE employer = $1 AND city = $2 AND status = 'normal' AND starts <= $3
AND NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = held.number AND paid.month = $3)"""
