"""Building multi-row statements with numbered placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=512)
def values(rows: int, columns: int) -> str:
    """`($1, $2), ($3, $4)` for two rows of two columns."""
    return ", ".join(f"({marks(columns, row * columns)})" for row in range(rows))


@lru_cache(maxsize=512)
def marks(count: int, after: int = 0) -> str:
    """`$3, $4` for two placeholders after the second."""
    return ", ".join(f"${number}" for number in range(after + 1, after + count + 1))


def flat(rows: Sequence[Sequence[object]]) -> list[object]:
    """The arguments of several rows, one after another."""
    return [value for row in rows for value in row]
