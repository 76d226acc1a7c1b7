"""What a unit fills in to register, and what the centre enters when it assigns the account."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from tongban import Field, Form, Mobile, Money, Month, Percent, Place, Prefill
from tongban_housing_fund.fields import Digits


class EmployerForm(Form, frozen=True, kw_only=True):
    """Where the unit is, and what it and its staff will pay."""

    city: Annotated[str, Place("单位所在城市", level="prefecture")]
    representative: Annotated[
        str, Field("法定代表人（负责人）", prefill=Prefill(need="licence", attribute="representative"))
    ]
    mobile: Annotated[str, Mobile("经办人手机号码")]
    wage: Annotated[int, Money("职工上年月平均工资", help="新设立的单位填写职工当月平均工资")]
    ratio_unit: Annotated[Decimal, Percent("单位缴存比例（%）", help="单位与职工各5%至12%")]
    ratio_person: Annotated[Decimal, Percent("个人缴存比例（%）")]
    first_month: Annotated[str, Month("首次汇缴年月")]


class AllotForm(Form, frozen=True, kw_only=True):
    """The account the centre assigns, and the base it has verified."""

    account: Annotated[str, Digits("单位住房公积金账号", length=12)]
    base: Annotated[int, Money("核定月缴存基数")]
