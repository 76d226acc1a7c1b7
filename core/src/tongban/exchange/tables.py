"""The exchange's tables: what goes out, what came in, the receipts of both, and how each peer does."""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, BigSerial, Bytea, Integer, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema


class Outbox(Table, tablename="tongban_outbox"):
    """Letters of this node, written in the transaction of the act they tell of, kept for ever.

    `body` is in the clear and is erased `letter_days` after the letter was settled; `envelope`, what is sent, and its
    `digest` are null until the letter is sealed; `origin` is the digest of its first sealing. Until `held_until`, by
    the database's own clock, one process is sending it. `set_aside` is why an operator took it off the dead-letter
    desk.
    """

    id = Varchar(36, primary_key=True)
    receiver = Varchar(6)
    case_id = Varchar(64)
    seq = BigInt()
    kind = Varchar(64)
    epoch = BigInt()
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
    """Letters of other nodes, named by the digest of their bytes; stored in any order, applied in order per stream.

    `origin` is the digest of the first sealing: the same for a letter that was sealed anew.
    """

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
    """Receipts issued and received, byte for byte; `told_at` is null while an issued one must still be pushed."""

    id = Varchar(36, primary_key=True)
    letter_id = Varchar(36)
    digest = Varchar(64)
    kind = Varchar(8)
    issuer = Varchar(6)
    addressee = Varchar(6)
    at = BigInt()
    receipt = Bytea()
    told_at = BigInt(null=True, default=None)


class RefusedDay(Table, tablename="tongban_refused_day"):
    """How many letters of a peer were refused for good on a day, and their bytes; `id` is peer and day."""

    id = Varchar(17, primary_key=True)
    letters = BigInt()
    bytes = BigInt()


class TakenDay(Table, tablename="tongban_taken_day"):
    """How many bytes of a peer were taken on a day; `id` is peer and day."""

    id = Varchar(17, primary_key=True)
    bytes = BigInt()


class Compared(Table, tablename="tongban_compared"):
    """When heads were last compared with a peer, by the database's clock, and the last day whose totals were told."""

    peer = Varchar(6, primary_key=True)
    at = BigInt()
    day = Varchar(10, null=True, default=None)


class IncidentRow(Table, tablename="tongban_incident"):
    """What this node and a peer were found to differ in; `details` and an operator's `note` hold no personal data."""

    id = BigSerial(primary_key=True)
    code = Varchar(32)
    peer = Varchar(6)
    details = Varchar(400)
    opened_at = BigInt()
    closed_at = BigInt(null=True, default=None)
    note = Varchar(200, null=True, default=None)


class Peer(Table, tablename="tongban_peer"):
    """How another node was reached last, and when to try again; not before `not_before`, which it asked for.

    `probed_at` is by the database's own clock.
    """

    node = Varchar(6, primary_key=True)
    failures = Integer()
    next_at = BigInt()
    seen_at = BigInt(null=True, default=None)
    problem = Varchar(64, null=True, default=None)
    not_before = BigInt()
    probed_at = BigInt()


class Nonce(Table, tablename="tongban_nonce"):
    """What a question bore, until it is too old to come again; `id` is sender and nonce."""

    id = Varchar(38, primary_key=True)
    sender = Varchar(6)
    nonce = Varchar(32)
    until = BigInt()


_INDEXES: Final = (
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
    "CREATE INDEX tongban_inbox_waiting ON tongban_inbox (sender) WHERE state = 'parked'",
    "CREATE INDEX tongban_outbox_day ON tongban_outbox (receiver, queued_at)",
    "CREATE INDEX tongban_inbox_day ON tongban_inbox (sender, sent_at)",
    """CREATE INDEX tongban_outbox_pieces ON tongban_outbox (settled_at)
    WHERE kind = 'file.piece' AND envelope IS NOT NULL""",
    """CREATE INDEX tongban_inbox_pieces ON tongban_inbox (settled_at)
    WHERE kind = 'file.piece' AND length(envelope) > 0""",
    "CREATE UNIQUE INDEX tongban_incident_open ON tongban_incident (code, peer, details) WHERE closed_at IS NULL",
    "CREATE UNIQUE INDEX tongban_receipt_digest ON tongban_receipt (digest, kind, issuer)",
    "CREATE INDEX tongban_nonce_sender ON tongban_nonce (sender, until)",
    "CREATE INDEX tongban_nonce_until ON tongban_nonce (until)",
    "CREATE INDEX tongban_receipt_untold ON tongban_receipt (addressee) WHERE told_at IS NULL",
)

SCHEMA: Final = Schema(
    tables=(Outbox, Inbox, StoredReceipt, RefusedDay, TakenDay, Peer, Compared, IncidentRow, Nonce), ddl=_INDEXES
)
"""Uniqueness in these indexes is what makes a repeated or conflicting letter harmless."""
