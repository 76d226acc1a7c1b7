"""Rows to be inserted, told as data: those that several tasks write for one table travel as one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

LONG: Final = frozenset({"text", "bytea"})
"""Kinds of columns whose values PostgreSQL is sent as arrays. All others travel as JSON: the driver looks at every
element of an array, a Python call each, to see whether it is an array itself."""

Record = tuple[object, ...]


class Into:
    """A table, and the columns that rows bring with their PostgreSQL types: `Into("note", id="varchar")`."""

    __slots__ = ("columns", "from_columns", "kinds", "one_row", "table")

    def __init__(self, table: str, **columns: str) -> None:
        self.table = table
        self.columns = tuple(columns)
        self.kinds = tuple(columns.values())
        places = list(enumerate(self.kinds, start=1))
        unfolded = ", ".join(_unfolded(place, kind) for place, kind in places)
        values = ", ".join(f"value_{place}::{kind}" for place, kind in places)
        names = ", ".join(f"value_{place}" for place, _ in places)
        self.from_columns = f"{self._head}SELECT {values} FROM ROWS FROM ({unfolded}) AS each_row ({names})"
        """On PostgreSQL, for any number of rows, an argument for each column: planned once, and quickest for many."""
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
    def by_column(self) -> tuple[object, ...]:
        """The arguments of `Into.from_columns`."""
        columns = zip(self.into.kinds, zip(*self.records, strict=True), strict=True)
        return tuple([values if kind in LONG else _encode(values).decode() for kind, values in columns])


def by_table(insertions: Iterable[Insertion]) -> list[Insertion]:
    """The same rows with one insertion for each table, in the order of the tables' names."""
    found: dict[Into, list[Record]] = {}
    for into, records in insertions:
        found.setdefault(into, []).extend(records)
    return [Insertion(into, found[into]) for into in sorted(found, key=_name)]


def _unfolded(place: int, kind: str) -> str:
    return f"unnest(${place}::{kind}[])" if kind in LONG else f"json_array_elements_text(${place}::json)"


def _name(into: Into) -> str:
    return into.table


def _marks(numbers: Iterable[int]) -> str:
    return ", ".join(f"${number}" for number in numbers)


_encode = msgspec.json.Encoder().encode
