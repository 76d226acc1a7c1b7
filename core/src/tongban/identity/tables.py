"""The tables of identity: people and officers, mandates, sessions and API tokens."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Bytea, SmallInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class PersonRow(Table, tablename="tongban_person"):
    """A natural person who signed in or was a party here; name, number and mobile are personal data."""

    key = Varchar(64, primary_key=True)
    name = Varchar(100, secret=True)
    number = Varchar(18, secret=True)
    mobile = Varchar(20, secret=True)
    assurance = SmallInt()
    first_at = BigInt()
    last_at = BigInt()


class OfficerRow(Table, tablename="tongban_officer"):
    """A member of staff; `roles` is a JSON list, `active` 0 once dismissed."""

    id = Varchar(64, primary_key=True)
    name = Varchar(100, secret=True)
    office = Varchar(64)
    roles = Bytea()
    active = SmallInt()


class MandateRow(Table, tablename="tongban_mandate"):
    """An organisation's authorisation of an agent; `agent` is a resident number, dates are ISO."""

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
    """A server-side session; `id` is the SHA-256 of what the browser holds, `holder` the person or officer as JSON."""

    id = Varchar(64, primary_key=True)
    subject_key = Varchar(64)
    staff = SmallInt()
    holder = Bytea(secret=True)
    created_at = BigInt()
    seen_at = BigInt()


class TokenRow(Table, tablename="tongban_token"):
    """An API token; only its SHA-256 is kept."""

    id = Varchar(36, primary_key=True)
    hash = Varchar(64)
    title = Varchar(100)
    subject_key = Varchar(64)
    holder = Bytea(secret=True)
    scopes = Bytea()
    created_at = BigInt()
    expires_at = BigInt()
    revoked_at = BigInt(null=True, default=None)


SCHEMA: Final = Schema(
    tables=(PersonRow, OfficerRow, MandateRow, SessionRow, TokenRow),
    ddl=(
        "CREATE INDEX tongban_mandate_agent ON tongban_mandate (agent_key, organisation)",
        "CREATE INDEX tongban_mandate_organisation ON tongban_mandate (organisation)",
        "CREATE INDEX tongban_session_subject ON tongban_session (subject_key)",
        "CREATE INDEX tongban_session_created ON tongban_session (created_at)",
        "CREATE UNIQUE INDEX tongban_token_hash ON tongban_token (hash)",
        "CREATE INDEX tongban_token_subject ON tongban_token (subject_key)",
    ),
)
