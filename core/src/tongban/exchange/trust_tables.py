"""The table of trust lists that this node has used: it never goes back behind the highest version."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Bytea
from piccolo.table import Table

from tongban.storage.schema import Schema


class UsedTrustList(Table, tablename="tongban_trust_list"):
    """A list that was verified and taken into use, byte for byte; kept as evidence of whom the node believed when."""

    version = BigInt(primary_key=True)
    signed = Bytea()
    taken_at = BigInt()


SCHEMA: Final = Schema(tables=(UsedTrustList,))
