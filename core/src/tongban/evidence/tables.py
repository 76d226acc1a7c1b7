"""The tables of evidence: who asked which register about whom, and what was uploaded."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, SmallInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class QueryLog(Table, tablename="tongban_query_log"):
    """One question to a register, on the asking side, the answering side, both in one ("local"), or none ("paper").

    `subject_key` is the person key; neither number, nor criteria, nor the answer is kept here. `officer` (id) and
    `office` (name) are who asked, empty where the person who applies did.
    """

    id = Varchar(36, primary_key=True)
    side = Varchar(8)
    at = BigInt()
    peer = Varchar(64)
    register = Varchar(200)
    need = Varchar(200)
    matter = Varchar(100)
    application = Varchar(36)
    about = Varchar(16)
    subject_key = Varchar(64)
    purpose = Varchar(200)
    assurance = SmallInt()
    consent = Varchar(200)
    legal_basis = Varchar(200)
    outcome = Varchar(10)
    reason = Varchar(200)
    digest = Varchar(64)
    officer = Varchar(64)
    office = Varchar(100)


class Upload(Table, tablename="tongban_upload"):
    """An uploaded file; its bytes lie under the node's data folder, named by their digest."""

    id = Varchar(36, primary_key=True)
    application = Varchar(36)
    material = Varchar(100)
    name = Varchar(255, secret=True)
    type = Varchar(100)
    size = BigInt()
    digest = Varchar(64)
    by_key = Varchar(64)
    at = BigInt()


SCHEMA: Final = Schema(
    tables=(QueryLog, Upload),
    ddl=(
        "CREATE INDEX tongban_query_log_application ON tongban_query_log (application, at)",
        "CREATE INDEX tongban_query_log_subject ON tongban_query_log (subject_key, at)",
        """CREATE INDEX tongban_query_log_peer ON tongban_query_log (peer, at)
        WHERE side = 'answered' AND outcome <> 'unanswered'""",
        "CREATE INDEX tongban_query_log_window ON tongban_query_log (at) WHERE officer <> '' AND consent <> ''",
        "CREATE UNIQUE INDEX tongban_upload_same ON tongban_upload (application, material, digest)",
    ),
)
