"""The SQL of effects and of demo records: into which tables it writes, and what into which columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tongban.cases.effects import Statement
from tongban.seed_rows import WRITTEN_FOR
from tongban.testing.conformance.subject import Subject

PROVINCES: Final = ("440000", "500000", "510000")
WRITES: Final = re.compile(
    r"""\b(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?!\s+SET\b)|DELETE\s+FROM
    |(?:DROP|ALTER)\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?)\s+"?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
INSERTED: Final = re.compile(r'INTO\s+"?\w+"?\s*\(([^)]*)\)\s*VALUES\s*\(([^)]*)\)', re.IGNORECASE)
EQUAL: Final = re.compile(r"(\w+)\s*=\s*\$(\d+)")


def demo_statements(subject: Subject) -> Iterator[Statement]:
    """What the demonstrations of all provinces begin with."""
    for node in PROVINCES:
        yield from subject.plugins.demo_records(node, on=WRITTEN_FOR)


def tables_written(sql: str) -> list[str]:
    """The names of the tables into which a statement writes."""
    return WRITES.findall(sql)


def columns_filled(sql: str) -> Iterator[str]:
    """The columns that an INSERT names."""
    for columns, _ in INSERTED.findall(sql):
        yield from (column.strip().strip('"') for column in columns.split(","))


def columns_given(statement: Statement) -> Iterator[tuple[str, object]]:
    """Each column with the value that a statement gives it or compares it with."""
    sql, arguments = statement
    for columns, values in INSERTED.findall(sql):
        for column, value in zip(columns.split(","), values.split(","), strict=False):
            if value.strip().startswith("$") and value.strip()[1:].isdigit():
                yield column.strip().strip('"'), arguments[int(value.strip()[1:]) - 1]
    yield from ((column, arguments[int(number) - 1]) for column, number in EQUAL.findall(sql))
