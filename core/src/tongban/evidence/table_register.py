"""A register that answers from one table of the plugin's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import msgspec
from piccolo.table import Table

from tongban.storage import Database

Criteria = tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LookUp:
    """How a table is looked up about a subject, whose number is in the column `subject`.

    Every criterion in `by` must be given, one in `narrowed_by` counts where it is; each is the column of its own name,
    or as a mapping says: `{"account": "number"}`. `read` turns what was typed into what a column holds. Of several
    rows the one with the highest `latest` serves. `only` is a further condition in SQL, `worked_out` are fields of the
    record that no column holds, each with the SELECT of one value that may name columns of the row.
    """

    table: type[Table]
    subject: str
    _: KW_ONLY
    by: Criteria = ()
    narrowed_by: Criteria = ()
    read: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    latest: str = ""
    only: str = ""
    worked_out: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def index(self) -> str:
        """The statement that creates an index for it."""
        table, columns = self.table_name, dict.fromkeys((self.subject, *_columns(self.by).values()))
        return f"CREATE INDEX {table}_by_{self.subject} ON {table} ({', '.join(columns)})"

    @property
    def table_name(self) -> str:
        """The name of the table in the database."""
        return self.table._meta.tablename  # noqa: SLF001 - Piccolo's documented way to a table's name

    def keys(self, subject: str, criteria: Mapping[str, object]) -> dict[str, str] | None:
        """What the columns must hold; None where a criterion is missing."""
        given = {name: str(value) for name, value in criteria.items() if value not in {None, ""}}
        required = _columns(self.by)
        if not required.keys() <= given.keys():
            return None
        columns = {**required, **_columns(self.narrowed_by)}
        found = {column: self._held(column, given[name]) for name, column in columns.items() if name in given}
        return {self.subject: subject, **found}

    def _held(self, column: str, typed: str) -> str:
        read = self.read.get(column, str)
        return read(typed)


@dataclass(slots=True)
class TableRegister:
    """Answers with the row about a subject, cut down to the fields of `record`, which the columns are named by."""

    name: str
    title: str
    record: type[msgspec.Struct]
    looked_up: LookUp
    _: KW_ONLY
    database: Database
    issuer: str
    _questions: dict[tuple[str, ...], str] = field(default_factory=dict, init=False, repr=False)

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The row as the record has it, or None."""
        query = self.query(subject=subject, criteria=criteria)
        row = await self.database.fetch_one(query[0], *query[1]) if query else None
        return self.record_of(dict(row)) if row else None

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]] | None:
        """The SELECT that finds the row; None where a criterion is missing."""
        keys = self.looked_up.keys(subject, criteria)
        return None if keys is None else (self._question(tuple(keys)), tuple(keys.values()))

    def record_of(self, row: Mapping[str, Any]) -> Mapping[str, object]:
        """The row with the types of the record."""
        found: dict[str, Any] = msgspec.to_builtins(msgspec.convert(row, self.record, strict=False))
        return found

    def _question(self, columns: tuple[str, ...]) -> str:
        if columns not in self._questions:
            self._questions[columns] = self._asking(columns)
        return self._questions[columns]

    def _asking(self, columns: tuple[str, ...]) -> str:
        looked_up, worked_out = self.looked_up, self.looked_up.worked_out
        fields = self.record.__struct_fields__
        wanted = ", ".join(f"({worked_out[name]}) AS {name}" if name in worked_out else name for name in fields)
        conditions = [f"{column} = ${number}" for number, column in enumerate(columns, start=1)]
        conditions += [looked_up.only] if looked_up.only else []
        order = f" ORDER BY {looked_up.latest} DESC LIMIT 1" if looked_up.latest else ""
        return f"SELECT {wanted} FROM {looked_up.table_name} WHERE {' AND '.join(conditions)}{order}"


def _columns(criteria: Criteria) -> Mapping[str, str]:
    """The column that each criterion is compared with."""
    return criteria if isinstance(criteria, Mapping) else {name: name for name in criteria}
