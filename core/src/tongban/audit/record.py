"""Writing down an act."""

from __future__ import annotations

import re
from functools import lru_cache

from tongban.audit.chain import leaf, pseudonym
from tongban.chance import salt
from tongban.clock import Clock, milliseconds
from tongban.storage import Database, Insertion, Into, outside_transaction


class Audit:
    """The audit log of one node.

    `secret` is the node's (32 bytes); it turns an actor into a pseudonym. Reading is an act like any other
    (`act="read_case"`).
    """

    def __init__(self, database: Database, *, secret: bytes, node: str, clock: Clock) -> None:
        self._database = database
        self._secret = secret
        self._node = node
        self._clock = clock

    async def record(self, *, actor: str, role: str, act: str, purpose: str, case_id: str | None = None) -> None:
        """Write down an act with one INSERT, in the caller's transaction.

        `actor` is the person's id in this node and is stored only as a pseudonym. Raises `ValueError` when another
        field holds an identity number.
        """
        row = self.row(actor=actor, role=role, act=act, purpose=purpose, case_id=case_id)
        await self._database.execute(row.sql, *row.arguments)

    async def record_reading(self, row: Insertion) -> None:
        """Write down a reading (from `row`), outside any transaction: those at the same time share a commit."""
        outside_transaction("wait for other readings")
        await self._database.write("audit.read", [row])

    def row(self, *, actor: str, role: str, act: str, purpose: str, case_id: str | None = None) -> Insertion:
        """The same, not sent, for a caller that writes several rows at once."""
        _require_no_number(role, act, purpose)
        who = pseudonym(self._secret, actor)
        fields = (milliseconds(self._clock.now()), self._node, who, role, act, case_id, purpose)
        drawn = salt()
        return Insertion(_ROWS, [(*fields, drawn, leaf(drawn, fields))])


@lru_cache(maxsize=4096)
def _require_no_number(*fields: str) -> None:
    """There are few acts and purposes, and each is written down again and again."""
    if any(map(_IDENTITY_NUMBER.search, fields)):
        raise ValueError("an audit row holds no identity number: put the person's id into actor")


_ROWS = Into(
    "tongban_audit",
    at="bigint",
    node="varchar",
    actor="varchar",
    role="varchar",
    act="varchar",
    case_id="varchar",
    purpose="varchar",
    salt="bytea",
    leaf="bytea",
)
_IDENTITY_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
