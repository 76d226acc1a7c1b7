"""What the registers of a housing fund centre answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

MONTH: Final = r"^([0-9]{4}-[0-9]{2})?$"


class AccountStatus(StrEnum):
    """Where an account stands: 正常, 封存 or 销户."""

    NORMAL = "normal"
    SEALED = "sealed"
    CLOSED = "closed"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account at one centre; money in 分, months like 2026-10.

    `paid_from` to `paid_through` is the last unbroken run of months really paid, `months_paid` all of them;
    `pending` says that a withdrawal, loan approval or transfer is under way, `banned_until` ends a ban for fraud.
    """

    number: Annotated[str, Meta(title="个人账号")]
    city: Annotated[str, Meta(title="缴存地")]
    centre: Annotated[str, Meta(title="管理中心")]
    holder: Annotated[str, Meta(title="姓名")]
    holder_number: Annotated[str, Meta(title="证件号码")]
    status: Annotated[AccountStatus, Meta(title="账户状态")]
    principal: Annotated[int, Meta(title="本金（分）")]
    interest: Annotated[int, Meta(title="利息（分）")]
    opened: Annotated[date, Meta(title="开户日期")]
    months_paid: Annotated[int, Meta(title="累计缴存月数")]
    paid_from: Annotated[str, Meta(title="连续缴存起", pattern=MONTH)] = ""
    paid_through: Annotated[str, Meta(title="缴至年月", pattern=MONTH)] = ""
    loan_open: Annotated[bool, Meta(title="未结清贷款")] = False
    frozen: Annotated[bool, Meta(title="司法冻结")] = False
    pending: Annotated[bool, Meta(title="在途业务")] = False
    fraud: Annotated[bool, Meta(title="骗提骗贷标志")] = False
    banned_until: Annotated[date | None, Meta(title="限制期至")] = None

    @property
    def balance(self) -> int:
        """Principal and interest, in 分."""
        return self.principal + self.interest

    @property
    def months_in_a_row(self) -> int:
        """The months of the last unbroken run, both ends counted."""
        if not (self.paid_from and self.paid_through):
            return 0
        first, last = (int(month[:4]) * 12 + int(month[5:]) for month in (self.paid_from, self.paid_through))
        return last - first + 1


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """What the business licence says of a unit; `status` is the official word, 存续 for a living one."""

    number: Annotated[str, Meta(title="统一社会信用代码")]
    name: Annotated[str, Meta(title="名称")]
    representative: Annotated[str, Meta(title="法定代表人")]
    founded: Annotated[date, Meta(title="成立日期")]
    division: Annotated[str, Meta(title="登记地")]
    status: Annotated[str, Meta(title="登记状态")]


class EmployerAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's account at one centre."""

    account: Annotated[str, Meta(title="单位账号")]
    city: Annotated[str, Meta(title="缴存地")]
    name: Annotated[str, Meta(title="单位名称")]
    opened_on: Annotated[date, Meta(title="开户日期")]
