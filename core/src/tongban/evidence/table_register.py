"""A register that answers from one table of the plugin's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from piccolo.table import Table

from tongban.storage import Database


@dataclass(frozen=True, slots=True)
class Key:
    """The column that a criterion is compared with; `read` turns what was typed into what the column holds."""

    column: str
    read: Callable[[str], str] = str


@dataclass(slots=True, kw_only=True)
class TableRegister:
    """Answers with the row about a subject, cut down to the fields of `record`, which the table's columns are named by.

    `subject` is the column of the subject's number. Every criterion in `by` must be given, one in `narrowed_by` counts
    where it is; of several rows the one with the highest `latest` serves. `only` is a further condition in SQL.
    """

    database: Database
    name: str
    title: str
    issuer: str
    table: type[Table]
    record: type[msgspec.Struct]
    subject: str
    by: Mapping[str, Key] = field(default_factory=dict)
    narrowed_by: Mapping[str, Key] = field(default_factory=dict)
    latest: str = ""
    only: str = ""

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The row as the record has it, or None."""
        given = {name: str(value) for name, value in criteria.items() if value not in {None, ""}}
        if not self.by.keys() <= given.keys():
            return None
        keys = {self.subject: subject}
        keys |= {key.column: key.read(given[name]) for name, key in self._keys.items() if name in given}
        row = await self.database.fetch_one(self._question(tuple(keys)), *keys.values())
        if row is None:
            return None
        found: dict[str, Any] = msgspec.to_builtins(msgspec.convert(dict(row), self.record, strict=False))
        return found

    @property
    def _keys(self) -> dict[str, Key]:
        return {**self.by, **self.narrowed_by}

    def _question(self, columns: tuple[str, ...]) -> str:
        wanted = ", ".join(self.record.__struct_fields__)
        conditions = [f"{column} = ${number}" for number, column in enumerate(columns, start=1)]
        conditions += [self.only] if self.only else []
        order = f" ORDER BY {self.latest} DESC LIMIT 1" if self.latest else ""
        table = self.table._meta.tablename  # noqa: SLF001 - Piccolo's documented way to a table's name
        return f"SELECT {wanted} FROM {table} WHERE {' AND '.join(conditions)}{order}"
