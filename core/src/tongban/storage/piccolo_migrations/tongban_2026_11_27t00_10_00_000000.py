"""Files of cases that travel as letters, where a node answers no question: what is wanted, and what is promised."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema, create

ID = "2026-11-27T00:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Files that travel as letters"


class WantedFile(Table, tablename="tongban_wanted_file"):
    """As it was first."""

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
    """As it was first."""

    id = Varchar(36, primary_key=True)
    asker = Varchar(6)
    case_id = Varchar(36)
    file = Varchar(64)
    size = BigInt()
    asked_from = BigInt()
    sent = BigInt()
    at = BigInt()
    done_at = BigInt(null=True, default=None)


SCHEMA = Schema(
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
        """CREATE INDEX tongban_outbox_pieces ON tongban_outbox (settled_at)
        WHERE kind = 'file.piece' AND envelope IS NOT NULL""",
        """CREATE INDEX tongban_inbox_pieces ON tongban_inbox (settled_at)
        WHERE kind = 'file.piece' AND length(envelope) > 0""",
    ),
)


async def forwards() -> MigrationManager:
    """Make the tables, and the indexes by which letters with pieces are erased."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def make() -> None:
        await create([SCHEMA])

    manager.add_raw(make)
    return manager
