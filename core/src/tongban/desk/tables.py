"""The tables of files that travel as letters, for nodes that answer no question: what is wanted, and what promised."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class WantedFile(Table, tablename="tongban_wanted_file"):
    """A file of a case that this node has asked `holder` for; `id` names the stream in which it comes.

    Asked for are the bytes from `asked_from` on; those up to `have` are here in letters, those up to `taken`, the last
    in letter `taken_seq`, lie with the file that is begun. `moved_at` is when anything of it last came.
    """

    id = Varchar(36, primary_key=True)
    case_id = Varchar(36)
    file = Varchar(64)
    digest = Varchar(64)
    size = BigInt()
    holder = Varchar(6)
    asked_from = BigInt()
    have = BigInt()
    taken = BigInt()
    taken_seq = BigInt()
    state = Varchar(8)
    code = Varchar(64)
    asked_at = BigInt()
    moved_at = BigInt()


class PromisedFile(Table, tablename="tongban_promised_file"):
    """A file of a case that `asker` is given; `id` names the stream. Its bytes up to `sent` are in letters."""

    id = Varchar(36, primary_key=True)
    asker = Varchar(6)
    case_id = Varchar(36)
    file = Varchar(64)
    size = BigInt()
    asked_from = BigInt()
    sent = BigInt()
    at = BigInt()
    done_at = BigInt(null=True, default=None)


SCHEMA: Final = Schema(
    tables=(WantedFile, PromisedFile),
    ddl=(
        "CREATE INDEX tongban_wanted_file_case ON tongban_wanted_file (case_id, file)",
        """CREATE UNIQUE INDEX tongban_wanted_file_once ON tongban_wanted_file (case_id, file)
        WHERE state IN ('open', 'arrived')""",
        """CREATE INDEX tongban_wanted_file_due ON tongban_wanted_file (asked_at)
        WHERE state = 'arrived' OR have > taken""",
        "CREATE INDEX tongban_wanted_file_holder ON tongban_wanted_file (holder, asked_at)",
        "CREATE INDEX tongban_promised_file_open ON tongban_promised_file (asker, at) WHERE done_at IS NULL",
        "CREATE INDEX tongban_promised_file_asker ON tongban_promised_file (asker, at)",
    ),
)
