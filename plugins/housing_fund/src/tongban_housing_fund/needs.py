"""What the matters ask registers, at the centre that decides unless they say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from tongban import COMPETENT, Needs, Role
from tongban_housing_fund.records import Account, Ban, EmployerAccount, Licence, Loan, Payroll

Record = TypeVar("Record", bound=msgspec.Struct)


def asked(
    register: str,
    title: str,
    record: type[Record],
    *,
    purpose: str,
    key: str = "",
    at: str = COMPETENT,
    by: tuple[str, ...] | Mapping[str, str] = (),
    where: Mapping[str, str] | None = None,
    about: Role | tuple[Role, ...] = Role.APPLICANT,
    asked_when: tuple[str, tuple[str, ...]] | None = None,
) -> Needs[Record]:
    """A need of one of this plugin's registers, `housing_fund.<register>`; its key is the register's unless given."""
    return Needs(
        key=key or register,
        register=f"housing_fund.{register}",
        title=title,
        at=at,
        record=record,
        about=about,
        by=by,
        where=where or {},
        asked_when=asked_when,
        purpose=purpose,
    )


ACCOUNT: Final = asked("account", "住房公积金个人账户", Account, by=("city", "account"), purpose="核对账户的状态和余额")
LOAN: Final = asked("loan", "住房公积金贷款", Loan, by=("city",), purpose="核对贷款余额、逾期和冲还贷签约")
BAN: Final = asked("ban", "骗提骗贷限制", Ban, purpose="核对是否处于骗提骗贷限制期")
LICENCE: Final = asked("licence", "营业执照", Licence, purpose="核对单位的设立日期、法定代表人和登记状态")
EMPLOYER: Final = asked(
    "employer", "单位住房公积金账户", EmployerAccount, by=("city",), purpose="核对单位的缴存账户、基数和比例"
)
WORKER: Final = asked(
    "worker",
    "本单位职工的住房公积金账户",
    Account,
    by={"city": "city", "worker": "worker_number"},
    purpose="核对职工账户是否由本单位缴存",
)
PAYROLL: Final = asked("payroll", "单位应缴清册", Payroll, by=("city", "month"), purpose="计算该月应缴金额")
