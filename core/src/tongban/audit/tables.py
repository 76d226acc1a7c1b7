"""The tables of the audit log."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Bytea, SmallInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class AuditRow(Table, tablename="tongban_audit"):
    """One act. `position` is its place in the chain, NULL until it is sealed; nothing else ever changes."""

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
    """The chain after each batch: `position` is that of the batch's last row."""

    position = BigInt(primary_key=True)
    at = BigInt()
    chain = Bytea()
    mac = Bytea()


class AuditHead(Table, tablename="tongban_audit_head"):
    """The one row that says how far the chain goes and which sealer may go on until when."""

    id = SmallInt(primary_key=True)
    position = BigInt()
    chain = Bytea()
    mac = Bytea()
    holder = Varchar(length=36)
    until = BigInt()


_FIXED = ("id", "at", "node", "actor", "role", "act", "case_id", "purpose", "salt", "leaf")
_REFUSAL = "the audit log is only added to"


def _changed(distinct: str) -> str:
    return " OR ".join(["OLD.position IS NOT NULL", *(f"NEW.{name} {distinct} OLD.{name}" for name in _FIXED)])


def _sqlite_trigger(table: str, event: str, when: str = "1") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _postgresql_trigger(table: str, event: str, when: str = "TRUE") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION tongban_audit_refuse()"
    )


def _postgresql_truncate_trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        "EXECUTE FUNCTION tongban_audit_refuse()"
    )


_REFUSE = (
    "CREATE FUNCTION tongban_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
)

SCHEMA = Schema(
    tables=(AuditRow, AuditSeal, AuditHead),
    ddl=(
        "CREATE UNIQUE INDEX tongban_audit_position ON tongban_audit (position) WHERE position IS NOT NULL",
        "CREATE INDEX tongban_audit_unsealed ON tongban_audit (id) WHERE position IS NULL",
    ),
    only={
        "sqlite": (
            _sqlite_trigger("tongban_audit", "UPDATE", _changed("IS NOT")),
            _sqlite_trigger("tongban_audit", "DELETE"),
            _sqlite_trigger("tongban_audit_seal", "UPDATE"),
            _sqlite_trigger("tongban_audit_seal", "DELETE"),
        ),
        "postgresql": (
            _REFUSE,
            _postgresql_trigger("tongban_audit", "UPDATE", _changed("IS DISTINCT FROM")),
            _postgresql_trigger("tongban_audit", "DELETE"),
            _postgresql_truncate_trigger("tongban_audit"),
            _postgresql_trigger("tongban_audit_seal", "UPDATE"),
            _postgresql_trigger("tongban_audit_seal", "DELETE"),
            _postgresql_truncate_trigger("tongban_audit_seal"),
        ),
    },
)
