"""The columns of a table, as a database has them and as a plugin declares them, and a row in it whatever they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from piccolo.table import Table, sort_table_classes

from tongban.storage import Database

_COLUMNS: Final = {
    "sqlite": """SELECT name, CASE WHEN type LIKE '%INT%' THEN 'integer' ELSE lower(type) END AS kind,
"notnull" = 0 AND pk = 0 AS empty, dflt_value IS NOT NULL AS filled FROM pragma_table_info($1) ORDER BY cid""",
    "postgresql": """SELECT attname AS name, format_type(atttypid, atttypmod) AS kind, NOT attnotnull AS empty,
atthasdef OR attidentity <> '' AS filled FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
}
_TABLES: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}
# What is no number, text or bytes, to which '1' is as good as any.
_LITERALS: Final = {
    r"timestamp": "2026-01-01 00:00:00",
    r"date": "2026-01-01",
    r"time\b": "09:00:00",
    r"uuid": "00000000-0000-0000-0000-000000000001",
    r".*\[\]": "{}",
}
Columns = Mapping[str, "Column"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in the database's own words, whether it may be null, and whether it has a default."""

    kind: str
    empty: bool
    filled: bool

    @property
    def words(self) -> str:
        """The column as DDL has it."""
        return self.kind if self.empty else f"{self.kind} NOT NULL"


async def tables_there(database: Database) -> frozenset[str]:
    """The names of the tables that a database has, whether anything declares them or not."""
    return frozenset(row["name"] for row in await database.fetch(_TABLES[database.dialect]))


async def columns_of(database: Database, table: str) -> Columns:
    """The columns by name; none where there is no such table."""
    rows = await database.fetch(_COLUMNS[database.dialect], table)
    return {row["name"]: Column(str(row["kind"]), bool(row["empty"]), bool(row["filled"])) for row in rows}


async def create_as_declared(database: Database, tables: Sequence[type[Table]]) -> None:
    """Make the tables as their classes declare them, without a migration."""
    with database.bind():
        async with database.transaction("test.declared"):
            for table in sort_table_classes(list(tables)):
                await table.create_table()


def differences(made: Columns, declared: Columns) -> Iterable[tuple[str, str]]:
    """Each column that is not as it is declared, and what is not so."""
    for name, column in declared.items():
        if name not in made:
            yield name, "is declared, and the migrations do not make it"
        elif made[name].words != column.words:
            yield name, f"is declared as {column.words}, and the migrations make it {made[name].words}"
    for name, column in made.items():
        if name not in declared and not (column.empty or column.filled):
            yield name, "is not declared, and without a value no row can be written"


async def write_a_row(database: Database, table: str) -> Mapping[str, object]:
    """Insert one row with a value in every column, and read it."""
    columns = await columns_of(database, table)
    values = ", ".join(f"'{_literal(column.kind)}'" for column in columns.values())
    async with database.transaction("test.row"):
        await database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})")
    return await read_the_row(database, table) or {}


async def read_the_row(database: Database, table: str) -> Mapping[str, object] | None:
    """The one row of a table, or None."""
    row = await database.fetch_one(f"SELECT * FROM {table}")
    return dict(row) if row is not None else None


def _literal(kind: str) -> str:
    return next((text for pattern, text in _LITERALS.items() if re.match(pattern, kind)), "1")
