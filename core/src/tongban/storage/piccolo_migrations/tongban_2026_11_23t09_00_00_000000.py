"""The tables of the first release. A later version adds a file beside this one, which stays as it is."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, BigSerial, Bytea, Integer, SmallInt, Text, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema, create

ID = "2026-11-23T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of core"


class AuditRow(Table, tablename="tongban_audit"):
    """As it was first."""

    id = BigSerial(primary_key=True)
    at = BigInt()
    node = Varchar(length=64)
    actor = Varchar(length=32)
    role = Varchar(length=64)
    act = Varchar(length=64)
    case_id = Varchar(length=36, null=True, default=None)
    purpose = Varchar(length=200)
    salt = Bytea()
    leaf = Bytea()
    position = BigInt(null=True, default=None)


class AuditSeal(Table, tablename="tongban_audit_seal"):
    """As it was first."""

    position = BigInt(primary_key=True)
    at = BigInt()
    chain = Bytea()
    mac = Bytea()


class AuditHead(Table, tablename="tongban_audit_head"):
    """As it was first."""

    id = SmallInt(primary_key=True)
    position = BigInt()
    chain = Bytea()
    mac = Bytea()
    holder = Varchar(length=36)
    until = BigInt()


class CaseRow(Table, tablename="tongban_case"):
    """As it was first."""

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
    submitted_at = BigInt()
    updated_at = BigInt()
    snapshot = Bytea()


class FactRow(Table, tablename="tongban_fact"):
    """As it was first."""

    case_id = Varchar(36)
    seq = Integer()
    head = Text()
    parts = Bytea(secret=True)


class PartyRow(Table, tablename="tongban_party"):
    """As it was first."""

    case_id = Varchar(36)
    key = Varchar(64)
    role = Varchar(16)
    organisation = Varchar(64)
    submitted_at = BigInt()


class TaskRow(Table, tablename="tongban_task"):
    """As it was first."""

    case_id = Varchar(36)
    office = Varchar(32)
    kind = Varchar(24)
    step = Varchar(64)
    title = Varchar(100)
    due_on = Varchar(10)
    submitted_at = BigInt()


class TimerRow(Table, tablename="tongban_timer"):
    """As it was first."""

    case_id = Varchar(36)
    kind = Varchar(24)
    due_at = BigInt()


class IntentRow(Table, tablename="tongban_intent"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    case_id = Varchar(36)
    act = Bytea(secret=True)
    actor = Bytea(secret=True)
    at = BigInt()
    state = Varchar(10)
    message = Text(null=True, default=None, secret=True)
    code = Varchar(64, null=True, default=None)


class DraftRow(Table, tablename="tongban_draft"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    key = Varchar(64)
    matter = Varchar(64)
    body = Bytea(secret=True)
    updated_at = BigInt()


class SerialRow(Table, tablename="tongban_serial"):
    """As it was first."""

    prefix = Varchar(32, primary_key=True)
    next = BigInt()


class ReckonedRow(Table, tablename="tongban_reckoned"):
    """As it was first."""

    id = SmallInt(primary_key=True)
    calendar = Varchar(64)


class QueryLog(Table, tablename="tongban_query_log"):
    """As it was first."""

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


class Upload(Table, tablename="tongban_upload"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    application = Varchar(36)
    material = Varchar(100)
    name = Varchar(255, secret=True)
    type = Varchar(100)
    size = BigInt()
    digest = Varchar(64)
    by_key = Varchar(64)
    at = BigInt()


class Outbox(Table, tablename="tongban_outbox"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    receiver = Varchar(6)
    case_id = Varchar(64)
    seq = BigInt()
    kind = Varchar(64)
    epoch = BigInt()
    exp = BigInt(null=True, default=None)
    body = Bytea(secret=True)
    digest = Varchar(64, null=True, default=None)
    origin = Varchar(64, null=True, default=None)
    envelope = Bytea(null=True, default=None)
    state = Varchar(8)
    queued_at = BigInt()
    custody_at = BigInt(null=True, default=None)
    settled_at = BigInt(null=True, default=None)
    attempts = Integer()
    next_at = BigInt()
    problem = Varchar(64, null=True, default=None)
    held_until = BigInt()
    set_aside = Varchar(200, null=True, default=None)


class Inbox(Table, tablename="tongban_inbox"):
    """As it was first."""

    digest = Varchar(64, primary_key=True)
    origin = Varchar(64)
    letter_id = Varchar(36)
    sender = Varchar(6)
    case_id = Varchar(64)
    seq = BigInt()
    kind = Varchar(64)
    envelope = Bytea()
    state = Varchar(8)
    sent_at = BigInt()
    arrived_at = BigInt()
    settled_at = BigInt(null=True, default=None)
    attempts = Integer()
    next_at = BigInt(null=True, default=None)
    problem = Varchar(64, null=True, default=None)
    held_until = BigInt()
    set_aside = Varchar(200, null=True, default=None)


class StoredReceipt(Table, tablename="tongban_receipt"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    letter_id = Varchar(36)
    digest = Varchar(64)
    kind = Varchar(8)
    issuer = Varchar(6)
    addressee = Varchar(6)
    at = BigInt()
    receipt = Bytea()
    told_at = BigInt(null=True, default=None)


class Peer(Table, tablename="tongban_peer"):
    """As it was first."""

    node = Varchar(6, primary_key=True)
    failures = Integer()
    next_at = BigInt()
    seen_at = BigInt(null=True, default=None)
    problem = Varchar(64, null=True, default=None)


class Compared(Table, tablename="tongban_compared"):
    """As it was first."""

    peer = Varchar(6, primary_key=True)
    at = BigInt()
    day = Varchar(10, null=True, default=None)


class IncidentRow(Table, tablename="tongban_incident"):
    """As it was first."""

    id = BigSerial(primary_key=True)
    code = Varchar(32)
    peer = Varchar(6)
    details = Varchar(400)
    opened_at = BigInt()
    closed_at = BigInt(null=True, default=None)
    note = Varchar(200, null=True, default=None)


class Nonce(Table, tablename="tongban_nonce"):
    """As it was first."""

    id = Varchar(38, primary_key=True)
    sender = Varchar(6)
    nonce = Varchar(32)
    until = BigInt()


class UsedTrustList(Table, tablename="tongban_trust_list"):
    """As it was first."""

    version = BigInt(primary_key=True)
    signed = Bytea()
    taken_at = BigInt()


class PersonRow(Table, tablename="tongban_person"):
    """As it was first."""

    key = Varchar(64, primary_key=True)
    name = Varchar(100, secret=True)
    number = Varchar(18, secret=True)
    mobile = Varchar(20, secret=True)
    assurance = SmallInt()
    first_at = BigInt()
    last_at = BigInt()


class OfficerRow(Table, tablename="tongban_officer"):
    """As it was first."""

    id = Varchar(64, primary_key=True)
    name = Varchar(100, secret=True)
    office = Varchar(64)
    roles = Bytea()
    active = SmallInt()


class MandateRow(Table, tablename="tongban_mandate"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    organisation = Varchar(18)
    organisation_name = Varchar(200)
    agent_key = Varchar(64)
    agent = Varchar(18, secret=True)
    agent_name = Varchar(100, secret=True)
    matters = Bytea()
    since = Varchar(10)
    until = Varchar(10)
    granted_at = BigInt()
    revoked_at = BigInt(null=True, default=None)


class SessionRow(Table, tablename="tongban_session"):
    """As it was first."""

    id = Varchar(64, primary_key=True)
    subject_key = Varchar(64)
    staff = SmallInt()
    holder = Bytea(secret=True)
    created_at = BigInt()
    seen_at = BigInt()


class TokenRow(Table, tablename="tongban_token"):
    """As it was first."""

    id = Varchar(36, primary_key=True)
    hash = Varchar(64)
    title = Varchar(100)
    subject_key = Varchar(64)
    holder = Bytea(secret=True)
    scopes = Bytea()
    created_at = BigInt()
    expires_at = BigInt()
    revoked_at = BigInt(null=True, default=None)


SCHEMA = Schema(
    tables=(
        AuditRow,
        AuditSeal,
        AuditHead,
        CaseRow,
        FactRow,
        PartyRow,
        TaskRow,
        TimerRow,
        IntentRow,
        DraftRow,
        SerialRow,
        ReckonedRow,
        QueryLog,
        Upload,
        Outbox,
        Inbox,
        StoredReceipt,
        Peer,
        Compared,
        IncidentRow,
        Nonce,
        UsedTrustList,
        PersonRow,
        OfficerRow,
        MandateRow,
        SessionRow,
        TokenRow,
    ),
    ddl=(
        "CREATE UNIQUE INDEX tongban_audit_position ON tongban_audit (position) WHERE position IS NOT NULL",
        "CREATE INDEX tongban_audit_unsealed ON tongban_audit (id) WHERE position IS NULL",
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
        "CREATE INDEX tongban_query_log_application ON tongban_query_log (application, at)",
        "CREATE INDEX tongban_query_log_subject ON tongban_query_log (subject_key, at)",
        """CREATE INDEX tongban_query_log_peer ON tongban_query_log (peer, at)
