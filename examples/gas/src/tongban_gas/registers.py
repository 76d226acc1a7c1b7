"""What the matter needs to know, and the register that answers from the plugin's own table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban import COMPETENT, Database, Needs, Register, TableRegister
from tongban_gas.tables import AccountRow


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the register says of an account to the owner of the home."""

    owed: Annotated[int, Meta(title="欠费")]
    checked_on: Annotated[date, Meta(title="最近一次入户安全检查")]


ACCOUNT: Final = Needs(
    key="account",
    register="gas.account",
    title="燃气用户登记",
    at=COMPETENT,
    record=Account,
    by=("account",),
    purpose="核验房屋权属、欠费和安全检查，办理过户",
)


def built_in(database: Database) -> Iterator[Register]:
    """The accounts of homes, in the province that decides."""
    yield TableRegister(
        database=database,
        name="gas.account",
        title="燃气用户登记库",
        issuer="燃气主管单位",
        table=AccountRow,
        record=Account,
        subject="owner",
        by=("account",),
    )
