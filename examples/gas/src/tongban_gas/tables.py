"""The plugin's own tables."""

from __future__ import annotations

from piccolo.columns import Integer, Varchar
from piccolo.table import Table


class AccountRow(Table, tablename="gas_account"):
    """A gas account: the owner of the home, who holds the account, 分 owed, and the last check of the home."""

    account = Varchar(20, primary_key=True)
    owner = Varchar(18, secret=True)
    holder = Varchar(18, secret=True)
    owed = Integer()
    checked_on = Varchar(10)


TABLES: tuple[type[Table], ...] = (AccountRow,)
