"""The tables of cases: the facts, and what is derived from them for look-ups."""

from __future__ import annotations

from piccolo.columns import BigInt, Bytea, Integer, SmallInt, Text, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class CaseRow(Table, tablename="tongban_case"):
    """The present of a case, derived from its facts; `snapshot` is the folded state, `due_on` the nearest last day.

    `due_unit` is what the days until then are counted in, as `terms.Unit` writes it.

    Where that is 待定, `due_on` is `tasks.UNDETERMINED`, while the clock stands still `tasks.PAUSED`; it is null
    where no time limit runs.
    """

    id = Varchar(36, primary_key=True)
    number = Varchar(48)
    matter = Varchar(64)
    matter_name = Varchar(100)
    edition = Varchar(32)
    state = Varchar(16)
    owner = Varchar(6)
    seq = Integer()
    applicant = Varchar(100, secret=True)
    receiving_province = Varchar(6)
    competent_province = Varchar(6)
    is_open = SmallInt()
    due_on = Varchar(10, null=True, default=None)
    due_unit = Varchar(8)
    submitted_at = BigInt()
    updated_at = BigInt()
    snapshot = Bytea()


class FactRow(Table, tablename="tongban_fact"):
    """A fact: the exact text of its head, and the parts present here as JSON.

    `law` is the part of that name, by itself since it is longer than all others and seldom asked for; NULL where there
    is none, or where it was written among the parts, before there was such a column.
    """

    case_id = Varchar(36)
    seq = Integer()
    head = Text()
    parts = Bytea(secret=True)
    law = Bytea(null=True, default=None)


class PartyRow(Table, tablename="tongban_party"):
    """Who may see a case as a party: the pseudonymous key of a person or organisation, and the role.

    `organisation` is the key of the organisation whose case it is, for itself and its agent: they see it by mandate.
    """

    case_id = Varchar(36)
    key = Varchar(64)
    role = Varchar(16)
    organisation = Varchar(64)
    submitted_at = BigInt()


class TaskRow(Table, tablename="tongban_task"):
    """What an office of this node has to do on a case; `due_on` sorts undated tasks last; `due_unit` as `CaseRow`'s."""

    case_id = Varchar(36)
    office = Varchar(32)
    kind = Varchar(24)
    step = Varchar(64)
    title = Varchar(100)
    due_on = Varchar(10)
    due_unit = Varchar(8)
    submitted_at = BigInt()


class TimerRow(Table, tablename="tongban_timer"):
    """When the owner has to look at a case by itself (Unix milliseconds)."""

    case_id = Varchar(36)
    kind = Varchar(24)
    due_at = BigInt()


class IntentRow(Table, tablename="tongban_intent"):
    """What somebody here asked another node to do; shown as pending until the fact arrives, later erased."""

    id = Varchar(36, primary_key=True)
    case_id = Varchar(36)
    act = Bytea(secret=True)
    actor = Bytea(secret=True)
    at = BigInt()
    state = Varchar(10)
    message = Text(null=True, default=None, secret=True)
    code = Varchar(64, null=True, default=None)


class DraftRow(Table, tablename="tongban_draft"):
    """An application that is not handed in yet; no case, no number, deleted by its author or by age."""

    id = Varchar(36, primary_key=True)
    key = Varchar(64)
    matter = Varchar(64)
    body = Bytea(secret=True)
    updated_at = BigInt()


class SerialRow(Table, tablename="tongban_serial"):
    """The next serial of case numbers for a prefix (receiving, competent, day)."""

    prefix = Varchar(32, primary_key=True)
    next = BigInt()


class ReckonedRow(Table, tablename="tongban_reckoned"):
    """With which working-day calendar and fold the limits of open cases were last reckoned: `reckoned_with`."""

    id = SmallInt(primary_key=True)
    calendar = Varchar(64)


SCHEMA = Schema(
    tables=(CaseRow, FactRow, PartyRow, TaskRow, TimerRow, IntentRow, DraftRow, SerialRow, ReckonedRow),
    ddl=(
        "CREATE UNIQUE INDEX tongban_case_number ON tongban_case (number)",
        "CREATE INDEX tongban_case_recent ON tongban_case (submitted_at, id)",
        "CREATE INDEX tongban_case_owned ON tongban_case (owner, matter, edition, number) WHERE is_open = 1",
        "CREATE INDEX tongban_case_code ON tongban_case (SUBSTR(id, 29))",
        """CREATE INDEX tongban_case_open ON tongban_case
        (receiving_province, competent_province, state, due_on, submitted_at, id) WHERE is_open = 1""",
        "CREATE INDEX tongban_case_ended ON tongban_case (updated_at, state) WHERE is_open = 0",
        "CREATE UNIQUE INDEX tongban_fact_seq ON tongban_fact (case_id, seq)",
        "CREATE UNIQUE INDEX tongban_party_case ON tongban_party (case_id, key, role)",
        "CREATE INDEX tongban_party_key ON tongban_party (key, submitted_at, case_id)",
        "CREATE INDEX tongban_task_case ON tongban_task (case_id)",
        "CREATE INDEX tongban_task_office ON tongban_task (office, due_on, case_id, kind, step)",
        "CREATE INDEX tongban_timer_case ON tongban_timer (case_id)",
        "CREATE INDEX tongban_timer_due ON tongban_timer (due_at)",
        "CREATE INDEX tongban_intent_case ON tongban_intent (case_id, at)",
        "CREATE INDEX tongban_intent_clear ON tongban_intent (at) WHERE state <> 'pending' AND length(act) > 0",
        "CREATE INDEX tongban_draft_key ON tongban_draft (key, updated_at)",
    ),
)
