"""Rows to be inserted, told as data: those that several tasks write for one table travel as one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

Record = tuple[object, ...]


class Into:
    """A table, and the columns that rows bring with their PostgreSQL types: `Into("note", id="varchar")`."""

    __slots__ = ("columns", "from_arrays", "one_row", "table")

    def __init__(self, table: str, **columns: str) -> None:
        self.table = table
        self.columns = tuple(columns)
        arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(columns.values(), start=1))
        self.from_arrays = f"{self._head}SELECT * FROM unnest({arrays})"
        """On PostgreSQL, for any number of rows, an array for each column: planned once, and the quickest for many."""
        self.one_row = self.values(1)

    @lru_cache(maxsize=512)  # noqa: B019 - made once for a module, never given up
    def values(self, count: int) -> str:
        """The INSERT of that many rows, whose arguments follow one another row by row."""
        width = len(self.columns)
        rows = (range(row * width + 1, (row + 1) * width + 1) for row in range(count))
        return f"{self._head}VALUES {', '.join(f'({_marks(row)})' for row in rows)}"

    @property
    def _head(self) -> str:
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) "


class Insertion(NamedTuple):
    """Rows of one table, not sent yet; `sql` and `arguments` are for whoever sends them alone."""

    into: Into
    records: Sequence[Record]

    @property
    def sql(self) -> str:
        """One INSERT of all rows."""
        return self.into.values(len(self.records))

    @property
    def arguments(self) -> Record:
        """Its arguments."""
        return tuple(value for record in self.records for value in record)

    @property
    def arrays(self) -> tuple[list[Any], ...]:
        """The arguments of `Into.from_arrays`."""
        return tuple(map(list, zip(*self.records, strict=True)))


def by_table(insertions: Iterable[Insertion]) -> list[Insertion]:
    """The same rows with one insertion for each table, in the order of the tables' names."""
    found: dict[Into, list[Record]] = {}
    for into, records in insertions:
        found.setdefault(into, []).extend(records)
    return [Insertion(into, found[into]) for into in sorted(found, key=_name)]


def _name(into: Into) -> str:
    return into.table


def _marks(numbers: Iterable[int]) -> str:
    return ", ".join(f"${number}" for number in numbers)
