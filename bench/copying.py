"""Writes the copies of a case, the quickest way that each database has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import asyncpg

from bench.copies import Original, copied
from tongban.testing.database_servers import sqlite_file

BATCH = 5_000


async def copy_to_postgresql(url: str, made_of: Original, indexes: range) -> None:
    """Write the copies with COPY."""
    connection = await asyncpg.connect(url)
    try:
        for table in made_of.tables:
            for batch in _batches(indexes):
                records = copied(made_of, table, batch)
                await connection.copy_records_to_table(table.name, columns=table.columns, records=records)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def copy_to_sqlite(url: str, made_of: Original, indexes: range) -> None:
    """Write the copies in one transaction."""
    with closing(sqlite3.connect(sqlite_file(url.partition("?")[0]))) as connection:
        for table in made_of.tables:
            marks = ", ".join("?" * len(table.columns))
            sql = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
            connection.executemany(sql, copied(made_of, table, indexes))
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _batches(indexes: range) -> Iterator[range]:
    for start in range(indexes.start, indexes.stop, BATCH):
        yield range(start, min(start + BATCH, indexes.stop))
