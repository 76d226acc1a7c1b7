"""What stands in the way of 燃气用户过户, each reason with its basis and remedy."""

from __future__ import annotations

from typing import Final

from tongban import Application, Basis, Breach, Breaches, add_months, rule, spoken, spoken_day, yuan
from tongban_gas.forms import GasForm
from tongban_gas.registers import ACCOUNT

BASIS: Final = Basis("城镇燃气管理条例", "第十八条")


@rule(
    "GAS-01",
    "登记库中没有您名下房屋的燃气用户{account}",
    basis=BASIS,
    field="account",
    remedy="请对照燃气缴费单核对用户编号；房屋刚刚转移登记的，请在不动产登记完成后再申请",
)
def owns_the_home(application: Application[GasForm]) -> Breaches:
    """The home that the account serves is the applicant's."""
    if application.record(ACCOUNT) is None:
        yield Breach(account=application.answers.account)


@rule(
    "GAS-02",
    "该用户尚欠燃气费{owed}",
    basis=BASIS,
    field="account",
    remedy="请缴清后再申请；对金额有疑问的，请拨打缴费单上的客服电话",
)
def nothing_owed(application: Application[GasForm]) -> Breaches:
    """No more is owed than the parameter bears."""
    account = application.record(ACCOUNT)
    if account is not None and account.owed > application.parameters.integer("gas_debt"):
        yield Breach(owed=spoken(yuan(account.owed)))


@rule(
    "GAS-03",
    "上次入户安全检查在{day}，已满{months}个月",
    basis=BASIS,
    field="account",
    remedy="请先向燃气企业预约入户安全检查，检查后再申请",
)
def checked(application: Application[GasForm]) -> Breaches:
    """The home was checked within the interval."""
    account, months = application.record(ACCOUNT), application.parameters.integer("gas_check_months")
    if account is not None and add_months(account.checked_on, months) <= application.on:
        yield Breach(day=spoken_day(account.checked_on), months=months)


RULES: Final = (owns_the_home, nothing_owed, checked)
