"""SQL written once with $1 placeholders, for both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeAlias

Arguments: TypeAlias = "tuple[object, ...] | list[object]"


class Row(Protocol):
    """A row that is read by column name or by position."""

    def __getitem__(self, key: str | int, /) -> Any: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> Any:
        """The column names."""
        ...


class Statement(NamedTuple):
    """A statement that is not sent yet."""

    sql: str
    arguments: tuple[object, ...]


class SqliteStatement(NamedTuple):
    """A statement as SQLite takes it, and whether it only reads."""

    sql: str
    reads: bool


@lru_cache(maxsize=4096)
def for_sqlite(sql: str) -> SqliteStatement:
    """Turn $1 into ?1 outside of quoted text, so that a number may be used twice and in any order."""
    translated = quoted_or_placeholder.sub(lambda piece: f"?{piece[1]}" if piece[1] else piece[0], sql)
    return SqliteStatement(translated, reads(sql))


@lru_cache(maxsize=4096)
def reads(sql: str) -> bool:
    """Whether a statement certainly changes nothing."""
    head = _head(sql)
    return head in ("SELECT", "VALUES", "EXPLAIN") or (head == "WITH" and not _WRITES.search(sql))


@lru_cache(maxsize=4096)
def returns_rows(sql: str) -> bool:
    """Whether a statement may answer with rows."""
    return _head(sql) in ("SELECT", "VALUES", "EXPLAIN", "SHOW", "WITH") or "RETURNING" in sql.upper()


def _head(sql: str) -> str:
    return sql.lstrip(" \n\t(").split(maxsplit=1)[0].upper()


quoted_or_placeholder = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\d+)")
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
