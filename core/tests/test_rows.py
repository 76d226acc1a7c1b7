"""Statements by the names of columns, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

from tongban import Claim, Database, Objection, delete, insert, update
from tongban.rows import select
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.plugin_tables import migrated_database, run_statements


class Lent(Table, tablename="example_lent"):
    """A book that is lent."""

    book = Varchar(20, primary_key=True)
    reader = Varchar(20)
    since = Varchar(10)
    fee = Varchar(8)
    times = BigInt()


TAKEN = Objection(rule="X-01", message="已借出", remedy="请等待归还")


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url) as opened:
        await opened.execute(
            "CREATE TABLE example_lent (book VARCHAR(20) PRIMARY KEY, reader VARCHAR(20), since VARCHAR(10), "
            "fee VARCHAR(8), times BIGINT)"
        )
        yield opened


async def test_rows_are_made_changed_and_taken_away(database: Database) -> None:
    lent = insert(Lent, book="B1", reader="张建国", since=date(2026, 11, 23), fee=Decimal("0.10"), times=1)
    assert await run_statements(database, [Claim(lent, otherwise=TAKEN)]) == []
    assert await run_statements(database, [Claim(lent, otherwise=TAKEN)]) == ["已借出"]
    changed = update(Lent, {"reader": "李秋萍", "times": 2}, book="B1", reader="张建国")
    assert await run_statements(database, [Claim(changed, otherwise=TAKEN)]) == []
    row = await database.fetch_one("SELECT * FROM example_lent")
    assert dict(row or {}) == {"book": "B1", "reader": "李秋萍", "since": "2026-11-23", "fee": "0.10", "times": 2}
    await run_statements(database, [delete(Lent, book="B1", reader="李秋萍")])
    assert await database.fetch_one("SELECT * FROM example_lent") is None


async def test_none_finds_the_rows_that_have_none(database: Database) -> None:
    for book, reader in (("B1", None), ("B2", "张建国")):
        await run_statements(database, [insert(Lent, book=book, reader=reader, times=0)])
    for book, refusals in (("B1", []), ("B2", ["已借出"]), ("B1", ["已借出"])):
        lent = update(Lent, {"reader": "李秋萍", "times": 1}, book=book, reader=None, times=0)
        assert await run_statements(database, [Claim(lent, otherwise=TAKEN)]) == refusals
    await run_statements(database, [update(Lent, {"reader": None}, book="B1"), delete(Lent, reader=None)])
    assert [row["book"] for row in await database.fetch("SELECT book FROM example_lent")] == ["B2"]


def test_a_column_that_the_table_does_not_have_is_told() -> None:
    with pytest.raises(ValueError, match="raeder"):
        insert(Lent, book="B1", raeder="张建国")


async def test_rows_are_read_by_what_they_hold(database: Database) -> None:
    for book, reader in (("B1", None), ("B2", "张建国")):
        await run_statements(database, [insert(Lent, book=book, reader=reader, times=0)])
    for held, books in (({"reader": None}, {"B1"}), ({"reader": "张建国", "times": 0}, {"B2"}), ({}, {"B1", "B2"})):
        sql, arguments = select(Lent, **held)
        assert {row["book"] for row in await database.fetch(sql, *arguments)} == books
