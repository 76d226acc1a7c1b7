"""Writing down an act."""

from __future__ import annotations

import re

from tongban.audit.chain import leaf, pseudonym
from tongban.audit.readings import INSERT, Readings
from tongban.chance import salt
from tongban.clock import Clock, milliseconds
from tongban.storage import Database
from tongban.storage.statements import Statement


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
        self._readings = Readings(database)

    async def record(self, *, actor: str, role: str, act: str, purpose: str, case_id: str | None = None) -> None:
        """Write down an act with one INSERT, in the caller's transaction.

        `actor` is the person's id in this node and is stored only as a pseudonym. Raises `ValueError` when another
        field holds an identity number.
        """
        statement = self.row(actor=actor, role=role, act=act, purpose=purpose, case_id=case_id)
        await self._database.execute(statement.sql, *statement.arguments)

    async def record_reading(self, row: Statement) -> None:
        """Write down a reading (from `row`), outside any transaction: those at the same time share a commit."""
        await self._readings.add(row.arguments)

    def row(self, *, actor: str, role: str, act: str, purpose: str, case_id: str | None = None) -> Statement:
        """The same INSERT, not sent, for a caller that sends several statements at once."""
        if _IDENTITY_NUMBER.search(f"{role} {act} {purpose}"):
            raise ValueError("an audit row holds no identity number: put the person's id into actor")
        who = pseudonym(self._secret, actor)
        fields = (milliseconds(self._clock.now()), self._node, who, role, act, case_id, purpose)
        drawn = salt()
        return Statement(INSERT, (*fields, drawn, leaf(drawn, fields)))


_IDENTITY_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
