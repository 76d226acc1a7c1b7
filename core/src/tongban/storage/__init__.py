"""Storage: one database for each node, SQLite or PostgreSQL, with the same SQL."""

from __future__ import annotations

from tongban.storage.database import Database
from tongban.storage.errors import Duplicate, StorageError, TransactionGuardError, Unavailable, Unstorable
from tongban.storage.guard import outside_transaction
from tongban.storage.insertions import Insertion, Into
from tongban.storage.opening import open_database
from tongban.storage.postponed import postpone
from tongban.storage.statements import Row, Statement

# Piccolo writes new migrations with it; it takes 8 MB of a worker and a sixth of a second of its start.
postpone("black")

__all__ = [
    "Database",
    "Duplicate",
    "Insertion",
    "Into",
    "Row",
    "Statement",
    "StorageError",
    "TransactionGuardError",
    "Unavailable",
    "Unstorable",
    "open_database",
    "outside_transaction",
]
