"""What the matter needs to know, and the register that answers from the plugin's own table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban import Database, LookUp, Needs, Register, TableRegister
from tongban_gas.tables import AccountRow


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the register says of an account to the owner of the home."""

    owed: Annotated[int, Meta(title="欠费")]
    checked_on: Annotated[date, Meta(title="最近一次入户安全检查")]


ACCOUNT: Final = Needs(
    "gas.account",
    "燃气用户登记",
    Account,
    by=("account",),
    purpose="核验房屋权属、欠费和安全检查，办理过户",
)


def built_in(database: Database) -> Iterator[Register]:
    """The accounts of homes, in the province that decides."""
    looked_up = LookUp(AccountRow, "owner", by=("account",))
    yield TableRegister("gas.account", "燃气用户登记库", Account, looked_up, database=database, issuer="燃气主管单位")
