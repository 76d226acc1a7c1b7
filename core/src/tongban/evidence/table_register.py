"""A register that answers from one table of the plugin's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import msgspec
from piccolo.table import Table

from tongban.storage import Database

Criteria = tuple[str, ...] | Mapping[str, str]


@dataclass(slots=True)
class TableRegister:
    """Answers with the row about a subject, cut down to the fields of `record`, which the table's columns are named by.

    `subject` is the column of the subject's number. Every criterion in `by` must be given, one in `narrowed_by` counts
    where it is; each is the column of its own name, or as a mapping says: `{"account": "number"}`. `read` turns what
    was typed into what a column holds. Of several rows the one with the highest `latest` serves. `only` is a further
    condition in SQL.
    """

    name: str
    title: str
    table: type[Table]
    record: type[msgspec.Struct]
    _: KW_ONLY
    database: Database
    issuer: str
    subject: str
    by: Criteria = ()
    narrowed_by: Criteria = ()
    read: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    latest: str = ""
    only: str = ""

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The row as the record has it, or None."""
        given = {name: str(value) for name, value in criteria.items() if value not in {None, ""}}
        required = _columns(self.by)
        if not required.keys() <= given.keys():
            return None
        columns = {**required, **_columns(self.narrowed_by)}
        keys = {self.subject: subject}
        keys |= {column: self._held(column, given[name]) for name, column in columns.items() if name in given}
        row = await self.database.fetch_one(self._question(tuple(keys)), *keys.values())
        if row is None:
            return None
        found: dict[str, Any] = msgspec.to_builtins(msgspec.convert(dict(row), self.record, strict=False))
        return found

    def _held(self, column: str, typed: str) -> str:
        read = self.read.get(column, str)
        return read(typed)

    def _question(self, columns: tuple[str, ...]) -> str:
        wanted = ", ".join(self.record.__struct_fields__)
        conditions = [f"{column} = ${number}" for number, column in enumerate(columns, start=1)]
        conditions += [self.only] if self.only else []
        order = f" ORDER BY {self.latest} DESC LIMIT 1" if self.latest else ""
        table = self.table._meta.tablename  # noqa: SLF001 - Piccolo's documented way to a table's name
        return f"SELECT {wanted} FROM {table} WHERE {' AND '.join(conditions)}{order}"


def _columns(criteria: Criteria) -> Mapping[str, str]:
    """The column that each criterion is compared with."""
    return criteria if isinstance(criteria, Mapping) else {name: name for name in criteria}
