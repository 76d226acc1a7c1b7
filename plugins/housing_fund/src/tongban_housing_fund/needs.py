"""What the matters ask registers, at the centre that decides unless they say otherwise."""

from __future__ import annotations

from typing import Final

import tongban as tb
from tongban_housing_fund.records import Account, Ban, EmployerAccount, Home, Homes, Licence, LifeEvent, Loan, Trade

ACCOUNT: Final = tb.Needs(
    "housing_fund.account", "住房公积金个人账户", Account, by=("city", "account"), purpose="核对账户的状态和余额"
)
LOAN: Final = tb.Needs("housing_fund.loan", "住房公积金贷款", Loan, by=("city",), purpose="核对余额、逾期和冲还贷签约")
BAN: Final = tb.Needs("housing_fund.ban", "骗提骗贷限制", Ban, purpose="核对是否处于骗提骗贷限制期")
AT_HOME: Final = "home"  # the role of the place where a home is, whose registers are asked and which does nothing else
TRADE: Final = tb.Needs(
    "housing_fund.trade", "房屋交易信息", Trade, by={"contract": "contract_no"}, purpose="核对购房合同、房价和贷款"
)
THIS_ONE: Final = {"city": "house_city", "home": "house_id"}
OWN_HOME: Final = tb.Needs(
    "housing_fund.home", "自住住房登记", Home, key="own_home", at=AT_HOME, by=THIS_ONE, purpose="核对住房登记"
)
HOMES: Final = tb.Needs("housing_fund.homes", "本人全部住房登记", Homes, purpose="核对是否已有住房")
ELSEWHERE: Final = tb.Needs("housing_fund.account_elsewhere", "全国住房公积金账户", Account, purpose="核对有无异地账户")
EVENT: Final = tb.Needs("housing_fund.life_event", "社保、公安、民政信息", LifeEvent, key="event", purpose="核对事由")
LICENCE: Final = tb.Needs("housing_fund.licence", "营业执照", Licence, purpose="核对设立日期、法定代表人和登记状态")
EMPLOYER: Final = tb.Needs(
    "housing_fund.employer", "单位住房公积金账户", EmployerAccount, by=("city",), purpose="核对缴存账户、基数和比例"
)
