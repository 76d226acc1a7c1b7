"""The built-in registers, each on one of the plugin's own tables; a centre's own system may answer in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from tongban import Database, Key, Register, TableRegister
from tongban_housing_fund import records, tables
from tongban_housing_fund.contributions import share
from tongban_housing_fund.places import city_of

CENTRE: Final = "住房公积金管理中心"
HOUSING: Final = "住房城乡建设部门"
CITY: Final = {"city": Key("city", city_of)}


@dataclass(slots=True)
class StatementRegister:
    """The months of the last year, as many as were paid."""

    database: Database
    name: str = "housing_fund.statement"
    title: str = "住房公积金缴存明细（近一年）"
    issuer: str = CENTRE

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The holder's months in `city` (a division)."""
        rows = await self.database.fetch(_YEAR, subject, city_of(str(criteria.get("city", ""))))
        return {"months": [dict(row) for row in rows]} if rows else None


@dataclass(slots=True)
class PayrollRegister:
    """What a unit owes for a month: for workers with an open account, hired before, not yet paid for."""

    database: Database
    name: str = "housing_fund.payroll"
    title: str = "单位应缴清册"
    issuer: str = CENTRE

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The sums of a unit (credit code) in `city` (a division) for `month`."""
        city, month = city_of(str(criteria.get("city", ""))), str(criteria.get("month", ""))
        row = await self.database.fetch_one(_PAYROLL, subject, city, month)
        return {name: int(row[name] or 0) for name in ("headcount", "person", "unit")} if row else None


def built_in(database: Database) -> Iterator[Register]:
    """Accounts, contributions, withdrawals, bans, loans and units of the centres; what their neighbours share."""
    fund = partial(TableRegister, database=database, issuer=CENTRE)
    yield StatementRegister(database)
    yield PayrollRegister(database)
    yield fund(
        name="housing_fund.worker",
        title="单位职工的住房公积金账户",
        table=tables.AccountRow,
        record=records.Account,
        subject="employer",
        by={**CITY, "worker": Key("holder_number")},
    )
    shared = partial(TableRegister, database=database)
    yield fund(
        name="housing_fund.account",
        title="住房公积金个人账户",
        table=tables.AccountRow,
        record=records.Account,
        subject="holder_number",
        by=CITY,
        narrowed_by={"account": Key("number")},
    )
    yield fund(
        name="housing_fund.account_elsewhere",
        title="全国住房公积金账户",
        table=tables.AccountRow,
        record=records.Account,
        subject="holder_number",
        latest="opened",
        only="status = 'normal'",
    )
    yield fund(
        name="housing_fund.contribution",
        title="住房公积金缴存明细",
        table=tables.ContributionRow,
        record=records.Contribution,
        subject="holder_number",
        by=CITY,
        narrowed_by={"payer": Key("payer"), "month": Key("month")},
        latest="month",
    )
    yield fund(
        name="housing_fund.withdrawal",
        title="住房公积金提取记录",
        table=tables.WithdrawalRow,
        record=records.Withdrawal,
        subject="holder_number",
        by={"purpose": Key("purpose")},
        narrowed_by={"drawn_for": Key("drawn_for")},
        latest="paid_on",
    )
    yield fund(
        name="housing_fund.ban",
        title="骗提骗贷限制",
        table=tables.BanRow,
        record=records.Ban,
        subject="person_number",
        latest="until",
    )
    yield fund(
        name="housing_fund.loan",
        title="住房公积金贷款",
        table=tables.LoanRow,
        record=records.Loan,
        subject="borrower_number",
        by=CITY,
        narrowed_by={"contract": Key("contract")},
        latest="granted_on",
    )
    yield fund(
        name="housing_fund.employer",
        title="住房公积金单位账户",
        table=tables.EmployerRow,
        record=records.EmployerAccount,
        subject="number",
        by=CITY,
        only="opened_on IS NOT NULL",
    )
    yield shared(
        name="housing_fund.trade",
        title="房屋交易网签备案",
        issuer=HOUSING,
        table=tables.TradeRow,
        record=records.Trade,
        subject="buyer_number",
        by={"contract": Key("contract")},
    )
    yield shared(
        name="housing_fund.home",
        title="不动产登记",
        issuer="自然资源部门",
        table=tables.HomeRow,
        record=records.Home,
        subject="owner_number",
        narrowed_by={**CITY, "home": Key("home")},
        latest="home",
    )
    yield shared(
        name="housing_fund.lease",
        title="房屋租赁备案",
        issuer=HOUSING,
        table=tables.LeaseRow,
        record=records.Lease,
        subject="tenant_number",
        narrowed_by={"number": Key("number")},
        latest="starts",
    )
    yield shared(
        name="housing_fund.life_event",
        title="社保、公安、民政共享信息",
        issuer="人力资源社会保障、公安、民政部门",
        table=tables.LifeEventRow,
        record=records.LifeEvent,
        subject="person_number",
        by={"kind": Key("kind")},
        narrowed_by={"other": Key("other_number")},
        latest="happened_on",
    )
    yield shared(
        name="housing_fund.licence",
        title="营业执照（电子证照共享）",
        issuer="市场监督管理部门",
        table=tables.LicenceRow,
        record=records.Licence,
        subject="number",
    )


_YEAR: Final = """SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 ORDER BY month DESC LIMIT 12"""
_PAYROLL: Final = f"""SELECT count(*) AS headcount, sum({share("ratio_person")}) AS person,
sum({share("ratio_unit")}) AS unit FROM housing_fund_account AS held
WHERE employer = $1 AND city = $2 AND status = 'normal' AND substr(opened, 1, 7) < $3
AND NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = held.number AND paid.month = $3)"""
