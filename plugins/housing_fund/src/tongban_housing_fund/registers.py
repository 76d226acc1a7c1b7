"""The built-in registers, each on one of the plugin's own tables; a centre's own system may answer in their place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import tongban as tb
from tongban_housing_fund import records, tables
from tongban_housing_fund.tables import SQL

CENTRE: Final = "住房公积金管理中心"
LATELY: Final = ("city", "months")
LAND: Final = "自然资源部门"
CIVIL: Final = "人力资源社会保障、公安、民政部门"
HOUSING: Final = "住房城乡建设部门"


def built_in(database: tb.Database) -> Iterator[tb.Register]:
    """Accounts, contributions, withdrawals, bans, loans and units of the centres; what their neighbours share."""
    found = partial(tb.QueryRegister, read=tables.READ, database=database, issuer=CENTRE)
    yield found("housing_fund.statement", "缴存明细", records.Contributions, SQL["lately"], by=LATELY, listed="months")
    yield found("housing_fund.payroll", "单位应缴清册", records.Payroll, SQL["payroll"], by=("city", "month"))
    by = ("city", "month")
    yield found("housing_fund.dues", "职工应缴明细", records.Dues, SQL["dues"], by=by, listed="workers")
    by = ("city", "worker")
    yield found("housing_fund.paid", "单位为职工缴存明细", records.Contributions, SQL["paid"], by=by, listed="months")
    yield found("housing_fund.worker", "单位职工的住房公积金账户", records.Worker, SQL["worker"], by=(*by, "paid"))
    drawn = partial(found, record=records.Withdrawals, listed="drawn")
    yield drawn("housing_fund.withdrawals", "住房公积金提取记录", sql=SQL["drawn"])
    yield drawn("housing_fund.drawn_for", "同一住房、租约、贷款、遗产的提取记录", sql=SQL["for_it"], by=("drawn_for",))
    yield found("housing_fund.loans", "全部住房公积金贷款", records.Loans, SQL["lent"], by=("city",), listed="loans")
    centre = partial(tb.TableRegister, database=database, issuer=CENTRE)
    yield centre("housing_fund.account", "住房公积金个人账户", records.Account, tables.OF_HOLDER)
    yield centre("housing_fund.account_elsewhere", "全国住房公积金账户", records.Account, tables.ELSEWHERE)
    yield centre("housing_fund.ban", "骗提骗贷限制", records.Ban, tables.BANS)
    yield centre("housing_fund.loan", "住房公积金贷款", records.Loan, tables.LOANS)
    yield centre("housing_fund.employer", "住房公积金单位账户", records.EmployerAccount, tables.EMPLOYERS)
    yield centre("housing_fund.trade", "房屋交易网签备案", records.Trade, tables.TRADES, issuer=HOUSING)
    yield centre("housing_fund.lease", "房屋租赁备案", records.Lease, tables.LEASES, issuer=HOUSING)
    yield centre("housing_fund.home", "不动产登记", records.Home, tables.HOMES, issuer=LAND)
    yield found("housing_fund.homes", "全部住房登记", records.Homes, SQL["owned"], listed="homes", issuer=LAND)
    yield found("housing_fund.leases", "全部租约", records.Leases, SQL["leased"], listed="leases", issuer=HOUSING)
    yield tb.NameRegister("housing_fund.identity", "人口信息", SQL["name"], database=database, issuer="公安机关")
    yield centre("housing_fund.life_event", "社保、公安、民政信息", records.LifeEvent, tables.LIFE_EVENTS, issuer=CIVIL)
    yield centre("housing_fund.licence", "营业执照", records.Licence, tables.LICENCES, issuer="市场监督管理部门")