WHERE side = 'answered' AND outcome <> 'unanswered'""",
        "CREATE UNIQUE INDEX tongban_upload_same ON tongban_upload (application, material, digest)",
        "CREATE UNIQUE INDEX tongban_outbox_stream ON tongban_outbox (case_id, receiver, seq)",
        "CREATE INDEX tongban_outbox_due ON tongban_outbox (receiver, queued_at, case_id, seq) WHERE settled_at IS NULL",
        """CREATE INDEX tongban_outbox_unsealed ON tongban_outbox (receiver, queued_at, case_id, seq)
WHERE digest IS NULL""",
        "CREATE INDEX tongban_outbox_refused ON tongban_outbox (settled_at, id) WHERE state = 'rejected'",
        "CREATE INDEX tongban_outbox_clear ON tongban_outbox (settled_at) WHERE length(body) > 0",
        "CREATE UNIQUE INDEX tongban_inbox_letter ON tongban_inbox (letter_id, sender)",
        "CREATE UNIQUE INDEX tongban_inbox_stream ON tongban_inbox (case_id, seq, sender)",
        "CREATE INDEX tongban_inbox_refused ON tongban_inbox (settled_at) WHERE state = 'rejected'",
        "CREATE INDEX tongban_inbox_parked ON tongban_inbox (next_at) WHERE state = 'parked'",
        "CREATE INDEX tongban_outbox_day ON tongban_outbox (receiver, queued_at)",
        "CREATE INDEX tongban_inbox_day ON tongban_inbox (sender, sent_at)",
        "CREATE UNIQUE INDEX tongban_incident_open ON tongban_incident (code, peer, details) WHERE closed_at IS NULL",
        "CREATE UNIQUE INDEX tongban_receipt_digest ON tongban_receipt (digest, kind, issuer)",
        "CREATE INDEX tongban_nonce_sender ON tongban_nonce (sender, until)",
        "CREATE INDEX tongban_nonce_until ON tongban_nonce (until)",
        "CREATE INDEX tongban_receipt_untold ON tongban_receipt (addressee) WHERE told_at IS NULL",
        "CREATE INDEX tongban_mandate_agent ON tongban_mandate (agent_key, organisation)",
        "CREATE INDEX tongban_mandate_organisation ON tongban_mandate (organisation)",
        "CREATE INDEX tongban_session_subject ON tongban_session (subject_key)",
        "CREATE INDEX tongban_session_created ON tongban_session (created_at)",
        "CREATE UNIQUE INDEX tongban_token_hash ON tongban_token (hash)",
        "CREATE INDEX tongban_token_subject ON tongban_token (subject_key)",
    ),
    only={
        "sqlite": (
            """CREATE TRIGGER tongban_audit_no_update BEFORE UPDATE ON tongban_audit FOR EACH ROW WHEN
