"""What the matters of a person ask the registers, at the centre that decides."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from tongban import COMPETENT, Needs
from tongban_housing_fund.records import Account, Ban, LifeEvent, Loan

Record = TypeVar("Record", bound=msgspec.Struct)


def asked(key: str, register: str, record: type[Record], title: str, purpose: str, **more: Any) -> Needs[Record]:
    """A need that a register of this plugin answers at the deciding centre; `more` are further fields of `Needs`."""
    name = f"housing_fund.{register}"
    return Needs(key=key, register=name, title=title, at=COMPETENT, record=record, purpose=purpose, **more)


def life_event(key: str, title: str, purpose: str, **more: Any) -> Needs[LifeEvent]:
    """A need about what other authorities share of a person's life."""
    return asked(key, "life_event", LifeEvent, title, purpose, **more)


ACCOUNT: Final = asked(
    "account", "account", Account, "住房公积金个人账户", "核对账户的状态和余额", by=("city", "account")
)
LOAN: Final = asked("loan", "loan", Loan, "住房公积金贷款", "核对贷款余额、逾期和冲还贷签约", by=("city",))
BAN: Final = asked("ban", "ban", Ban, "骗提骗贷限制", "核对是否处于骗提骗贷限制期")
