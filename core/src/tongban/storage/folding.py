"""Several statements sent as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise

from tongban.storage.statements import Statement, quoted_or_placeholder


def fold(statements: list[Statement]) -> Statement:
    """One PostgreSQL statement that does what `statements` do, each of which is an INSERT, UPDATE or DELETE."""
    sql = _fold(tuple(statement.sql for statement in statements))
    return Statement(sql, tuple(chain.from_iterable(statement.arguments for statement in statements)))


@lru_cache(maxsize=1024)
def _fold(parts: tuple[str, ...]) -> str:
    offsets = accumulate((_size(sql) for sql in parts), initial=0)
    numbered = [_shift(sql, offset) for sql, offset in zip(parts, offsets, strict=False)]
    named = ", ".join(f"part_{index} AS ({sql})" for index, sql in enumerate(numbered[:-1]))
    return f"WITH {named} {numbered[-1]}" if named else numbered[-1]


def side_by_side(queries: Sequence[Statement]) -> Statement:
    """One SELECT whose single row holds the first rows of all queries, each behind a column of its own.

    That column, named by `mark`, is null where a query has no row; one more ends the last.
    """
    sql = _side_by_side(tuple(query.sql for query in queries))
    return Statement(sql, tuple(chain.from_iterable(query.arguments for query in queries)))


def mark(place: int) -> str:
    """The column before the columns of a query."""
    return f"tongban_query_{place}"


@lru_cache(maxsize=1024)
def told_apart(columns: tuple[str, ...], queries: int) -> list[tuple[int, tuple[str, ...]]]:
    """Where in such a row the column that marks each query stands, and the names of the query's own after it."""
    marks = [columns.index(mark(place)) for place in range(queries + 1)]
    return [(start, columns[start + 1 : end]) for start, end in pairwise(marks)]


@lru_cache(maxsize=1024)
def _side_by_side(parts: tuple[str, ...]) -> str:
    offsets = accumulate((_size(sql) for sql in parts), initial=0)
    numbered = [_shift(sql, offset) for sql, offset in zip(parts, offsets, strict=False)]
    first = (f"(SELECT 1 AS {mark(place)}, q.* FROM ({sql}) AS q LIMIT 1)" for place, sql in enumerate(numbered))
    joined = " ".join(f"LEFT JOIN {sql} AS part_{place} ON TRUE" for place, sql in enumerate(first))
    columns = ", ".join(f"part_{place}.*" for place in range(len(parts)))
    return f"SELECT {columns}, 1 AS {mark(len(parts))} FROM (SELECT 1) AS one {joined}"


def _size(sql: str) -> int:
    """How many arguments a statement takes: its highest placeholder."""
    return max((int(piece[1]) for piece in quoted_or_placeholder.finditer(sql) if piece[1]), default=0)


def _shift(sql: str, offset: int) -> str:
    def renumber(piece: re.Match[str]) -> str:
        return f"${int(piece[1]) + offset}" if piece[1] else piece[0]

    return quoted_or_placeholder.sub(renumber, sql)