OLD.position IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.node IS NOT
OLD.node OR NEW.actor IS NOT OLD.actor OR NEW.role IS NOT OLD.role OR NEW.act IS NOT OLD.act OR
NEW.case_id IS NOT OLD.case_id OR NEW.purpose IS NOT OLD.purpose OR NEW.salt IS NOT OLD.salt OR
NEW.leaf IS NOT OLD.leaf BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
            """CREATE TRIGGER tongban_audit_no_delete BEFORE DELETE ON tongban_audit FOR EACH ROW WHEN 1 BEGIN
SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
            """CREATE TRIGGER tongban_audit_seal_no_update BEFORE UPDATE ON tongban_audit_seal FOR EACH ROW
WHEN 1 BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
            """CREATE TRIGGER tongban_audit_seal_no_delete BEFORE DELETE ON tongban_audit_seal FOR EACH ROW
WHEN 1 BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
        ),
        "postgresql": (
            """CREATE FUNCTION tongban_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE
EXCEPTION 'the audit log is only added to'; END $$""",
            """CREATE TRIGGER tongban_audit_no_update BEFORE UPDATE ON tongban_audit FOR EACH ROW WHEN
(OLD.position IS NOT NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.at IS DISTINCT FROM OLD.at OR
NEW.node IS DISTINCT FROM OLD.node OR NEW.actor IS DISTINCT FROM OLD.actor OR NEW.role IS
DISTINCT FROM OLD.role OR NEW.act IS DISTINCT FROM OLD.act OR NEW.case_id IS DISTINCT FROM
OLD.case_id OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.salt IS DISTINCT FROM OLD.salt OR
NEW.leaf IS DISTINCT FROM OLD.leaf) EXECUTE FUNCTION tongban_audit_refuse()""",
            """CREATE TRIGGER tongban_audit_no_delete BEFORE DELETE ON tongban_audit FOR EACH ROW WHEN (TRUE)
EXECUTE FUNCTION tongban_audit_refuse()""",
            """CREATE TRIGGER tongban_audit_no_truncate BEFORE TRUNCATE ON tongban_audit FOR EACH STATEMENT
EXECUTE FUNCTION tongban_audit_refuse()""",
            """CREATE TRIGGER tongban_audit_seal_no_update BEFORE UPDATE ON tongban_audit_seal FOR EACH ROW
WHEN (TRUE) EXECUTE FUNCTION tongban_audit_refuse()""",
            """CREATE TRIGGER tongban_audit_seal_no_delete BEFORE DELETE ON tongban_audit_seal FOR EACH ROW
WHEN (TRUE) EXECUTE FUNCTION tongban_audit_refuse()""",
            """CREATE TRIGGER tongban_audit_seal_no_truncate BEFORE TRUNCATE ON tongban_audit_seal FOR EACH
STATEMENT EXECUTE FUNCTION tongban_audit_refuse()""",
        ),
    },
)


async def forwards() -> MigrationManager:
    """Make the tables."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def create_tables() -> None:
        await create([SCHEMA])

    manager.add_raw(create_tables)
    return manager
