"""What the registers of a housing fund centre answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


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

    number: str
    city: str
    centre: str
    holder: str
    holder_number: str
    status: AccountStatus
    principal: int
    interest: int
    opened: date
    months_paid: int
    paid_from: str = ""
    paid_through: str = ""
    loan_open: bool = False
    frozen: bool = False
    pending: bool = False
    fraud: bool = False
    banned_until: date | None = None

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

    number: str
    name: str
    representative: str
    founded: date
    division: str
    status: str


class EmployerAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's account at one centre."""

    account: str
    city: str
    name: str
    opened_on: date
