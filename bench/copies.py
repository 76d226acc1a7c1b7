"""A hundred thousand cases out of one: every row the real case has, with its own ids, office, day and applicant."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg

from bench.people import people
from bench.stage import OFFICE, Stage
from tongban.testing.database_servers import sqlite_file

EACH = 500
"""Cases of one office, all in its queue."""
BATCH = 5_000
FILES = 10_000
"""So many of them have their whole file; of the others there is what lists and queues are made of."""
LISTED = {"tongban_case": "id", "tongban_party": "case_id", "tongban_task": "case_id"}
QUEUED = {"tongban_case": "id", "tongban_task": "case_id"}
WHOLE = {**LISTED, "tongban_fact": "case_id", "tongban_outbox": "case_id"}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that the real case has in one table."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The real case; its id, number and office are what every copy has its own of. `keys` are the applicants'."""

    case_id: str
    number: str
    keys: tuple[str, ...]
    tables: tuple[Table, ...]


def offices(cases: int) -> tuple[str, ...]:
    """The office measured, and as many others as the cases need, with codes of the same length."""
    return tuple(office_of(first) for first in range(0, cases, EACH))


def office_of(index: int) -> str:
    """The office of a copy."""
    return OFFICE if index < EACH else f"52{index // EACH:04}-hf"


def case_id(index: int) -> str:
    """The id of a copy."""
    return f"01900000-0000-7000-8000-{index:012x}"


async def original(stage: Stage, tables: Mapping[str, str]) -> Original:
    """Read every row of the real case."""
    database, case, found = stage.node.database, stage.case_id, []
    for name, key in tables.items():
        rows = await database.fetch(f"SELECT * FROM {name} WHERE {key} = $1", case)
        columns = tuple(column for column in rows[0].keys() if column != "id" or name in NAMED_BY_US)  # noqa: SIM118
        found.append(Table(name, columns, tuple(tuple(row[column] for column in columns) for row in rows)))
    number = (await database.fetch("SELECT number FROM tongban_case WHERE id = $1", case))[0]["number"]
    keys = tuple(stage.node.accounts.key(person.number) for person in people())
    return Original(case, str(number), keys, tuple(found))


async def copy_to_postgresql(url: str, made_of: Original, indexes: range) -> None:
    """Write the copies with COPY."""
    connection = await asyncpg.connect(url)
    try:
        for table in made_of.tables:
            for batch in _batches(indexes):
                records = _rows(made_of, table, batch)
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
            connection.executemany(sql, _rows(made_of, table, indexes))
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _batches(indexes: range) -> Iterator[range]:
    for start in range(indexes.start, indexes.stop, BATCH):
        yield range(start, min(start + BATCH, indexes.stop))


def _rows(made_of: Original, table: Table, indexes: range) -> Iterator[tuple[object, ...]]:
    own = OWN.get(table.name, _nothing)
    for index in indexes:
        exchange = _exchange(made_of, index)
        for place, row in enumerate(table.rows):
            fresh = own(made_of, index, place)
            yield tuple(
                fresh[name] if name in fresh else exchange(value)
                for name, value in zip(table.columns, row, strict=True)
            )


def _exchange(made_of: Original, index: int) -> Callable[[object], object]:
    number = f"{made_of.number[:-12]}{index:012}"
    pairs = ((made_of.case_id, case_id(index)), (made_of.number, number), (OFFICE, office_of(index)))
    raw = [(old.encode(), new.encode()) for old, new in pairs]

    def exchange(value: object) -> object:
        if isinstance(value, str):
            for old, new in pairs:
                value = value.replace(old, new)
        elif isinstance(value, bytes):
            for old_bytes, new_bytes in raw:
                value = value.replace(old_bytes, new_bytes)
        return value

    return exchange


def _nothing(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {}


def _due(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {"due_on": (date(2026, 11, 24) + timedelta(days=index % 40)).isoformat()}


def _party(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {"key": made_of.keys[index % len(made_of.keys)]}


def _letter(made_of: Original, index: int, place: int) -> dict[str, object]:
    # Delivered long ago, so that nobody tries to.
    return {"id": f"{index:030}{place:06}", "state": "applied", "settled_at": index}


OWN = {"tongban_case": _due, "tongban_task": _due, "tongban_party": _party, "tongban_outbox": _letter}
NAMED_BY_US = frozenset({"tongban_case", "tongban_outbox"})
"""Tables whose `id` is ours; elsewhere the database numbers the rows."""
