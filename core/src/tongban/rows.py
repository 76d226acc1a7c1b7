"""Statements on a table of the plugin's own, by the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from piccolo.table import Table

    from tongban.cases.effects import Statement


def insert(table: type[Table], **values: object) -> Statement:
    """A new row, where none has its key yet: in a `Claim`, a taken key is the refusal."""
    name = _name(table, values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    return f"INSERT INTO {name} ({', '.join(values)}) VALUES ({places}) ON CONFLICT DO NOTHING", tuple(values.values())


def update(table: type[Table], values: Mapping[str, object], **where: object) -> Statement:
    """New values in the rows that have those in `where`, None being where there is none."""
    name = _name(table, [*values, *where])
    new = ", ".join(f"{column} = ${number}" for number, column in enumerate(values, start=1))
    conditions, held = _all_of(where, first=len(values) + 1)
    return f"UPDATE {name} SET {new} WHERE {conditions}", (*values.values(), *held)


def delete(table: type[Table], **where: object) -> Statement:
    """The rows that have those values go, None being where there is none."""
    conditions, held = _all_of(where, first=1)
    return f"DELETE FROM {_name(table, where)} WHERE {conditions}", held


def select(table: type[Table], **where: object) -> Statement:
    """The rows that have those values, None being where there is none, with every column; all rows without any."""
    name, columns = _name(table, where), ", ".join(column._meta.db_column_name for column in table._meta.columns)  # noqa: SLF001
    conditions, held = _all_of(where, first=1)
    return f"SELECT {columns} FROM {name}" + (f" WHERE {conditions}" if conditions else ""), held


def _all_of(where: Mapping[str, object], *, first: int) -> tuple[str, tuple[object, ...]]:
    held = {column: value for column, value in where.items() if value is not None}
    equal = [f"{column} = ${number}" for number, column in enumerate(held, start=first)]
    empty = [f"{column} IS NULL" for column, value in where.items() if value is None]
    return " AND ".join([*equal, *empty]), tuple(held.values())


def _name(table: type[Table], columns: Iterable[str]) -> str:
    meta = table._meta  # noqa: SLF001 - Piccolo's documented way to a table's name and columns
    for column in columns:
        meta.get_column_by_name(column)  # raises `ValueError` for one that the table does not have
    return meta.tablename
