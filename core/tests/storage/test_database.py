"""A database serves raw SQL the same way on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from tongban.storage import (
    Database,
    Duplicate,
    Insertion,
    Into,
    Statement,
    StorageError,
    TransactionGuardError,
    Unavailable,
    Unstorable,
    lookups,
    open_database,
    outside_transaction,
)
from tongban.testing.databases import on_postgresql

Work = Callable[[Database], Awaitable[None]]


def run(url: str, work: Work) -> None:
    async def session() -> None:
        database = open_database(url)
        await database.start()
        try:
            await database.execute(
                "CREATE TABLE IF NOT EXISTS note (id VARCHAR(36) PRIMARY KEY, size BIGINT, body VARCHAR(100))"
            )
            await work(database)
        finally:
            await asyncio.wait_for(database.stop(), 5)

    asyncio.run(session())


async def count(database: Database) -> int:
    row = await database.fetch_one("SELECT count(*) AS n FROM note")
    assert row is not None
    return int(row["n"])


INSERT = "INSERT INTO note (id, size, body) VALUES ($1, $2, $3)"


def test_rows_are_read_by_name_and_by_position(database_url: str) -> None:
    async def work(database: Database) -> None:
        assert await database.execute(INSERT, "a", 2**53 + 1, "张三 costs $1") == 1
        row = await database.fetch_one("SELECT size, body FROM note WHERE body = 'it''s $1' OR id = $1", "a")
        assert row is not None
        assert (row["size"], row[1]) == (2**53 + 1, "张三 costs $1")
        assert await database.fetch_one("SELECT id FROM note WHERE id = $1", "none") is None

    run(database_url, work)


def test_a_placeholder_may_be_used_twice_and_out_of_order(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 1, "x")
        rows = await database.fetch("SELECT id FROM note WHERE body = $2 AND id = $1 AND body = $2", "a", "x")
        assert [row["id"] for row in rows] == ["a"]

    run(database_url, work)


def test_several_queries_are_asked_with_one_statement(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute_many(INSERT, [("a", 1, None), ("b", 2, "x"), ("c", 3, "x")])
        queries = [
            Statement("SELECT id, body FROM note WHERE id = $1 AND body IS NULL", ("a",)),
            Statement("SELECT body, size FROM note WHERE size > $2 AND body = $1 ORDER BY size DESC", ("x", 1)),
            Statement("SELECT id FROM note WHERE body = '$1' OR id = $1", ("none",)),
            Statement("SELECT size FROM note WHERE id = $1", ("b",)),
        ]
        before = database.statements
        found = await database.fetch_each(queries)
        assert found == [{"id": "a", "body": None}, {"body": "x", "size": 3}, None, {"size": 2}]
        assert database.statements - before == 1
        assert await database.fetch_each([]) == []

    run(database_url, work)


LARGER: Final = "SELECT id, size FROM note WHERE body = $1 AND size > $2 ORDER BY size DESC"


def test_what_is_asked_at_the_same_time_is_answered_to_each(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute_many(INSERT, [(f"{body}{size}", size, body) for body in "xyz" for size in range(9)])
        asked = [("x", 6), ("y", 8), ("z", 7), ("x", 6), ("$1", 0)]
        before = database.statements
        found = await asyncio.gather(*(database.fetch_shared(LARGER, *each) for each in asked))
        assert [[row["id"] for row in rows] for rows in found] == [["x8", "x7"], [], ["z8"], ["x8", "x7"], []]
        assert database.statements - before == (1 if database.dialect == "postgresql" else len(asked))

    run(database_url, work)


def test_a_column_may_have_any_name_and_is_the_same_however_many_ask(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 7, "x")
        query = Statement("SELECT size AS place, body AS query_0 FROM note WHERE id = $1", ("a",))
        found = await asyncio.gather(*(database.fetch_each([query, query]) for _ in range(3)))
        assert found == [[{"place": 7, "query_0": "x"}] * 2] * 3

    run(database_url, work)


@pytest.mark.parametrize("unfit", [("x\0", 0), ("x\ud800", 0), ("x", 2**64)])
def test_who_asks_with_what_no_column_takes_asks_alone(database_url: str, unfit: tuple[object, ...]) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 1, "x")
        asked = [("x", 0), unfit, *[("x", 0)] * 8]
        before = database.statements
        found = await asyncio.gather(*(database.fetch_shared(LARGER, *each) for each in asked), return_exceptions=True)
        assert [len(rows) for rows in found if isinstance(rows, list) and rows] == [1] * 9
        assert database.statements - before == (2 if database.dialect == "postgresql" else len(asked))

    run(database_url, work)


@on_postgresql
def test_a_look_up_that_hangs_holds_up_no_later_one(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "LONGEST_SECONDS", 0.3)
    locking = "SELECT CAST(pg_advisory_xact_lock($1) AS VARCHAR(9)) AS locked"

    async def work(database: Database) -> None:
        async with asyncio.timeout(30), database.transaction("note.hold"):
            await database.fetch(locking, 1)
            asked = [database.spawn(database.fetch_shared(locking, 1)) for _ in range(2)]
            found = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(each) for each in found] == [Unavailable] * 2
            assert len(await database.spawn(database.fetch_shared(locking, 2))) == 1

    run(database_url, work)


def test_a_query_that_fails_fails_for_nobody_else(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 1, "x")
        asked = [("x", 0), ("x", 2**64), ("x", None)]
        found = await asyncio.gather(*(database.fetch_shared(LARGER, *each) for each in asked), return_exceptions=True)
        assert isinstance(found[1], Unstorable)
        assert [len(rows) for rows in (found[0], found[2]) if isinstance(rows, list)] == [1, 0]

    run(database_url, work)


def test_inside_a_transaction_a_shared_query_sees_what_was_written_there(database_url: str) -> None:
    async def work(database: Database) -> None:
        async with database.transaction("note.write"):
            await database.execute(INSERT, "a", 1, "x")
            assert len(await database.fetch_shared(LARGER, "x", 0)) == 1

    run(database_url, work)


def test_execute_tells_the_affected_rows(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute_many(INSERT, [(str(n), n, "x") for n in range(5)])
        assert await database.execute("UPDATE note SET body = $1 WHERE size >= $2", "y", 2) == 3
        assert await database.execute("DELETE FROM note WHERE size = $1 RETURNING id", 99) == 0
        assert len(await database.fetch("DELETE FROM note WHERE size < $1 RETURNING id", 2)) == 2

    run(database_url, work)


def test_a_failed_block_leaves_nothing(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(ValueError, match="stop"):
            async with database.transaction("note.write"):
                await database.execute(INSERT, "a", 1, "x")
                assert await count(database) == 1
                raise ValueError("stop")
        assert await count(database) == 0

    run(database_url, work)


def test_a_nested_transaction_joins_the_outer(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(ValueError, match="stop"):
            async with database.transaction("outer"):
                async with database.transaction("inner"):
                    await database.execute(INSERT, "a", 1, "x")
                raise ValueError("stop")
        assert await count(database) == 0

    run(database_url, work)


def test_a_repeated_key_is_a_duplicate_and_names_the_table(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 1, "x")
        with pytest.raises(Duplicate) as caught:
            await database.execute(INSERT, "a", 1, "x")
        assert caught.value.table == "note"

    run(database_url, work)


@pytest.mark.parametrize("value", ["510104198503109997", 510104198503109997 * 1000])
def test_an_error_as_it_is_logged_quotes_no_value(database_url: str, value: str | int) -> None:
    size = 1 if isinstance(value, str) else value

    async def work(database: Database) -> None:
        await database.execute(INSERT, str(value), 1, "x")
        with pytest.raises(StorageError) as caught:
            await database.execute(INSERT, str(value), size, "x")
        told = "".join(traceback.format_exception(caught.value))
        assert "510104198503109997" not in told

    run(database_url, work)


@pytest.mark.parametrize("value", [2**63, -(2**70)])
def test_a_number_beyond_64_bits_is_unstorable(database_url: str, value: int) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(Unstorable):
            await database.execute(INSERT, "a", value, "x")
        with pytest.raises(Unstorable):
            await database.execute(INSERT, "half \ud800 of one", 1, "x")
        assert await count(database) == 0

    run(database_url, work)


def test_a_swallowed_error_does_not_commit_the_rest(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 1, "x")
        with pytest.raises(StorageError, match="rolled back"):
            async with database.transaction("note.write"):
                await database.execute(INSERT, "b", 1, "x")
                with pytest.raises(Duplicate):
                    await database.execute(INSERT, "a", 1, "x")
        assert await count(database) == 1

    run(database_url, work)


def test_after_an_error_a_transaction_takes_no_more_statements(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(StorageError, match="already failed"):
            async with database.transaction("note.write"):
                with pytest.raises(StorageError):
                    await database.fetch("SELECT nothing FROM nowhere")
                await database.execute(INSERT, "b", 1, "x")

    run(database_url, work)


def test_a_savepoint_may_fail_alone(database_url: str) -> None:
    async def work(database: Database) -> None:
        async with database.transaction("note.write"):
            await database.execute(INSERT, "a", 1, "x")
            with pytest.raises(Duplicate):
                async with database.savepoint():
                    await database.execute(INSERT, "b", 1, "x")
                    await database.execute(INSERT, "a", 1, "x")
            await database.execute(INSERT, "c", 1, "x")
        rows = await database.fetch("SELECT id FROM note ORDER BY id")
        assert [row["id"] for row in rows] == ["a", "c"]

    run(database_url, work)


def test_statements_gathered_in_a_transaction_are_refused_and_nothing_leaks(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(TransactionGuardError, match=r"note\.write"):
            async with database.transaction("note.write"):
                await asyncio.gather(database.execute(INSERT, "a", 1, "x"), database.execute(INSERT, "b", 1, "x"))
        assert await count(database) == 0
        await database.execute(INSERT, "a", 1, "x")

    run(database_url, work)


def test_a_spawned_task_writes_on_its_own(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(ValueError, match="stop"):
            async with database.transaction("note.write"):
                await database.execute(INSERT, "a", 1, "x")
                task = database.spawn(database.execute(INSERT, "b", 1, "x"))
                raise ValueError("stop")
        assert await task == 1
        rows = await database.fetch("SELECT id FROM note")
        assert [row["id"] for row in rows] == ["b"]

    run(database_url, work)


def test_a_task_started_in_a_transaction_does_not_inherit_it(database_url: str) -> None:
    async def work(database: Database) -> None:
        committed = asyncio.Event()

        async def later() -> int:
            await committed.wait()
            return await database.execute(INSERT, "b", 1, "x")

        async with database.transaction("note.write"):
            await database.execute(INSERT, "a", 1, "x")
            task = asyncio.create_task(later())
        committed.set()
        assert await task == 1
        assert await count(database) == 2

    run(database_url, work)


def test_the_guard_names_the_module_and_the_transaction(database_url: str) -> None:
    async def work(database: Database) -> None:
        outside_transaction("call the courier")
        with pytest.raises(
            TransactionGuardError, match=rf"{__name__}: call the courier inside the transaction 'case.open'"
        ):
            async with database.transaction("case.open"):
                outside_transaction("call the courier")
        outside_transaction("call the courier")

    run(database_url, work)


def test_many_tasks_lose_no_update(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.execute(INSERT, "a", 0, "x")

        async def add() -> None:
            for _ in range(20):
                async with database.transaction("note.add"):
                    await database.execute("UPDATE note SET size = size WHERE id = 'a'")
                    row = await database.fetch_one("SELECT size FROM note WHERE id = 'a'")
                    assert row is not None
                    await database.execute("UPDATE note SET size = $1 WHERE id = 'a'", row["size"] + 1)

        await asyncio.gather(*(add() for _ in range(16)))
        row = await database.fetch_one("SELECT size FROM note WHERE id = 'a'")
        assert row is not None
        assert row["size"] == 320

    run(database_url, work)


def test_a_cancelled_transaction_gives_its_connection_back(database_url: str) -> None:
    async def work(database: Database) -> None:
        inside, never = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with database.transaction("note.write"):
                await database.execute(INSERT, "a", 1, "x")
                inside.set()
                await never.wait()

        for _ in range(30):
            inside.clear()
            task = asyncio.create_task(hold())
            await inside.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await count(database) == 0

    run(database_url, work)


def test_statements_are_counted(database_url: str) -> None:
    async def work(database: Database) -> None:
        before = database.statements
        async with database.transaction("note.write"):
            await database.execute(INSERT, "a", 1, "x")
            await database.fetch("SELECT 1 AS one")
        assert database.statements - before == 4

    run(database_url, work)


def test_two_databases_do_not_mix_in_one_transaction(database_url: str, tmp_path: object) -> None:
    async def work(database: Database) -> None:
        other = open_database(f"sqlite:///{tmp_path}/other.db")
        await other.start()
        with pytest.raises(TransactionGuardError, match="another database"):
            async with database.transaction("case.open"):
                await other.fetch("SELECT 1 AS one")
        await other.stop()

    run(database_url, work)


NOTES = Into("note", id="varchar", size="bigint", body="varchar")


def note(key: str, body: str | None = "x") -> Insertion:
    return Insertion(NOTES, [(key, 1, body)])


def test_rows_written_together_are_all_kept_or_none(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write("note.write", [note("a", "it's $1"), note("b", None)])
        rows = await database.fetch("SELECT id, body FROM note ORDER BY id")
        assert [tuple(row) for row in rows] == [("a", "it's $1"), ("b", None)]
        with pytest.raises(Duplicate) as caught:
            await database.write("note.write", [note("c"), note("a")])
        assert caught.value.table == "note"
        assert await count(database) == 2

    run(database_url, work)


TEXTS: Final = (
    '"',
    "\\",
    '\\"',
    "\\n",
    "{1,2}",
    "[1]",
    "NULL",
    "null",
    "",
    " a ",
    "a,b",
    "办件\U0002000b",
    *map(chr, (*range(1, 0x20), 0x7F)),
)


def test_any_text_is_kept_and_found_as_it_is_with_others(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write("note.write", [Insertion(NOTES, [(str(at), at, body) for at, body in enumerate(TEXTS)])])
        rows = await database.fetch("SELECT body FROM note ORDER BY size")
        assert [row["body"] for row in rows] == list(TEXTS)
        found = await asyncio.gather(*(database.fetch_shared(LARGER, body, -1) for body in TEXTS))
        assert [[row["size"] for row in rows] for rows in found] == [[at] for at in range(len(TEXTS))]

    run(database_url, work)


def test_tasks_that_write_at_once_share_a_commit(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write("note.write", [note("first")])
        before = database.statements
        await asyncio.gather(*(database.write("note.write", [note(str(number))]) for number in range(20)))
        assert database.statements - before == 1
        assert await count(database) == 21

    run(database_url, work)


def test_who_comes_a_little_later_comes_along_while_others_come(database_url: str) -> None:
    async def write_after(database: Database, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await database.write("note.write", [note(str(turns))])

    async def work(database: Database) -> None:
        await database.write("note.write", [note("first")])
        before = database.statements
        await asyncio.gather(*(write_after(database, turns) for turns in range(0, 30, 3)))
        assert database.statements - before == 1

    run(database_url, work)


@on_postgresql
def test_long_texts_are_compressed_by_the_quicker_way_where_the_server_can(database_url: str) -> None:
    ways = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"

    async def work(database: Database) -> None:
        await database.execute("ALTER TABLE note ALTER COLUMN body TYPE VARCHAR(10000)")
        await database.execute(INSERT, "a", 1, "申请" * 5000)
        ((way, can),) = await database.fetch(f"SELECT pg_column_compression(body), ({ways}) FROM note")
        assert way == ("lz4" if can else "pglz")

    run(database_url, work)


def test_who_is_just_about_to_write_comes_along(database_url: str) -> None:
    async def work(database: Database) -> None:
        async def soon(turns: int) -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            await database.write("note.write", [note(str(turns))])

        await database.write("note.write", [note("first")])
        before = database.statements
        await asyncio.gather(*map(soon, range(4)))
        assert database.statements - before == 1
        assert await count(database) == 5

    run(database_url, work)


def test_who_shares_a_commit_does_not_answer_for_others(database_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write("note.write", [note("a")])
        writing = [database.write("note.write", [note(key), note(f"{key}2")]) for key in ("b", "a", "c")]
        found = await asyncio.gather(*writing, database.write("note.write", [note("d", "\0")]), return_exceptions=True)
        assert [type(each).__name__ for each in found[:3]] == ["NoneType", "Duplicate", "NoneType"]
        kept = {row["id"] for row in await database.fetch("SELECT id FROM note")} - {"d"}
        assert kept == {"a", "b", "b2", "c", "c2"}

    run(database_url, work)


def test_who_has_gone_before_the_commit_leaves_nothing(database_url: str) -> None:
    async def work(database: Database) -> None:
        gone = asyncio.create_task(database.write("note.write", [note("gone")]))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        await database.write("note.write", [note("stays")])
        assert [row["id"] for row in await database.fetch("SELECT id FROM note")] == ["stays"]

    run(database_url, work)


def test_rows_written_together_join_an_open_transaction(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(ValueError, match="stop"):
            async with database.transaction("outer"):
                await database.write("inner", [note("a"), note("b")])
                raise ValueError("stop")
        assert await count(database) == 0

    run(database_url, work)
