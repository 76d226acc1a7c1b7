"""Reports keep their connections open for the next, and nothing of them survives."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from tongban.storage import StorageError, open_database
from tongban.storage.beside import AT_REST, ConnectionsBeside


def test_every_report_reads_what_was_committed_before_it(database_url: str) -> None:
    async def work() -> list[int]:
        database = open_database(database_url)
        await database.start()
        await database.execute("CREATE TABLE sum (n BIGINT)")
        seen = []
        for n in range(4):
            await database.execute("INSERT INTO sum VALUES ($1)", n)
            rows = await asyncio.gather(*(database.report("SELECT COUNT(*) AS n FROM sum") for _ in range(3)))
            seen += {row["n"] for (row,) in rows}
        with pytest.raises(StorageError):
            await database.report("SELECT missing FROM sum")
        seen += [row["n"] for row in await database.report("SELECT COUNT(*) AS n FROM sum")]
        await database.stop()
        return seen

    assert asyncio.run(work()) == [1, 2, 3, 4, 4]


def test_one_rests_until_it_is_lent_again_and_is_closed_at_the_end() -> None:
    beside = ConnectionsBeside(_connection)
    with beside.lent() as first:
        pass
    with beside.lent() as again:
        assert again is first
        beside.close()
        assert again.execute("SELECT 1").fetchone() == (1,)
    assert _is_closed(again)


def test_what_went_wrong_is_not_lent_again_and_few_stay_open() -> None:
    beside = ConnectionsBeside(_connection)
    with pytest.raises(sqlite3.OperationalError), beside.lent() as broken:
        broken.execute("SELECT missing FROM nothing")
    assert _is_closed(broken)
    at_once = [beside.lent() for _ in range(AT_REST + 1)]
    lent = [each.__enter__() for each in at_once]
    for each in at_once:
        each.__exit__(None, None, None)
    assert [_is_closed(each) for each in lent] == [False] * AT_REST + [True]
    beside.close()
    assert all(_is_closed(each) for each in lent)


def _connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


def _is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False
