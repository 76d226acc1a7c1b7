"""The tables of trust lists that this node has used, and of the keys that others knew and that it has told of."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Bytea, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class UsedTrustList(Table, tablename="tongban_trust_list"):
    """A list that was verified and taken into use, byte for byte; kept as evidence of whom the node believed when."""

    version = BigInt(primary_key=True)
    signed = Bytea()
    taken_at = BigInt()


class CompromisedKey(Table, tablename="tongban_compromised_key"):
    """A key that others knew, since when, and when the audit log was told; once, whichever process learns of it."""

    kid = Varchar(150, primary_key=True)
    compromised_at = BigInt()
    told_at = BigInt()


SCHEMA: Final = Schema(tables=(UsedTrustList, CompromisedKey))
