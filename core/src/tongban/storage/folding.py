"""Several statements sent as one."""

from __future__ import annotations

import re
from functools import lru_cache

from tongban.storage.statements import Statement, quoted_or_placeholder


def fold(statements: list[Statement]) -> Statement:
    """One PostgreSQL statement that does what `statements` do, each of which is an INSERT, UPDATE or DELETE."""
    arguments = tuple(argument for statement in statements for argument in statement.arguments)
    sizes = tuple(len(statement.arguments) for statement in statements)
    return Statement(_fold(tuple(statement.sql for statement in statements), sizes), arguments)


@lru_cache(maxsize=1024)
def _fold(parts: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    offsets = [sum(sizes[:index]) for index in range(len(parts))]
    numbered = [_shift(sql, offset) for sql, offset in zip(parts, offsets, strict=True)]
    named = ", ".join(f"part_{index} AS ({sql})" for index, sql in enumerate(numbered[:-1]))
    return f"WITH {named} {numbered[-1]}" if named else numbered[-1]


def _shift(sql: str, offset: int) -> str:
    def renumber(piece: re.Match[str]) -> str:
        return f"${int(piece[1]) + offset}" if piece[1] else piece[0]

    return quoted_or_placeholder.sub(renumber, sql)
