"""Registers over this node's own tables, asked with one statement where each alone would take one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import structlog

from tongban.evidence.questions import RegisterQuestion
from tongban.evidence.registers import AskedInSql
from tongban.storage import Database, Statement

_log = structlog.get_logger(__name__)


class Found(msgspec.Struct, frozen=True):
    """What the common statement found for one question: a row or none."""

    register: AskedInSql
    row: Mapping[str, Any] | None

    def record(self) -> Mapping[str, object] | None:
        """The register's record of it."""
        return None if self.row is None else self.register.record_of(self.row)


async def find_together(
    database: Database, asked: Mapping[int, tuple[AskedInSql, RegisterQuestion]], *, budget: float
) -> dict[int, Found]:
    """What is found at once, by place; a question that is missing here is to be asked alone, where it tells its fault.

    So is every one where the database takes longer than `budget` seconds.
    """
    queries = {place: query for place, (register, question) in asked.items() if (query := _query(register, question))}
    if len(queries) < 2:
        return {}
    try:
        rows = await database.fetch_each([statement for _, statement in queries.values()], within=budget)
    except Exception as fault:  # noqa: BLE001 - asked one by one, the register that is to blame shows
        _log.warning("registers_asked_one_by_one", fault=repr(fault))
        return {}
    return {place: Found(queries[place][0], row) for place, row in zip(queries, rows, strict=True)}


def _query(register: AskedInSql, question: RegisterQuestion) -> tuple[AskedInSql, Statement] | None:
    try:
        query = register.query(subject=question.subject, criteria=question.criteria)
    except Exception:  # noqa: BLE001 - asked alone, it meets the same fault and is told of
        return None
    return (register, Statement(*query)) if query else None
