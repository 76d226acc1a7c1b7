"""What the matters ask registers, at the centre that decides unless they say otherwise."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

import tongban as tb
from tongban_housing_fund.records import Account, Ban, EmployerAccount, Home, Homes, Licence, LifeEvent, Loan, Trade

Told = TypeVar("Told", bound=msgspec.Struct)
OF_WHOM: Final[dict[Any, dict[str, Any]]] = {Account: {"whose": "holder_number"}}  # other records do not say whose


def need(name: str, title: str, record: type[Told], *, why: str, **how: Any) -> tb.Needs[Told]:
    """What a register of the fund is asked, and why; its name is the key among the evidence, unless one is given."""
    return tb.Needs(f"housing_fund.{name}", title, record, purpose=why, **OF_WHOM.get(record, {}), **how)


ACCOUNT: Final = need("account", "住房公积金个人账户", Account, by=("city", "account"), why="核对账户的状态和余额")
LOAN: Final = need("loan", "住房公积金贷款", Loan, by=("city",), why="核对余额、逾期和冲还贷签约")
BAN: Final = need("ban", "骗提骗贷限制", Ban, why="核对是否处于骗提骗贷限制期")
AT_HOME: Final = "home"  # the role of the place where a home is, whose registers are asked and which does nothing else
TRADE: Final = need("trade", "房屋交易信息", Trade, by={"contract": "contract_no"}, why="核对购房合同、房价和贷款")
THIS_ONE: Final = {"city": "house_city", "home": "house_id"}
OWN_HOME: Final = need("home", "自住住房登记", Home, key="own_home", at=AT_HOME, by=THIS_ONE, why="核对住房登记")
HOMES: Final = need("homes", "本人全部住房登记", Homes, why="核对是否已有住房")
ELSEWHERE: Final = need("account_elsewhere", "全国住房公积金账户", Account, why="核对有无异地账户")
EVENT: Final = need("life_event", "社保、公安、民政信息", LifeEvent, key="event", why="核对事由")
LICENCE: Final = need("licence", "营业执照", Licence, why="核对设立日期、法定代表人和登记状态")
EMPLOYER: Final = need("employer", "单位住房公积金账户", EmployerAccount, by=("city",), why="核对缴存账户、基数和比例")
